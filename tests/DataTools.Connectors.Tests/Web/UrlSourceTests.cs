using System.Formats.Tar;
using System.IO.Compression;
using DataTools.Catalog;
using DataTools.Catalog.Formats;
using DataTools.Connectors.Tests.Support;

namespace DataTools.Connectors.Tests.Web;

public sealed class UrlSourceTests : IDisposable
{
    private static readonly (string Name, byte[] Content)[] Files =
    [
        ("photos/cat/1.png", Png(1)), ("photos/cat/2.png", Png(2)), ("photos/dog/1.png", Png(3)),
        ("photos/README.md", "x"u8.ToArray()), ("__MACOSX/photos/cat/._1.png", [0]),
    ];

    private readonly Pulls _pulls = new();
    private readonly FileServer _server = new();

    public void Dispose()
    {
        _server.Dispose();
        _pulls.Dispose();
    }

    [Theory]
    [InlineData("photos.zip")]
    [InlineData("photos.tar.gz")]
    [InlineData("photos.tgz")]
    [InlineData("photos.tar")]
    public async Task An_archive_of_class_folders_becomes_an_entry(string file)
    {
        // What it is, its first bytes say.
        var bytes = file switch { "photos.zip" => MadeArchives.Zip(Files), "photos.tar" => MadeArchives.Tar(Files), _ => MadeArchives.TarGz(Files) };
        var url = _server.Serve(file, bytes);
        var card = (await _pulls.PullAsync($"url:{url}")).Card;
        Assert.Equal("photos", card.Name);
        Assert.Equal($"url:{url}", card.Source);
        Assert.Equal(["cat", "dog"], card.Classes);
        Assert.Equal(("train", 3), Assert.Single(card.Splits.Select(s => (s.Name, s.Samples))));
        var raw = Assert.Single(card.Files);
        Assert.Equal((url, bytes.LongLength, $"sha256:{raw.Sha256}"), (raw.Url, raw.Bytes, card.Revision));
        using (var entry = _pulls.Store.Open("photos"))
        {
            Assert.Equal(("dog/1.png", 1), (entry.Split("train").Id(2), entry.Split("train").Label(2)));
            Assert.Equal(Png(3), entry.Split("train").Image(2).ToArray());
        }
        NothingUnpacked();

        Assert.True((await _pulls.PullAsync($"url:{url}")).AlreadyThere);
        Assert.Single(_server.Requests);
        NothingUnpacked();
    }

    [Fact]
    public async Task Splits_at_the_top_are_splits()
    {
        var url = _server.Serve("set.zip", MadeArchives.Zip(("train/cat/1.png", Png(1)), ("train/dog/1.png", Png(2)), ("test/dog/2.png", Png(3))));
        Assert.Equal([("train", 2), ("test", 1)], (await _pulls.PullAsync($"url:{url}")).Card.Splits.Select(s => (s.Name, s.Samples)));
    }

