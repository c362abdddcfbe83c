using CsCheck;
using DataTools.Catalog;
using DataTools.Catalog.Annotations;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Derived;
using DataTools.Catalog.Randomness;
using DataTools.Catalog.Storage;
using DataTools.Catalog.Workspaces;
using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Augmentation.Operations;
using DataTools.Imaging.Codecs;
using DataTools.Tests;

namespace DataTools.Imaging.Tests.Augmentation;

public sealed class EntryAugmenterTests : IDisposable
{
    private static readonly string[] Classes = ["cat", "dog"];

    private readonly TemporaryFolder _folder = new();
    private readonly EntryStore _store;

    public EntryAugmenterTests() => _store = new(Workspace.Locate(_folder.Path, _folder.Path, _ => null));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_training_sample_is_followed_by_its_copies_and_the_other_splits_stay()
    {
        var parent = Make("pets", Images(5, 1), Images(3, 2));
        var card = Augment(Request("pets", "more", copies: 2));
        using var entry = _store.Open("more");
        using var old = _store.Open("pets");
        var (train, before) = (entry.Split(SplitNames.Train), old.Split(SplitNames.Train));
        Assert.Equal(["i0", "i0~1", "i0~2", "i1", "i1~1", "i1~2"], train.Samples().Take(6).Select(s => s.Id));
        Assert.Equal(15, train.Count);
        for (var i = 0; i < train.Count; i++)
        {
            Assert.Equal(before.Label(i / 3), train.Label(i));
            Assert.Equal(i % 3 == 0 ? before.Path(i / 3) : Path.ChangeExtension(before.Path(i / 3), ".png"), train.Path(i));
            var (original, image) = (ImageCodec.Decode(before.Image(i / 3), "x"), ImageCodec.Decode(train.Image(i), "x"));
            if (i % 3 == 0)
            {
                Assert.True(before.Image(i / 3).SequenceEqual(train.Image(i)));
                continue;
            }
            // What the policy draws for this sample and this view, without loss.
            var plan = Request("pets", "more", 2).Policy.Draw(original.Size(), 7, RandomStream.KeyOf(before.Id(i / 3)), (uint)(i % 3));
            Pictures.Same(plan.Apply(original), image);
        }
        Same(old.Split(SplitNames.Test), entry.Split(SplitNames.Test));

        Assert.Equal("more", card.Name);
        Assert.Equal(Derivation.Augment, card.Parent!.Operation);
        Assert.Equal(("pets", parent.Fingerprint), (card.Parent.Card.Name, card.Parent.Card.Fingerprint));
        Assert.Equal((Request("pets", "more", 2).Policy.ToYaml(), "2", "7"), (card.Parent.Options["policy"], card.Parent.Options["copies"], card.Parent.Options["seed"]));
        Assert.Equal("augment:pets", card.Source);
        Assert.Equal("DataTools test", card.Tool);
        Assert.Equal(Classes, card.Classes);
        Assert.Equal("MIT", card.License);
        Assert.Equal(card.Fingerprint, _store.Card("more").Fingerprint);
        Assert.Equal(DateTimeOffset.UnixEpoch, card.CreatedAt);
    }

    [Fact]
    public void Threads_change_nothing()
    {
        var made = 0;
        Gen.Select(Gen.Int[1, 40], Gen.ULong, Gen.Int[1, 40], Gen.Int[2, 8]).Sample((count, seed, copies, threads) =>
        {
            var number = Interlocked.Increment(ref made);
            Make($"p{number}", Images(count, seed), []);
            var one = Augment(Request($"p{number}", $"a{number}", copies, seed: seed));
            var many = Augment(Request($"p{number}", $"b{number}", copies, threads, seed));
            Assert.Equal(one.Fingerprint, many.Fingerprint);
            Assert.Equal(count * (1 + copies), many.Splits[0].Samples);
            Assert.NotEqual(one.Fingerprint, Augment(Request($"p{number}", $"c{number}", copies, threads, seed + 1)).Fingerprint);
        }, iter: 12, threads: 1);
    }

    [Fact]
    public void Copies_of_copies_go_on_counting_and_are_new_views()
    {
        Make("pets", Images(2, 1), []);
        Augment(Request("pets", "once", copies: 1));
        Augment(Request("once", "twice", copies: 2));
        var thrice = Augment(Request("twice", "thrice", copies: 1));
        using var entry = _store.Open("twice");
        var train = entry.Split(SplitNames.Train);
        Assert.Equal(["i0", "i0~2", "i0~3", "i0~1", "i0~1~2", "i0~1~3", "i1"], train.Samples().Take(7).Select(s => s.Id));
        Assert.All(train.Samples(), s => Assert.Equal(s.Id[..2], Sample.OriginalId(s.Id)));
        // A second copy of the same image with the same seed is not the first one again.
        Assert.False(train.Image(1).SequenceEqual(train.Image(3)));
        Assert.Equal("twice", thrice.Parent!.Card.Name);
        Assert.Equal(24, thrice.Splits[0].Samples);
    }

