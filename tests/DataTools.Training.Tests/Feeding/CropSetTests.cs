using CsCheck;
using DataTools.Catalog;
using DataTools.Evaluation.Predictions;
using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Pixels;
using DataTools.Tests;
using DataTools.Training.Feeding;

namespace DataTools.Training.Tests.Feeding;

public sealed class CropSetTests : IDisposable
{
    private const string Policy = "operations:\n  - rotation: { degrees: 20 }\n  - brightness: { factor: [0.5, 1.5] }\n";

    private readonly TemporaryFolder _folder = new();

    public CropSetTests() => _folder.Write("turn.yaml", System.Text.Encoding.UTF8.GetBytes(Policy));

    public void Dispose() => _folder.Dispose();

    private static string[] Deterministic => ["1", "5", "10", "flip", "scales:0.875,1,1.125", "scales:1,2+flip", "shifts:2", "shifts:1+flip"];

    [Fact]
    public void A_set_has_one_name_and_as_many_views_as_it_says()
    {
        (string Text, string Name, int Count)[] all =
        [
            ("1", "1", 1), ("5", "5", 5), ("10", "10", 10), ("5+flip", "10", 10), ("flip", "flip", 2), ("1+flip", "flip", 2),
            ("scales:0.875,1,1.125", "scales:0.875,1,1.125", 3), ("scales:1.0,0.50+flip", "scales:1.0,0.50+flip", 4), ("shifts:2", "shifts:2", 9),
            ("shifts:2+flip", "shifts:2+flip", 18), ("policy:turn.yaml@8", "policy:turn.yaml@8", 8), ("policy:cifar@2+flip", "policy:cifar@2+flip", 4),
        ];
        foreach (var (text, name, count) in all)
        {
            var set = CropSet.Parse(text, _folder.Path);
            Assert.Equal((name.Replace("1.0,0.50", "1,0.5", StringComparison.Ordinal), count), (set.Name, set.Count));
            Assert.Equal(count, new Preprocessing(28, 1, [0.5], [0.5]).Testing(set).Count);
            Assert.Equal(set.Name, CropSet.Parse(set.Name, _folder.Path).Name);
        }
        Assert.Equal(("10", 10), (((CropSet)10).Name, ((CropSet)10).Count));
        Assert.Equal(new CropsName("10", CropAverage.Logits), CropSet.Ten.Averaged(CropAverage.Logits));
        Assert.Equal(new CropsName("1"), CropSet.Single.Averaged(CropAverage.Logits));
    }

    [Theory]
    [InlineData("7", "no such set of views")]
    [InlineData("ten", "no such set of views")]
    [InlineData("1:2", "no such set of views")]
    [InlineData("10+flip", "mirrored already")]
    [InlineData("flip+flip", "mirrored already")]
    [InlineData("scales:", "different numbers from 0.25 to 4")]
    [InlineData("scales:1,1.0", "different numbers")]
    [InlineData("scales:0.1,1", "different numbers")]
    [InlineData("scales:1,-1", "different numbers")]
    [InlineData("shifts:0", "a shift is 1 to 1024 pixels")]
    [InlineData("shifts:x", "a shift is 1 to 1024 pixels")]
    [InlineData("policy:turn.yaml", "the number of views is missing")]
    [InlineData("policy:turn.yaml@0", "the number of views is missing, or is not 1 to 64")]
    [InlineData("policy:turn.yaml@33+flip", "is not 1 to 32")]
    public void What_is_no_set_is_told(string text, string told)
    {
        var error = Assert.Throws<InvalidInputException>(() => CropSet.Parse(text, _folder.Path));
        Assert.Contains(told, error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.Hint);
    }

