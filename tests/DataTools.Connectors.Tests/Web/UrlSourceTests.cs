using System.Text;
using DataTools.Catalog;
using DataTools.Catalog.Formats;
using DataTools.Connectors.Downloads;
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
            Assert.Equal(("photos/dog/1.png", 1), (entry.Split("train").Id(2), entry.Split("train").Label(2)));
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

    [Theory]
    [InlineData("?X-Amz-Credential=s3cr3t&X-Amz-Signature=s3cr3t", "")]
    [InlineData("?a=b&token=s3cr3t&c#d", "?a=b&c")]
    [InlineData("?sig=s3cr3t", "")]
    [InlineData("?a=b", "?a=b")]
    public async Task What_signs_an_address_is_sent_and_not_written_into_the_card(string query, string shown)
    {
        var url = _server.Serve("set.zip", MadeArchives.Zip(Files));
        _server.Serve("set.zip" + query.Split('#')[0], MadeArchives.Zip(Files));
        var warnings = new List<string>();
        var card = (await _pulls.PullAsync($"url:{url}{query}", new() { OnWarning = warnings.Add })).Card;
        Assert.Equal(($"url:{url}{shown}", $"{url}{shown}"), (card.Source, Assert.Single(card.Files).Url));
        Assert.Equal(query == shown ? 0 : 1, warnings.Count);
        Assert.DoesNotContain("s3cr3t", string.Concat(warnings), StringComparison.Ordinal);
        Assert.Contains(_server.Requests, r => r.Path.EndsWith(query.Split('#')[0], StringComparison.Ordinal));
        Assert.All(_pulls.Files("catalogs"), f => Assert.DoesNotContain("s3cr3t", Encoding.Latin1.GetString(File.ReadAllBytes(_pulls.Folder["catalogs", f])), StringComparison.Ordinal));
        Assert.True((await _pulls.PullAsync($"url:{url}{query}")).AlreadyThere);
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
    public async Task Images_may_be_labelled_by_a_table_or_by_their_names()
    {
        var table = _server.Serve("table.tgz", MadeArchives.TarGz(("x/train.csv", "id,label\n1,cat\n2,dog\n"u8.ToArray()), ("x/train/1.png", Png(1)), ("x/train/2.png", Png(2))));
        Assert.Equal(["cat", "dog"], (await _pulls.PullAsync($"url:{table}")).Card.Classes);
        var names = _server.Serve("names.tar", MadeArchives.Tar(("train/cat.0.png", Png(1)), ("train/dog.0.png", Png(2)), ("test1/1.png", Png(3))));
        var card = (await _pulls.PullAsync($"url:{names}")).Card;
        Assert.Equal([("train", 2, 0), ("test", 1, 1)], card.Splits.Select(s => (s.Name, s.Samples, s.Unlabelled)));
    }

    [Fact]
    public async Task A_table_that_is_not_used_is_told_of()
    {
        var warnings = new List<string>();
        var url = _server.Serve("set.zip", MadeArchives.Zip([.. Files, ("photos/classes.csv", "number,name\n0,cat\n1,dog\n"u8.ToArray())]));
        await _pulls.PullAsync($"url:{url}", new() { OnWarning = warnings.Add });
        Assert.StartsWith($"url:{url}: a table was not used: photos/classes.csv has the columns number, name: ", Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_archive_that_is_not_safe_is_refused_by_its_address()
    {
        // Every kind of harm has a test in Archives: here, that all of them are looked for.
        foreach (var bytes in new[] { MadeArchives.Zip(("../evil.png", Png(1))), MadeArchives.Tar(("../evil.png", Png(1))), MadeArchives.TarGz(("../evil.png", Png(1))) })
        {
            var error = await RefusedAsync(bytes);
            Assert.Matches("^url:http://127.0.0.1:[0-9]+/[0-9a-f]+.bin: the entry '../evil.png' leads out of the archive$", error.Message);
            Assert.NotNull(error.Hint);
        }
        Assert.DoesNotContain(_pulls.Files("."), f => f.Contains("evil", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_bomb_is_stopped() => Assert.Contains(
        "a decompression bomb", (await RefusedAsync(MadeArchives.Zip(("cat/1.png", new byte[200_000_000])))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_damaged_archive_is_fetched_anew_as_the_hint_says()
    {
        var zip = MadeArchives.Zip(Files);
        var url = _server.Serve("set.zip", zip[..(zip.Length / 2)]);
        Assert.Contains("`datatools cache prune`", (await Assert.ThrowsAsync<CorruptFileException>(() => _pulls.PullAsync($"url:{url}"))).Hint, StringComparison.Ordinal);
        _server.Serve("set.zip", zip);
        await new CacheInventory(_pulls.Workspace, TimeProvider.System).PruneAsync(dryRun: false, CancellationToken.None);
        Assert.False((await _pulls.PullAsync($"url:{url}")).AlreadyThere);
    }

    [Fact]
    public async Task What_is_no_archive_or_is_damaged_is_told()
    {
        Assert.Contains("neither a zip nor a tar", (await RefusedAsync([.. Enumerable.Range(0, 2000).Select(i => (byte)(i * 7))])).Message, StringComparison.Ordinal);
        Assert.Contains("neither a zip nor a tar", (await RefusedAsync([1])).Message, StringComparison.Ordinal);
        var zip = MadeArchives.Zip(Files);
        Assert.Contains("it cannot be read", (await RefusedAsync(zip[..(zip.Length / 2)])).Message, StringComparison.Ordinal);
        Assert.Contains("the entry 'photos/cat/1.png' is cut off: it declares", (await RefusedAsync(MadeArchives.Tar(Files)[..1600])).Message, StringComparison.Ordinal);
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
        Assert.Equal($"url:{url}: photos/cat/3.png", error.Sample);
        NothingUnpacked();
        _pulls.NoEntry();
        Assert.Equal(1, (await _pulls.PullAsync($"url:{url}", new() { OnBadSample = OnBadSample.Skip })).Card.SkippedSamples);
    }

    private async Task<CorruptFileException> RefusedAsync(byte[] bytes)
    {
        // The cache knows addresses, so each file has one of its own.
        var url = _server.Serve($"{Guid.NewGuid():N}.bin", bytes);
        var error = await Assert.ThrowsAsync<CorruptFileException>(() => _pulls.PullAsync($"url:{url}"));
        NothingUnpacked();
        _pulls.NoEntry();
        return error;
    }

    private void NothingUnpacked() => Assert.Empty(_pulls.Files("cache/unpacked"));

    private static byte[] Png(byte value) => StoredPng.Encode([value, value, value, value], 2, 2);
}
