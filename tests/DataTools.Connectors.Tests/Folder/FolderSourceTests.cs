using System.Security.Cryptography;
using System.Text;
using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Formats;
using DataTools.Connectors.Tests.Support;
using DataTools.Tests;

namespace DataTools.Connectors.Tests.Folder;

public sealed class FolderSourceTests : IDisposable
{
    private readonly Pulls _pulls = new();

    public void Dispose() => _pulls.Dispose();

    [Fact]
    public async Task Real_photos_come_as_they_are()
    {
        var files = DogsAndCats(60);
        var result = await _pulls.PullAsync("folder:pets");
        Assert.Equal(["cat", "dog"], result.Card.Classes);
        Assert.Equal([("train", 45), ("validation", 15)], result.Card.Splits.Select(s => (s.Name, s.Samples)));
        Assert.Equal($"folder:{_pulls.Folder["pets"]}", result.Card.Source);
        Assert.Null(result.Card.Revision);
        using (var entry = _pulls.Store.Open("pets"))
        {
            foreach (var sample in entry.Splits.SelectMany(s => s.Samples()))
            {
                Assert.Equal(files[sample.Id], sample.Image.ToArray());
                Assert.Equal(sample.Id.Split('/')[1], result.Card.Classes[sample.Label]);
            }
        }

        // Read again and compared: the same, so nothing is written.
        Assert.True((await _pulls.PullAsync("folder:pets/")).AlreadyThere);
        // The same files elsewhere: the same content, but another source.
        Directory.CreateDirectory(_pulls.Folder["elsewhere"]);
        Directory.Move(_pulls.Folder["pets"], _pulls.Folder["elsewhere", "pets"]);
        var taken = await Assert.ThrowsAsync<InvalidInputException>(() => _pulls.PullAsync("folder:elsewhere/pets"));
        Assert.Contains("--as", taken.Hint, StringComparison.Ordinal);
        var moved = await _pulls.PullAsync("folder:elsewhere/pets", new() { As = "moved" });
        Assert.Equal(result.Card.Fingerprint, moved.Card.Fingerprint);
    }

    [Fact]
    public async Task A_folder_that_changed_is_not_taken_for_the_old_one()
    {
        DogsAndCats(12);
        await _pulls.PullAsync("folder:pets");
        File.Delete(Directory.GetFiles(_pulls.Folder["pets", "train", "dog"]).Order(StringComparer.Ordinal).First());
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => _pulls.PullAsync("folder:pets"));
        Assert.Contains("differs", error.Message, StringComparison.Ordinal);
        Assert.Contains("datatools remove pets", error.Hint, StringComparison.Ordinal);
        Assert.Contains("--as", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Photos_on_their_side_keep_their_bytes()
    {
        var photos = SharedData.Path("data", "exif-orientation");
        var expected = new Dictionary<string, byte[]>();
        foreach (var file in Directory.GetFiles(photos, "*.jpg"))
        {
            var name = Path.GetFileName(file);
            var id = $"{(name.EndsWith("_0.jpg", StringComparison.Ordinal) || name.EndsWith("_1.jpg", StringComparison.Ordinal) ? "upright" : "turned")}/{name}";
            _pulls.Folder.Write($"turned/{id}", expected[id] = File.ReadAllBytes(file));
        }
        Assert.True(expected.Count >= 9);
        await _pulls.PullAsync("folder:turned");
        using var entry = _pulls.Store.Open("turned");
        Assert.Equal(expected, entry.Splits[0].Samples().ToDictionary(s => s.Id, s => s.Image.ToArray()));
    }

    [Fact]
    public async Task An_archive_is_read_as_the_folder_it_would_unpack_to()
    {
        DogsAndCats(12);
        var files = Directory.EnumerateFiles(_pulls.Folder["pets"], "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(f => (Path.GetRelativePath(_pulls.Folder["pets"], f).Replace('\\', '/'), File.ReadAllBytes(f))).ToArray();
        _pulls.Folder.Write("packed/pets.zip", MadeArchives.Zip(files));
        _pulls.Folder.Write("packed/more.tar.gz", MadeArchives.TarGz(files));
        var folder = (await _pulls.PullAsync("folder:pets", new() { As = "unpacked" })).Card;
        foreach (var archive in new[] { "pets.zip", "more.tar.gz" })
        {
            var card = (await _pulls.PullAsync($"folder:packed/{archive}")).Card;
            Assert.Equal((archive.Split('.')[0], folder.Fingerprint), (card.Name, card.Fingerprint));
            var bytes = File.ReadAllBytes(_pulls.Folder["packed", archive]);
            Assert.Equal([new RawFile(archive, bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)))], card.Files);
        }
        Assert.Empty(_pulls.Files("cache"));
    }