    [Fact]
    public void A_policy_that_is_missing_or_normalises_and_a_shift_beyond_the_image_are_refused()
    {
        Assert.Throws<NotFoundException>(() => CropSet.Parse("policy:other.yaml@8", _folder.Path));
        _folder.Write("n.yaml", "operations: [normalize: { mean: [0.5], std: [0.5] }]"u8.ToArray());
        var p = new Preprocessing(8, 1, [0.5], [0.5]);
        Assert.Throws<InvalidInputException>(() => p.Testing(CropSet.Parse("policy:n.yaml@8", _folder.Path)));
        Assert.Contains("nothing would be left", Assert.Throws<InvalidInputException>(() => p.Testing(CropSet.Parse("shifts:8", ".")).ToList()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_view_is_the_single_one_and_every_second_of_a_mirrored_set_is_a_mirror_image() =>
        Gen.Select(Gen.Int[1, 60], Gen.Int[1, 60], Gen.Int[8, 24], Gen.Int[0, Deterministic.Length - 1].Select(i => Deterministic[i])).Sample((width, height, size, text) =>
        {
            var p = new Preprocessing(size, 1, [0.3], [0.7]);
            var set = CropSet.Parse(text, _folder.Path);
            var image = Picture(width, height);
            var views = p.Testing(set).Select(v => Pixels(v, image, size)).ToList();
            if (!text.StartsWith("scales:0", StringComparison.Ordinal))
                Assert.Equal(Pixels(p.Testing(1)[0], image, size), views[0]);
            if (text.EndsWith("flip", StringComparison.Ordinal) || text == "10")
                Assert.All(views.Chunk(2), pair => Assert.Equal(Mirrored(pair[0], size), pair[1]));
        }, iter: 150);

    [Fact]
    public void Five_crops_are_every_second_of_ten_and_a_scale_of_one_is_the_single_view()
    {
        var p = new Preprocessing(28, 1, [0.3], [0.7]);
        var image = Picture(28, 28);
        List<float[]> Views(string text) => [.. p.Testing(CropSet.Parse(text, ".")).Select(v => Pixels(v, image, 28))];
        Assert.Equal(Views("10").Where((_, i) => i % 2 == 0), Views("5"));
        Assert.Equal(Views("1")[0], Views("scales:0.875,1,1.125")[1]);
        Assert.NotEqual(Views("1")[0], Views("scales:0.875,1,1.125")[2]);
        // Photos have room for crops; the middle is that of the single view, whatever is rounded.
        var photo = new Preprocessing(224, 1, [0.3], [0.7]);
        var large = Picture(301, 400);
        Assert.Equal(Pixels(photo.Testing(1)[0], large, 224), Pixels(photo.Testing(CropSet.Parse("5", "."))[0], large, 224));
    }

    [Fact]
    public void A_shifted_view_is_the_single_one_moved_with_black_behind_it()
    {
        const int size = 12, far = 3;
        var p = new Preprocessing(size, 1, [0], [1]);
        var image = Picture(size, size);
        var views = p.Testing(CropSet.Parse($"shifts:{far}", ".")).Select(v => Pixels(v, image, size)).ToList();
        var offsets = (from y in new[] { -far, 0, far } from x in new[] { -far, 0, far } where (x, y) != (0, 0) select (X: x, Y: y)).Prepend((0, 0)).ToList();
        foreach (var (view, (dx, dy)) in views.Zip(offsets))
        {
            for (var i = 0; i < size * size; i++)
            {
                var (x, y) = ((i % size) - dx, (i / size) - dy);
                Assert.Equal(x is >= 0 and < size && y is >= 0 and < size ? views[0][(y * size) + x] : 0, view[i]);
            }
        }
    }

    [Fact]
    public void A_policy_s_views_differ_from_each_other_and_are_the_same_for_the_same_sample_always()
    {
        var p = new Preprocessing(16, 1, [0.3], [0.7]);
        var image = Picture(16, 16);
        List<float[]> Views(string text, ulong sample) => [.. p.Testing(CropSet.Parse(text, _folder.Path)).Select(v => Pixels(v, image, 16, sample))];
        var views = Views("policy:turn.yaml@8", sample: 5);
        Assert.Distinct(views.Select(v => string.Join(' ', v)));
        Assert.Equal(views, Views("policy:turn.yaml@8", sample: 5));
        Assert.NotEqual(views, Views("policy:turn.yaml@8", sample: 6));
        // More views begin with the same ones, and a mirrored set has each and its mirror image.
        Assert.Equal(views, Views("policy:turn.yaml@9", sample: 5).Take(8));
        var mirrored = Views("policy:turn.yaml@8+flip", sample: 5);
        Assert.Equal(views, mirrored.Where((_, i) => i % 2 == 0));
        Assert.Equal(views.Select(v => Mirrored(v, 16)), mirrored.Where((_, i) => i % 2 == 1));
    }

    private static PixelImage Picture(int width, int height)
    {
        var image = new PixelImage(width, height, 1);
        for (var i = 0; i < image.Pixels.Length; i++)
            image.Pixels[i] = (byte)((i * 37) + (i / 5));
        return image;
    }

    private static float[] Pixels(AugmentationPolicy view, PixelImage image, int size, ulong sample = 0)
    {
        var planes = new float[size * size];
        view.Draw(new(image.Width, image.Height), 0, sample, 0).Apply(image, 1, planes);
        return planes;
    }

    private static float[] Mirrored(float[] pixels, int size) => [.. pixels.Chunk(size).SelectMany(row => row.Reverse())];
}
