using DataTools.Catalog.Formats;
using DataTools.Tests;

namespace DataTools.Catalog.Tests.Formats;

/// <summary>Tables of images as samples.</summary>
public sealed class ParquetImagesTests
{
    private static readonly byte[] Picture = [1, 2, 3];

    [Fact]
    public void Rows_become_samples_across_groups_and_files()
    {
        var first = MadeParquet.Table([new([1], "a.png", 0L), new([2], null, 1L), new([3], "c.png", 1L)], MadeParquet.Footer("cat", "dog"));
        var second = MadeParquet.Table([new([4], "d.png", 0L)], MadeParquet.Footer("cat", "dog"));
        var (classes, samples) = Read(first, second);
        Assert.Equal(["cat", "dog"], classes);
        Assert.Equal(["train-00000 0 a.png 1", "train-00001 1  2", "train-00002 1 c.png 3", "train-00003 0 d.png 4"], samples);
    }

    [Fact]
    public void A_label_of_minus_one_or_none_is_no_label() => Assert.Equal(
        ["train-00000 -1 a 1", "train-00001 -1 b 2", "train-00002 1 c 3"],
        Read(MadeParquet.Table([new([1], "a", -1L), new([2], "b", null), new([3], "c", 1L)], MadeParquet.Footer("x", "y"))).Samples);

    [Fact]
    public void Labels_of_fewer_bits_are_read() => Assert.Equal(
        ["train-00000 1 a 1", "train-00001 -1 b 2"], Read(MadeParquet.Table([new([1], "a", 1), new([2], "b", -1)], MadeParquet.Footer("x", "y"))).Samples);

    [Fact]
    public void Classes_come_from_the_card_where_the_file_names_none()
    {
        var images = ParquetImages.Open("t", [new("train", [MadeParquet.File("t.parquet", MadeParquet.Table([new(Picture, "a", 1L)], image: "img", label: "kind"))])],
            [new("img", FeatureKind.Image), new("kind", FeatureKind.ClassLabel, ["no", "yes"])], default);
        Assert.Equal(["no", "yes"], images.Classes);
    }

    [Fact]
    public void Numbers_without_names_are_their_own_classes()
    {
        var (classes, samples) = Read(MadeParquet.Table([new(Picture, "a", 10L), new(Picture, "b", 2L), new(Picture, "c", null)]));
        Assert.Equal(["2", "10"], classes);
        Assert.Equal(["1", "0", "-1"], samples.Select(s => s.Split(' ')[1]));
    }

    [Fact]
    public void Texts_are_their_own_classes()
    {
        var (classes, samples) = Read(MadeParquet.Table([new(Picture, "a", "dog"), new(Picture, "b", "cat"), new(Picture, "c", "dog")]));
        Assert.Equal(["cat", "dog"], classes);
        Assert.Equal(["1", "0", "1"], samples.Select(s => s.Split(' ')[1]));
    }

    [Fact]
    public void A_row_without_an_image_is_a_bad_sample()
    {
        var table = MadeParquet.Table([new(Picture, "a", 0L), new(null, "photos/b.jpg", 0L), new([], null, 1L), new(Picture, "d", 1L)], MadeParquet.Footer("x", "y"));
        var fault = Assert.Throws<BadSampleException>(() => Read(table));
        Assert.Contains("train-00001", fault.Message, StringComparison.Ordinal);
        Assert.Contains("photos/b.jpg", fault.Message, StringComparison.Ordinal);
        // The others keep their ids.
        Assert.Equal(["train-00000", "train-00003"], Read(OnBadSample.Skip, table).Samples.Select(s => s.Split(' ')[0]));
    }