    [Fact]
    public async Task Bad_samples_stop_the_pull_or_are_left_out()
    {
        DogsAndCats(12);
        var text = _pulls.Folder.Write("pets/train/dog/text.jpg", Encoding.ASCII.GetBytes("I am no picture"));
        var whole = Directory.GetFiles(_pulls.Folder["pets", "train", "cat"])[0];
        var cut = _pulls.Folder.Write("pets/train/cat/cut.jpg", File.ReadAllBytes(whole)[..2000]);
        var empty = _pulls.Folder.Write("pets/validation/dog/empty.png", []);

        var error = await Assert.ThrowsAsync<BadSampleException>(() => _pulls.PullAsync("folder:pets"));
        Assert.Contains(cut, error.Message, StringComparison.Ordinal);
        _pulls.NoEntry();

        var skipped = new List<string>();
        var options = new PullOptions { OnBadSample = OnBadSample.Skip, OnSkip = e => skipped.Add(e.Sample) };
        var result = await _pulls.PullAsync("folder:pets", options);
        // Reported in the order of the samples, although several threads look at them.
        Assert.Equal([cut, text, empty], skipped);
        Assert.Equal((3, 12), (result.Card.SkippedSamples, result.Card.Splits.Sum(s => s.Samples)));
        Assert.True((await _pulls.PullAsync("folder:pets", options)).AlreadyThere);
    }

    [Fact]
    public async Task A_folder_without_use_is_refused_with_its_name()
    {
        await Assert.ThrowsAsync<NotFoundException>(() => _pulls.PullAsync("folder:nowhere"));
        Directory.CreateDirectory(_pulls.Folder["empty"]);
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => _pulls.PullAsync("folder:empty"));
        Assert.Contains(_pulls.Folder["empty"], error.Message, StringComparison.Ordinal);
        _pulls.NoEntry();
    }

    [Fact]
    public async Task Progress_counts_the_samples_of_all_splits()
    {
        DogsAndCats(12);
        var reports = new List<PullProgress>();
        await _pulls.PullAsync("folder:pets", progress: new Recorder(reports));
        Assert.Equal(Enumerable.Range(1, 12).Select(i => new PullProgress("pets", PullStage.Writing, i, 12)), reports);
    }

    // pets/{train,validation}/{cat,dog}: every fourth photo is for validation.
    private Dictionary<string, byte[]> DogsAndCats(int count)
    {
        var photos = Directory.GetFiles(SharedData.Path("data", "kaggle", "dogs-vs-cats", "train"), "*.jpg").Order(StringComparer.Ordinal).ToList();
        var files = new Dictionary<string, byte[]>();
        for (var i = 0; i < count; i++)
        {
            var photo = photos[i * photos.Count / count];
            var name = Path.GetFileName(photo);
            var id = $"{(i % 4 == 0 ? "validation" : "train")}/{name.Split('.')[0]}/{name}";
            _pulls.Folder.Write($"pets/{id}", files[id] = File.ReadAllBytes(photo));
        }
        return files;
    }
}