    [Fact]
    public void An_image_that_cannot_be_decoded_is_named_and_nothing_is_left()
    {
        // The first images are slow, so that another thread meets the last fault long before the first.
        var slow = ImageCodec.EncodePng(Pictures.Noise(160, 120, 3, 1));
        var samples = Images(200, 1).Select((s, i) => i < 30 ? s with { Image = slow } : s).ToArray();
        samples[30] = samples[30] with { Image = "text"u8.ToArray() };
        samples[31] = samples[31] with { Image = samples[31].Image[..40] };
        samples[150] = samples[150] with { Image = Array.Empty<byte>() };
        Make("pets", samples, []);
        foreach (var threads in new[] { 1, 2, 8 })
        {
            // The first in order, whichever thread met one first.
            var fault = Assert.Throws<BadSampleException>(() => Augment(Request("pets", "more", copies: 1, threads)));
            Assert.Equal("i30", fault.Sample);
            Assert.Contains("pets", fault.Message, StringComparison.Ordinal);
            Assert.Contains("datatools remove pets", fault.Hint, StringComparison.Ordinal);
            OnlyThere("pets");
        }
    }

    [Fact]
    public void A_policy_that_does_not_fit_the_images_leaves_nothing()
    {
        Make("pets", Images(4, 1), []);
        var large = Request("pets", "more", 1) with { Policy = new([new Resize(60_000, 60_000)]) };
        Assert.Throws<InvalidInputException>(() => Augment(large));
        OnlyThere("pets");
    }

    [Fact]
    public void Cancelling_leaves_nothing()
    {
        Make("pets", Images(300, 1), Images(5, 2));
        using var source = new CancellationTokenSource();
        var progress = new Watch(n =>
        {
            if (n == 150)
                source.Cancel();
        });
        Assert.Throws<OperationCanceledException>(() => EntryAugmenter.Augment(_store, Request("pets", "more", 1, 4), TimeProvider.System, progress, null, source.Token));
        OnlyThere("pets");
        using var before = new CancellationTokenSource();
        before.Cancel();
        Assert.Throws<OperationCanceledException>(() => EntryAugmenter.Augment(_store, Request("pets", "more", 1), TimeProvider.System, null, null, before.Token));
        OnlyThere("pets");
    }

    [Fact]
    public void Progress_counts_the_samples_of_all_splits()
    {
        Make("pets", Images(6, 1), Images(4, 2));
        var seen = new List<long>();
        EntryAugmenter.Augment(_store, Request("pets", "more", 2), TimeProvider.System, new Watch(seen.Add), null, CancellationToken.None);
        Assert.Equal(Enumerable.Range(1, 22).Select(n => (long)n), seen);
    }