    [Theory]
    [InlineData(2L)]
    [InlineData(-2L)]
    [InlineData(long.MaxValue)]
    public void A_label_that_is_no_class_is_a_bad_sample(long label) =>
        Assert.Contains($"'{label}'", Assert.Throws<BadSampleException>(() => Read(MadeParquet.Table([new(Picture, "a", label)], MadeParquet.Footer("x", "y")))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_test_split_may_have_no_labels()
    {
        var labelled = MadeParquet.Table([new(Picture, "a", 0L), new(Picture, "b", 1L)], MadeParquet.Footer("x", "y"));
        var plain = MadeParquet.Table([new(Picture, "c", 5L)], """{"info":{"features":{"image":{"_type":"Image"}}}}""", label: "id");
        var images = ParquetImages.Open("t", [new("test", [MadeParquet.File("test.parquet", plain)]), new("train", [MadeParquet.File("train.parquet", labelled)])], [], default);
        var test = images.Read(new(OnBadSample.Fail), default)[0];
        Assert.Equal(Sample.Unlabelled, test.Samples.Single().Label);
    }

    [Fact]
    public void Half_a_split_without_labels_is_refused() => Assert.Contains("1.parquet has no column label", Assert.Throws<InvalidInputException>(() => Read(
        MadeParquet.Table([new(Picture, "a", 0L)], MadeParquet.Footer("x", "y")), MadeParquet.Table([new(Picture, "c", 5L)], label: "id"))).Message, StringComparison.Ordinal);

    [Fact]
    public void Files_that_number_their_classes_differently_are_refused()
    {
        var fault = Assert.Throws<InvalidInputException>(() => Read(
            MadeParquet.Table([new(Picture, "a", 0L)], MadeParquet.Footer("x", "y")), MadeParquet.Table([new(Picture, "a", 0L)], MadeParquet.Footer("y", "x"))));
        Assert.Contains("0.parquet and t: 1.parquet", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_without_labels_lists_its_columns()
    {
        var fault = Assert.Throws<InvalidInputException>(() => Read(MadeParquet.Table([new(Picture, "a", 0L)], label: "height")));
        Assert.Contains("image, height", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_several_labels_the_finest_is_read_and_the_others_are_named()
    {
        var table = MadeParquet.Table([new(Picture, "a", 1L)], """{"info":{"features":{"image":{"_type":"Image"},"coarse_label":{"_type":"ClassLabel","names":["a","b"]},"fine_label":{"_type":"ClassLabel","names":["c","d"]}}}}""", label: "fine_label");
        Assert.Equal(["c", "d"], Read(table).Classes);
    }

    [Fact]
    public void A_damaged_file_is_a_named_error_whatever_is_damaged()
    {
        var right = MadeParquet.Table([new([.. Enumerable.Range(0, 200).Select(i => (byte)i)], "a.png", 0L), new(Picture, "b.png", 1L), new(Picture, "c.png", 1L)], MadeParquet.Footer("x", "y"));
        var wrong = 0;
        for (var at = 0; at < right.Length; at++)
        {
            var damaged = (byte[])right.Clone();
            damaged[at] ^= 0xFF;
            wrong += Judge(damaged) ? 1 : 0;
        }
        for (var length = 0; length < right.Length; length++)
            Assert.True(Judge(right[..length]));
        Assert.True(wrong > right.Length / 4, $"{wrong} of {right.Length}");

        // True: refused, by an error of ours. Bytes of an image or a name can be anything.
        static bool Judge(byte[] bytes)
        {
            try
            {
                Read(bytes);
                return false;
            }
            catch (DataToolsException)
            {
                return true;
            }
        }
    }

    [Fact]
    public void A_file_of_another_kind_is_named() =>
        Assert.Contains("t: 0.parquet", Assert.Throws<CorruptFileException>(() => Read("<html>Log in</html>"u8.ToArray())).Message, StringComparison.Ordinal);

    [Fact]
    public void The_real_cats_and_dogs_have_fifty_of_each()
    {
        var path = SharedData.Path("data", "hf-parquet", "cats_vs_dogs", "data", "train-00000-of-00001.parquet");
        var images = ParquetImages.Open("cats", [new("train", [new(path, () => File.OpenRead(path))])], [], default);
        var split = images.Read(new(OnBadSample.Fail), default).Single();
        var samples = split.Samples.ToList();
        Assert.Equal((100L, 100), (split.ExpectedCount, samples.Count));
        Assert.All(samples, s => Assert.StartsWith(images.Classes[s.Label], s.Path, StringComparison.Ordinal));
        Assert.All(samples, s => Assert.True(s.Image.Span is [0xFF, 0xD8, ..]));
    }

    [Fact]
    public void Few_rows_are_in_memory_at_a_time()
    {
        var row = new byte[100_000];
        var table = MadeParquet.Table([.. Enumerable.Range(0, 400).Select(i => new MadeRow([.. row, (byte)i, (byte)(i >> 8)], "a", i % 2L))], MadeParquet.Footer("x", "y"), group: 10);
        var images = ParquetImages.Open("t", [new("train", [MadeParquet.File("t.parquet", table)])], [], default);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var most = 0L;
        var count = 0;
        foreach (var _ in images.Read(new(OnBadSample.Fail), default).Single().Samples)
        {
            if (++count % 50 == 0)
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
        }
        Assert.Equal(400, count);
        // A group has 1 MB of images, all together 40.
        Assert.InRange(most, 0, 12_000_000);
    }

    private static (IReadOnlyList<string> Classes, List<string> Samples) Read(params byte[][] files) => Read(OnBadSample.Fail, files);

    private static (IReadOnlyList<string> Classes, List<string> Samples) Read(OnBadSample mode, params byte[][] files)
    {
        var images = ParquetImages.Open("t", [new("train", [.. files.Select((f, i) => MadeParquet.File($"t: {i}.parquet", f))])], [], default);
        return (images.Classes, [.. images.Read(new(mode), default).Single().Samples.Select(s => $"{s.Id} {s.Label} {s.Path} {s.Image.Span[0]}")]);
    }
}