    [Fact]
    public async Task Another_file_at_the_same_address_is_told_from_the_first()
    {
        var url = _server.Serve("set.zip", MadeArchives.Zip(Files));
        await _pulls.PullAsync($"url:{url}");
        _server.Serve("set.zip", MadeArchives.Zip(Files[..3]));
        Directory.Delete(_pulls.Workspace.Cache, recursive: true);
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => _pulls.PullAsync($"url:{url}"));
        Assert.Contains("datatools remove set", error.Hint, StringComparison.Ordinal);
        NothingUnpacked();
    }

    [Fact]
    public async Task Addresses_that_cannot_be_are_told()
    {
        foreach (var text in new[] { "photos.zip", "ftp://example.org/x.zip", "file:///etc/x.zip" })
        {
            var error = await Assert.ThrowsAsync<InvalidInputException>(() => _pulls.PullAsync($"url:{text}"));
            Assert.Contains("is no http:// or https:// address", error.Message, StringComparison.Ordinal);
        }
        var secret = await Assert.ThrowsAsync<InvalidInputException>(() => _pulls.PullAsync("url:https://me:hunter2@example.org/x.zip"));
        Assert.DoesNotContain("hunter2", secret.ToString(), StringComparison.Ordinal);
        var bare = await Assert.ThrowsAsync<InvalidInputException>(() => _pulls.PullAsync("https://example.org/x.zip"));
        Assert.Equal("Did you mean url:https://example.org/x.zip?", bare.Hint);
    }

    [Fact]
    public async Task Names_that_lead_out_of_the_folder_are_refused()
    {
        foreach (var name in new[] { "../evil.png", "cat/../../evil.png", "/evil.png", "cat\\..\\evil.png", "C:evil.png" })
        {
            foreach (var bytes in new[] { MadeArchives.Zip((name, Png(1))), MadeArchives.Tar((name, Png(1))) })
                Assert.Contains("is no path below the archive's root", await RefusedAsync(bytes), StringComparison.Ordinal);
        }
        Assert.DoesNotContain(_pulls.Files("."), f => f.Contains("evil", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Names_that_cannot_lie_beside_each_other_are_refused()
    {
        Assert.Contains("appears twice", await RefusedAsync(MadeArchives.Zip(("cat/1.png", Png(1)), ("cat/1.png", Png(2)))), StringComparison.Ordinal);
        Assert.Contains("appears twice", await RefusedAsync(MadeArchives.Tar(("cat/1.png", Png(1)), ("Cat/./1.PNG", Png(2)))), StringComparison.Ordinal);
        Assert.Contains("a file and a folder", await RefusedAsync(MadeArchives.Zip(("cat", Png(1)), ("cat/1.png", Png(2)))), StringComparison.Ordinal);
        Assert.Contains("a file and a folder", await RefusedAsync(MadeArchives.Tar(("cat/1.png", Png(1)), ("cat", Png(2)))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Links_are_refused()
    {
        using var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, leaveOpen: true))
            writer.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "cat") { LinkName = "/etc" });
        Assert.Contains("is no plain file (SymbolicLink)", await RefusedAsync(tar.ToArray()), StringComparison.Ordinal);

        using var zip = new MemoryStream();
        using (var writer = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
        {
            var entry = writer.CreateEntry("cat");
            entry.ExternalAttributes = unchecked((int)0xA1FF0000);
            using var target = entry.Open();
            target.Write("/etc"u8);
        }
        Assert.Contains("'cat' is a link", await RefusedAsync(zip.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bomb_is_stopped() =>
        Assert.Contains("it is not trusted", await RefusedAsync(MadeArchives.Zip(("cat/1.png", new byte[200_000_000]))), StringComparison.Ordinal);

    [Fact]
    public async Task What_is_no_archive_or_is_damaged_is_told()
    {
        Assert.Contains("no zip or tar archive", await RefusedAsync([.. Enumerable.Range(0, 2000).Select(i => (byte)(i * 7))]), StringComparison.Ordinal);
        Assert.Contains("no zip or tar archive", await RefusedAsync([1]), StringComparison.Ordinal);
        var zip = MadeArchives.Zip(Files);
        Assert.Contains("no zip or tar archive", await RefusedAsync(zip[..(zip.Length / 2)]), StringComparison.Ordinal);
        var url = _server.Serve("cut.tar", MadeArchives.Tar(Files)[..3000]);
        var error = await Assert.ThrowsAsync<CorruptFileException>(() => _pulls.PullAsync($"url:{url}"));
        Assert.Contains("the archive is damaged after", error.Message, StringComparison.Ordinal);
        NothingUnpacked();
    }

    [Fact]
    public async Task An_archive_without_class_folders_is_told_by_its_address()
    {
        var url = _server.Serve("flat.zip", MadeArchives.Zip(("1.png", Png(1)), ("2.png", Png(2))));
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => _pulls.PullAsync($"url:{url}"));
        Assert.StartsWith($"url:{url} holds images outside any class folder", error.Message, StringComparison.Ordinal);
        NothingUnpacked();
        _pulls.NoEntry();
    }

    [Fact]
    public async Task A_bad_picture_is_named_by_its_address_and_may_be_left_out()
    {
        var url = _server.Serve("set.zip", MadeArchives.Zip([.. Files[..3], ("photos/cat/3.png", "text"u8.ToArray())]));
        var error = await Assert.ThrowsAsync<BadSampleException>(() => _pulls.PullAsync($"url:{url}"));
        Assert.Equal($"url:{url}: cat/3.png", error.Sample);
        NothingUnpacked();
        _pulls.NoEntry();
        Assert.Equal(1, (await _pulls.PullAsync($"url:{url}", new() { OnBadSample = OnBadSample.Skip })).Card.SkippedSamples);
    }

    [Fact]
    public async Task What_a_kill_left_behind_is_swept_away_and_what_is_in_use_stays()
    {
        _pulls.Folder.Write("cache/unpacked-dead/cat/1.png", Png(1));
        _pulls.Folder.Write("cache/unpacked-dead.lock", []);
        _pulls.Folder.Write("cache/unpacked-alive/cat/1.png", Png(1));
        using (new FileStream(_pulls.Folder["cache", "unpacked-alive.lock"], FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None))
            await _pulls.PullAsync($"url:{_server.Serve("set.zip", MadeArchives.Zip(Files))}");
        Assert.Equal(["unpacked-alive"], Directory.GetDirectories(_pulls.Workspace.Cache, "unpacked-*").Select(d => Path.GetFileName(d)));
    }

    private async Task<string> RefusedAsync(byte[] bytes)
    {
        // The cache knows addresses, so each file has one of its own.
        var url = _server.Serve($"{Guid.NewGuid():N}.bin", bytes);
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => _pulls.PullAsync($"url:{url}"));
        NothingUnpacked();
        _pulls.NoEntry();
        return error.Message;
    }

    private void NothingUnpacked() =>
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(_pulls.Workspace.Cache), p => Path.GetFileName(p).StartsWith("unpacked-", StringComparison.Ordinal));

    private static byte[] Png(byte value) => StoredPng.Encode([value, value, value, value], 2, 2);
}
