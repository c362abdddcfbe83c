using CsCheck;
using DataTools.Imaging.Checks;
using DataTools.Imaging.Codecs;
using DataTools.Imaging.Pixels;
using DataTools.Tests;

namespace DataTools.Imaging.Tests.Checks;

public sealed class NearDuplicatesTests
{
    [Fact]
    public void Real_photos_that_were_changed_are_found_and_no_others()
    {
        var folder = SharedData.Path("data", "kaggle", "dogs-vs-cats", "train");
        var images = Directory.EnumerateFiles(folder, "*.jpg").Order(StringComparer.Ordinal).Select(f => ImageCodec.Decode(File.ReadAllBytes(f), f)).ToList();
        var (found, planted, others) = (new int[Planted.Changes.Count], new int[Planted.Changes.Count], 0);
        var changed = images.Select((image, i) => Planted.Changes[i % Planted.Changes.Count].Change(image, i)).ToList();
        var (pairs, cut) = NearDuplicates.Find([.. images.Concat(changed).Select(Sketch.Of)], 2, TestContext.Current.CancellationToken);
        for (var i = 0; i < images.Count; i++)
            planted[i % planted.Length]++;
        foreach (var pair in pairs)
        {
            if (pair.Second - pair.First != images.Count)
                others++;
            else if (pair.Mirrored == (Planted.Changes[pair.First % planted.Length].Name == "mirrored"))
                found[pair.First % planted.Length]++;
        }
        Assert.Equal(0, cut);
        for (var c = 0; c < planted.Length; c++)
            Assert.True(found[c] >= 0.95 * planted[c], $"{Planted.Changes[c].Name}: {found[c]} of {planted[c]}");
        // dog.74 and dog.180 are one picture in the set itself: with the changed ones of each, four pairs.
        Assert.InRange(others, 0, 4);
    }

    [Fact]
    public void The_order_of_the_images_changes_nothing_but_the_numbers()
    {
        var images = Enumerable.Range(0, 30).Select(i => Pictures.Smooth(64, 48, (ulong)(i / 2))).ToList();
        var sketches = images.ConvertAll(Sketch.Of);
        var (pairs, _) = NearDuplicates.Find(sketches, 1, TestContext.Current.CancellationToken);
        Assert.Equal(Enumerable.Range(0, 15).Select(i => (2 * i, (2 * i) + 1)), pairs.Select(p => (p.First, p.Second)));
        sketches.Reverse();
        var (reversed, _) = NearDuplicates.Find(sketches, 4, TestContext.Current.CancellationToken);
        Assert.Equal(pairs.Select(p => (p.First, p.Second)).Order(), reversed.Select(p => (29 - p.Second, 29 - p.First)).Order());
    }

    [Fact]
    public void Plain_pictures_are_no_duplicates_of_each_other()
    {
        var (pairs, _) = NearDuplicates.Find([.. Enumerable.Range(0, 20).Select(_ => Sketch.Of(new PixelImage(20, 20, 3)))], 1, TestContext.Current.CancellationToken);
        Assert.Empty(pairs);
    }

    [Fact]
    public void Hundreds_of_pictures_that_are_alike_do_not_take_forever()
    {
        var sketch = Sketch.Of(Pictures.Smooth(64, 48, 1));
        var (pairs, cut) = NearDuplicates.Find([.. Enumerable.Repeat(sketch, 1000)], 2, TestContext.Current.CancellationToken);
        Assert.Equal(1000, cut);
        Assert.NotEmpty(pairs);
    }

    [Fact]
    public void The_index_finds_what_comparing_with_all_finds() => Gen.Select(Gen.ULong.Array[1, 300], Gen.Int[0, HashIndex.Radius]).SelectMany((hashes, distance) =>
        Gen.Select(Gen.Int[0, hashes.Length - 1], Gen.Int[0, 63].Array[0, 14], (at, flips) => (hashes, distance, at, flips))).Sample(t =>
    {
        var wanted = t.flips.Aggregate(t.hashes[t.at], (hash, bit) => hash ^ (1UL << bit));
        var found = new HashSet<int>();
        Assert.True(new HashIndex(t.hashes).Search(wanted, t.distance, int.MaxValue, i => found.Add(i)));
        Assert.Equal(Enumerable.Range(0, t.hashes.Length).Where(i => System.Numerics.BitOperations.PopCount(t.hashes[i] ^ wanted) <= t.distance), found.Order());
    }, iter: 30);

    [Fact]
    public void The_hash_of_a_mirrored_picture_is_the_mirrored_hash() => Assert.All(Pictures.Photos().Take(30), path =>
    {
        var image = ImageCodec.Decode(File.ReadAllBytes(path), path);
        var mirrored = Planted.Changes[^1].Change(image, 0);
        Assert.InRange(System.Numerics.BitOperations.PopCount(PerceptualHash.Mirrored(Sketch.Of(image).Hashes[0]) ^ Sketch.Of(mirrored).Hashes[0]), 0, 2);
    });

    [Fact]
    public void Areas_are_averaged_exactly()
    {
        byte[] values = [.. Enumerable.Range(0, 16).Select(i => (byte)(i * 10))];
        var result = new float[4];
        new AreaTable(values, 4).Crop(0, 0, 1, 2, result);
        Assert.Equal([25, 45, 105, 125], result.Select(r => MathF.Round(r)));
        new AreaTable(values, 4).Crop(0.125, 0.125, 0.25, 1, result);
        Assert.Equal(25, result[0], 3);
    }
}