    [Fact]
    public void All_faults_of_a_request_are_listed()
    {
        var bad = new AugmentRequest("pets", new([new Normalize([0], [1])]), 0, 1, "more", 0, "x");
        var fault = Assert.Throws<InvalidInputException>(() => Augment(bad));
        Assert.Equal(3, fault.Message.Split(Environment.NewLine).Length);
        foreach (var part in new[] { "--copies 0", "--threads 0", "normalize" })
            Assert.Contains(part, fault.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidInputException>(() => Augment(bad with { Policy = new([]), Copies = 1001, Threads = 1025 }));
        var more = Assert.Throws<InvalidInputException>(() => Augment(Request("pets", "more", 1) with { Quality = 80, MinVisible = double.NaN, Shard = new(3, 2) }));
        foreach (var part in new[] { "--quality 80", "--min-visible", "--shard 3/2" })
            Assert.Contains(part, more.Message, StringComparison.Ordinal);
        Assert.Contains("--quality 101", Assert.Throws<InvalidInputException>(() => Augment(Request("pets", "more", 1) with { Quality = 101, Format = PictureFormat.Webp })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parents_and_names_that_do_not_work_are_refused()
    {
        Make("pets", Images(2, 1), []);
        Make("tested", [], Images(2, 1));
        Assert.Contains("pets", Assert.Throws<NotFoundException>(() => Augment(Request("pet", "more", 1))).Hint, StringComparison.Ordinal);
        Assert.Throws<InvalidInputException>(() => Augment(Request("pets", "pets", 1)));
        Assert.Throws<InvalidInputException>(() => Augment(Request("pets", "../more", 1)));
        var fault = Assert.Throws<NotFoundException>(() => Augment(Request("tested", "more", 1)));
        Assert.Contains("train", fault.Message, StringComparison.Ordinal);
        OnlyThere("pets", "tested");
    }

    [Fact]
    public void Parts_put_together_are_the_whole()
    {
        Gen.Select(Gen.Int[1, 9], Gen.Int[1, 3], Gen.Int[1, 5], Gen.Bool, Gen.ULong).Sample((count, copies, shards, balance, seed) =>
        {
            using var folder = new TemporaryFolder();
            var store = new EntryStore(Workspace.Locate(folder.Path, folder.Path, _ => null));
            Make("pets", Images(count, seed), Images(3, 2), store);
            var request = Request("pets", "whole", copies, 2) with { Balance = balance, Format = PictureFormat.Jpeg };
            var whole = EntryAugmenter.Augment(store, request, new Epoch(), null, null, CancellationToken.None).Card;
            var parts = Enumerable.Range(1, shards).Select(i => request with { Name = $"part-{i}", Shard = new(i, shards) }).ToList();
            foreach (var part in parts)
                EntryAugmenter.Augment(store, part, new Epoch(), null, null, CancellationToken.None);
            var merged = ShardMerge.Merge(store, [.. parts.Select(p => p.Name).Reverse()], "merged", new Epoch(), "DataTools test", null, CancellationToken.None);
            Assert.Equal(whole.Fingerprint, merged.Fingerprint);
            Assert.Equivalent(whole.Splits, merged.Splits, strict: true);
            Assert.Equal((whole.Title, whole.Source, whole.Task), (merged.Title, merged.Source, merged.Task));
            Assert.Equal(whole.Parent!.Options, merged.Parent!.Options);
        }, iter: 15, threads: 1);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(7, false)]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    [InlineData(7, true)]
    public void One_two_three_or_seven_parts_are_the_whole(int count, bool balance)
    {
        Make("pets", [.. Images(8, 1).Select((s, i) => s with { Label = i < 6 ? 0 : 1 })], Images(3, 2));
        var request = Request("pets", "whole", balance ? 0 : 2) with { Balance = balance };
        var whole = Augment(request);
        var parts = Enumerable.Range(1, count).Select(i => Augment(request with { Name = $"part-{i}", Shard = new(i, count) })).ToList();
        Assert.Equal(whole.Splits.Sum(s => s.Samples), parts.Sum(p => p.Splits.Sum(s => s.Samples)));
        Assert.Equal(whole.Fingerprint, ShardMerge.Merge(_store, [.. parts.Select(p => p.Name)], "merged", new Epoch(), "DataTools test", null, CancellationToken.None).Fingerprint);
        if (count > 1)
            Assert.Throws<InvalidInputException>(() => ShardMerge.Merge(_store, [.. parts.Skip(1).Select(p => p.Name)], "less", new Epoch(), "DataTools test", null, CancellationToken.None));
    }

    [Fact]
    public void Every_fault_on_the_way_names_the_sample()
    {
        Fault(i => i, new Crop(100, 0, new(4, 4)), "crop would leave nothing of an image");
        Fault(i => i, new Resize(60_000, 60_000), "million allowed");
        Fault(i => i with { Image = "text"u8.ToArray() }, new HorizontalFlip(), "not an image that can be decoded");
        Fault(i => i with { Image = i.Image[..60] }, new HorizontalFlip(), "i2");
        Fault(i => i with { Annotations = new() { Objects = [new(0, new(1e300, 1e300, 1e300, 1e300))] } }, new Rotation((30, 30)), "", mayPass: true);
        Fault(i => i, new Resize(20_000, 2), "webp holds at most 16383 pixels a side", PictureFormat.Webp);
        Fault(i => i, new Resize(66_000, 2), "jpeg holds at most 65500 pixels a side", PictureFormat.Jpeg);
    }

    private void Fault(Func<Sample, Sample> spoil, Operation operation, string why, PictureFormat format = PictureFormat.Png, bool mayPass = false)
    {
        using var folder = new TemporaryFolder();
        var store = new EntryStore(Workspace.Locate(folder.Path, folder.Path, _ => null));
        // The others are fit for anything: the fault is the one's.
        var samples = Images(4, 1);
        samples = [samples[2] with { Id = "i2" }];
        store.Write(
            new DatasetCard { Name = "pets", Source = "folder:made" },
            new(Classes, [new(SplitNames.Train, 1, [spoil(samples[0])])]) { Kinds = AnnotationKinds.Objects });
        foreach (var threads in new[] { 1, 3 })
        {
            var request = Request("pets", "more", 1, threads) with { Policy = new([operation]), Format = format };
            if (Record.Exception(() => EntryAugmenter.Augment(store, request, new Epoch(), null, null, CancellationToken.None)) is not { } fault)
            {
                Assert.True(mayPass, why);
                return;
            }
            Assert.IsAssignableFrom<DataToolsException>(fault);
            Assert.Contains("sample i2", fault.Message, StringComparison.Ordinal);
            Assert.Contains(why, fault.Message, StringComparison.Ordinal);
            Assert.Equal(["pets"], Directory.GetFileSystemEntries(folder["catalogs"]).Select(Path.GetFileName));
        }
    }

    [Fact]
    public void Classes_are_balanced_by_more_copies_of_the_smaller_ones()
    {
        var samples = Images(9, 1).Select((s, i) => s with { Label = i < 5 ? 0 : i < 7 ? 1 : Sample.Unlabelled }).ToArray();
        Make("pets", samples, []);
        var card = Augment(Request("pets", "more", 1) with { Balance = true });
        Assert.Equal([10, 10], card.Splits[0].ClassCounts);
        Assert.Equal(4, card.Splits[0].Unlabelled);
        using (var entry = _store.Open("more"))
        {
            // 8 copies of 2 samples: 4 each.
            Assert.Equal(["i5", "i5~1", "i5~2", "i5~3", "i5~4", "i6"], entry.Split(SplitNames.Train).Samples().Where(s => s.Label == 1).Take(6).Select(s => s.Id));
        }
        var least = Augment(Request("pets", "least", 0) with { Balance = true });
        Assert.Equal([5, 5], least.Splits[0].ClassCounts);
        Assert.Equal(2, least.Splits[0].Unlabelled);
        Assert.Equal(least.Fingerprint, Augment(Request("pets", "again", 0, 4) with { Balance = true }).Fingerprint);
    }

    [Fact]
    public void Classes_that_cannot_be_balanced_are_told()
    {
        Make("none", [.. Images(3, 1).Select(s => s with { Label = Sample.Unlabelled })], []);
        Assert.Contains("--balance", Assert.Throws<InvalidInputException>(() => Augment(Request("none", "more", 1) with { Balance = true })).Message, StringComparison.Ordinal);
        Make("few", [.. Images(400, 1).Select((s, i) => s with { Label = i == 0 ? 1 : 0 })], []);
        var fault = Assert.Throws<InvalidInputException>(() => Augment(Request("few", "more", 3) with { Balance = true }));
        Assert.Contains("dog: 1 samples for 1596", fault.Message, StringComparison.Ordinal);
        OnlyThere("few", "none");
    }

    [Theory]
    [InlineData(PictureFormat.Jpeg, 80, ".jpg", 20)]
    [InlineData(PictureFormat.Webp, 80, ".webp", 18)]
    [InlineData(PictureFormat.Webp, 100, ".webp", 100)]
    public void Copies_are_written_in_the_format_asked_for(PictureFormat format, int quality, string ending, double decibels)
    {
        Make("pets", [.. Enumerable.Range(0, 4).Select(i => new Sample($"i{i}", ImageCodec.EncodePng(Pictures.Waves(40 + i, 30, i == 0 ? 1 : 3)), 0, $"made/{i}.png"))], []);
        var card = Augment(Request("pets", "more", 1) with { Format = format, Quality = quality, Policy = new([]) });
        using var entry = _store.Open("more");
        var train = entry.Split(SplitNames.Train);
        for (var i = 0; i < train.Count; i += 2)
        {
            Assert.Equal($"made/{i / 2}{ending}", train.Path(i + 1));
            var (before, after) = (ImageCodec.Decode(train.Image(i), "x"), ImageCodec.Decode(train.Image(i + 1), "x"));
            // WebP does not say that a picture is gray.
            if (before.Channels == after.Channels)
                Assert.True(Pictures.Decibels(before, after) > decibels);
        }
        Assert.Equal((format.ToString().ToLowerInvariant(), $"{quality}"), (card.Parent!.Options["format"], card.Parent.Options["quality"]));
    }

    [Fact]
    public void Boxes_masks_and_keypoints_go_with_the_pixels()
    {
        var picture = ImageCodec.EncodePng(Pictures.Noise(20, 10, 3, 1));
        var said = new SampleAnnotations
        {
            Objects = [new(1, new(2, 1, 6, 4)) { Keypoints = [new(3, 2, 2), new(5, 3, 2)] }],
            Segmentation = ImageCodec.EncodePng(Pictures.Noise(20, 10, 1, 2)),
        };
        KeypointSet[] points = [new("dog", ["left_ear", "right_ear"], [])];
        _store.Write(new DatasetCard { Name = "pets", Source = "folder:made" }, new(Classes, [new(SplitNames.Train, 1, [new("a", picture, -1) { Annotations = said }])])
        {
            Kinds = AnnotationKinds.Objects | AnnotationKinds.Segmentation,
            Keypoints = points,
        });
        var result = EntryAugmenter.Augment(
            _store, Request("pets", "more", 1) with { Policy = new([new HorizontalFlip { P = 1 }]) }, new Epoch(), null, null, CancellationToken.None);
        using var entry = _store.Open("more");
        var copy = entry.Split(SplitNames.Train).Annotations(1);
        var o = Assert.Single(copy.Objects);
        Assert.Equal((new Box(12, 1, 6, 4), new Keypoint(15, 3, 2), new Keypoint(17, 2, 2)), (o.Box, o.Keypoints[0], o.Keypoints[1]));
        Assert.False(copy.Segmentation.IsEmpty);
        Assert.Equal(1, result.Counts.Objects);
        Assert.Equal("dog", Assert.Single(result.Card.Keypoints).Class);
        Assert.Equal([0, 2], result.Card.Splits[0].ObjectCounts!);
    }

    [Fact]
    public void One_copy_from_a_part_of_a_photo_is_the_same_as_one_of_several_from_all_of_it()
    {
        Make("photos", [.. Enumerable.Range(0, 6).Select(i => new Sample($"i{i}", ImageCodec.EncodeJpeg(Pictures.Smooth(320 + (7 * i), 240, (ulong)i), 90), 0))], []);
        var request = Request("photos", "one", 1) with { Policy = new([new RandomResizedCrop(64, (0.1, 0.4), (0.75, 1.33)), new HorizontalFlip()]) };
        Augment(request);
        Augment(request with { Name = "two", Copies = 2 });
        using var one = _store.Open("one");
        using var two = _store.Open("two");
        for (var i = 0; i < 6; i++)
            Assert.True(one.Split(SplitNames.Train).Image((2 * i) + 1).SequenceEqual(two.Split(SplitNames.Train).Image((3 * i) + 1)));
    }

    private DatasetCard Augment(AugmentRequest request) => EntryAugmenter.Augment(_store, request, new Epoch(), null, null, CancellationToken.None).Card;

    private static AugmentRequest Request(string parent, string name, int copies, int threads = 1, ulong seed = 7) =>
        new(parent, AugmentationPolicy.Load("standard", "/"), copies, seed, name, threads, "DataTools test");

    private DatasetCard Make(string name, Sample[] train, Sample[] test, EntryStore? store = null)
    {
        var splits = new[] { (SplitNames.Train, train), (SplitNames.Test, test) }.Where(s => s.Item2.Length > 0);
        return (store ?? _store).Write(
            new DatasetCard { Name = name, Source = "folder:made", License = "MIT" },
            new(Classes, [.. splits.Select(s => new SplitContent(s.Item1, s.Item2.Length, s.Item2))]));
    }

    private static Sample[] Images(int count, ulong seed) =>
    [
        .. Enumerable.Range(0, count).Select(i => new Sample(
            $"i{i}", ImageCodec.EncodePng(Pictures.Noise(5 + (i % 7), 6 + (i % 3), i % 4 == 0 ? 1 : 3, seed + (ulong)i)), i % 3 == 2 ? Sample.Unlabelled : i % 3, $"made/{i}.png")),
    ];

    private static void Same(EntrySplit expected, EntrySplit actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (var i = 0; i < expected.Count; i++)
        {
            Assert.Equal((expected.Id(i), expected.Label(i), expected.Path(i)), (actual.Id(i), actual.Label(i), actual.Path(i)));
            Assert.True(expected.Image(i).SequenceEqual(actual.Image(i)));
        }
    }

    private void OnlyThere(params string[] names) =>
        Assert.Equal(names, Directory.GetFileSystemEntries(_folder["catalogs"]).Select(Path.GetFileName).Order());

    private sealed class Watch(Action<long> seen) : IProgress<long>
    {
        public void Report(long value) => seen(value);
    }

    private sealed class Epoch : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch;
    }
}
