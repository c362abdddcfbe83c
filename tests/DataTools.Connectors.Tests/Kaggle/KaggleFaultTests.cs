using System.Text;
using DataTools.Catalog;
using DataTools.Connectors.Downloads;
using DataTools.Connectors.Kaggle;
using DataTools.Connectors.Tests.Support;
using DataTools.FakeServices;
using DataTools.FakeServices.Kaggle;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace DataTools.Connectors.Tests.Kaggle;

/// <summary>Each row of what Kaggle can answer, and what is told of it.</summary>
public sealed class KaggleFaultTests
{
    private const string Reference = "kaggle:visionlab/tiny-shapes";

    private static readonly KaggleRef Shapes = new("visionlab", "tiny-shapes", 1);

    [Fact]
    public async Task Wrong_credentials_are_refused_and_never_told()
    {
        await using var scene = await KaggleScene.StartAsync();
        scene.Pulls.Variables["KAGGLE_API_TOKEN"] = "KGAT_wr0ng";
        var error = await Assert.ThrowsAsync<CredentialsMissingException>(() => scene.Pulls.PullAsync(Reference));
        Assert.Equal(("Kaggle", "Kaggle refuses the credentials of the environment variable KAGGLE_API_TOKEN (401: Unauthenticated)"), (error.Source, error.Message));
        Assert.Contains("https://www.kaggle.com/settings", error.Hint, StringComparison.Ordinal);
        Assert.DoesNotContain("wr0ng", $"{error}{error.Hint}", StringComparison.Ordinal);

        // A token of the new kind in place of the key.
        scene.Pulls.Variables.Remove("KAGGLE_API_TOKEN");
        scene.Pulls.Folder.Write("home/.kaggle/kaggle.json", Encoding.UTF8.GetBytes($$"""{"username":"ada","key":"{{FakeKaggle.GoodToken}}"}"""));
        error = await Assert.ThrowsAsync<CredentialsMissingException>(() => scene.Pulls.PullAsync(Reference));
        Assert.Contains(Path.Combine("home", ".kaggle", "kaggle.json"), error.Message, StringComparison.Ordinal);
        Assert.Contains("belongs into KAGGLE_API_TOKEN", error.Hint, StringComparison.Ordinal);
        Assert.DoesNotContain(FakeKaggle.GoodToken, $"{error}{error.Hint}", StringComparison.Ordinal);
        scene.Pulls.NoEntry();
    }

    [Fact]
    public async Task A_view_is_no_download_somebody_unknown_needs_a_login()
    {
        await using var scene = await KaggleScene.StartAsync();
        scene.Fake.WantsLogin = true;
        var error = await Assert.ThrowsAsync<CredentialsMissingException>(() => scene.Pulls.PullAsync(Reference));
        Assert.StartsWith($"{Reference}@2: Kaggle does not give it to somebody unknown (403", error.Message, StringComparison.Ordinal);
        Assert.Contains("KAGGLE_API_TOKEN", error.Hint, StringComparison.Ordinal);
        scene.Pulls.NoEntry();
        Assert.Equal("2", (await scene.WithToken().Pulls.PullAsync(Reference)).Card.Revision);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_private_or_gated_has_a_page_to_visit(bool gated)
    {
        await using var scene = (await KaggleScene.StartAsync(KaggleScene.Shapes with { IsGated = gated, IsPrivate = !gated })).WithToken();
        var error = await Assert.ThrowsAsync<AccessGatedException>(() => scene.Pulls.PullAsync(Reference));
        Assert.Equal("https://www.kaggle.com/datasets/visionlab/tiny-shapes", error.Url);
        Assert.Contains("it is private or gated (403: Permission 'datasets.get' was denied)", error.Message, StringComparison.Ordinal);
        Assert.Contains(error.Url, error.Hint, StringComparison.Ordinal);
        scene.Pulls.NoEntry();
    }

    [Fact]
    public async Task What_is_unknown_is_not_there()
    {
        await using var scene = await KaggleScene.StartAsync();
        var error = await Assert.ThrowsAsync<NotFoundException>(() => scene.Pulls.PullAsync("kaggle:visionlab/other"));
        Assert.Equal("there is no kaggle:visionlab/other on Kaggle", error.Message);
        Assert.Contains("datatools search", error.Hint, StringComparison.Ordinal);
        var file = await Assert.ThrowsAsync<NotFoundException>(() => scene.Client().FileAsync(KaggleTarget.Of(Shapes), "none.png", default));
        Assert.Contains("kaggle:visionlab/tiny-shapes@1", file.Message, StringComparison.Ordinal);
    }

    public static TheoryData<FakeAnswer, int?> TooMany => new()
    {
        { FakeAnswer.Message(429, "TooManyRequests"), null },
        { FakeAnswer.Error(429, "Too many requests", "RESOURCE_EXHAUSTED"), null },
        { FakeAnswer.Message(429, "TooManyRequests", ("Retry-After", "3600")), 3600 },
        { FakeAnswer.Error(429, "Too many requests", "RESOURCE_EXHAUSTED", ("Retry-After", DateTimeOffset.UtcNow.AddHours(1).ToString("R", System.Globalization.CultureInfo.InvariantCulture))), 3600 },
    };

    [Theory]
    [MemberData(nameof(TooMany), DisableDiscoveryEnumeration = true)]
    public async Task Asked_too_often_it_says_until_when_where_Kaggle_does(FakeAnswer answer, int? seconds)
    {
        await using var scene = await KaggleScene.StartAsync();
        for (var i = 0; i < 3; i++)
            scene.Fake.Next.Enqueue(answer);
        var error = await Assert.ThrowsAsync<RateLimitedException>(() => scene.Client().ViewAsync(Shapes, default));
        Assert.Equal("Kaggle", error.Source);
        Assert.Equal(seconds is not null, error.ResetsAt is not null);
        if (error.ResetsAt is { } at)
            Assert.InRange((at - DateTimeOffset.UtcNow).TotalSeconds, seconds!.Value - 60, seconds.Value + 60);
        // A long wait is told at once, a short one is waited for.
        Assert.Equal(seconds is null ? 3 : 1, scene.Fake.Requests.Count);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task What_passes_is_asked_again(int status)
    {
        await using var scene = await KaggleScene.StartAsync();
        scene.Fake.Next.Enqueue(FakeAnswer.Message(status, "later", ("Retry-After", "0")));
        Assert.Equal("Tiny Shapes", (await scene.Client().ViewAsync(Shapes, default)).Title);
        scene.Fake.Next.Enqueue(FakeAnswer.Message(status, "later", ("Retry-After", "0")));
        Assert.NotNull((await scene.Client().ArchiveAsync(KaggleTarget.Of(Shapes), default)).Md5);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(418)]
    [InlineData(200)]
    [InlineData(204)]
    public async Task What_stays_broken_is_told(int status)
    {
        await using var scene = await KaggleScene.StartAsync();
        for (var i = 0; i < 3; i++)
            scene.Fake.Next.Enqueue(new(status, status == 204 ? "" : "oops"));
        var error = await Assert.ThrowsAsync<NetworkException>(() => scene.Client().ViewAsync(Shapes, default));
        Assert.Contains(status is 200 or 204 ? "cannot be understood" : $"{status}", error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.Hint);
    }

    [Theory]
    [InlineData("text/html; charset=utf-8")]
    [InlineData("application/zip")]
    public async Task A_web_page_in_place_of_a_download_is_recognised(string contentType)
    {
        await using var scene = await KaggleScene.StartAsync();
        scene.Fake.Next.Enqueue(FakeAnswer.WebPage(contentType: contentType));
        var unknown = await Assert.ThrowsAsync<CredentialsMissingException>(() => scene.Client().ArchiveAsync(KaggleTarget.Of(Shapes), default));
        Assert.Contains("a web page (a captcha or login)", unknown.Message, StringComparison.Ordinal);

        scene.WithToken();
        scene.Fake.Storage.Next.Enqueue(FakeAnswer.WebPage(contentType: contentType));
        var known = await Assert.ThrowsAsync<NetworkException>(() => scene.Client().ArchiveAsync(KaggleTarget.Of(Shapes), default));
        Assert.Contains("https://www.kaggle.com/datasets/visionlab/tiny-shapes", known.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_web_page_that_comes_late_is_recognised_too()
    {
        await using var scene = await KaggleScene.StartAsync(KaggleScene.Shapes with { Unlisted = true });
        using var client = scene.Client();
        // The first download asks for the head alone; the page comes with the second.
        scene.Pulls.Variables["DATATOOLS_KAGGLE_API"] = scene.Fake.Address;
        var file = await client.ArchiveAsync(KaggleTarget.Of(Shapes), default);
        scene.Fake.Next.Enqueue(FakeAnswer.WebPage(contentType: "application/octet-stream"));
        using var http = DownloadClient.Create("test", _ => null);
        var downloader = new Downloader(new(scene.Pulls.Workspace.Cache), MirrorRules.Read([], scene.Pulls.Workspace.Settings), http, Pulls.Hasty, TimeProvider.System);
        var error = await Assert.ThrowsAnyAsync<DataToolsException>(() => downloader.FetchAsync(file, null, default));
        Assert.NotNull(error.Hint);
        Assert.Empty(scene.Pulls.Files("cache/blobs"));
    }

    [Fact]
    public async Task A_web_page_in_place_of_a_search_wants_a_login()
    {
        await using var scene = await KaggleScene.StartAsync();
        scene.Fake.Next.Enqueue(FakeAnswer.WebPage());
        var error = await Assert.ThrowsAsync<CredentialsMissingException>(async () => await scene.Client().SearchAsync("shapes", default).GetAsyncEnumerator().MoveNextAsync());
        Assert.StartsWith("the search on Kaggle: Kaggle answered with a web page", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_archive_that_is_no_zip_is_told_before_it_comes()
    {
        await using var scene = await KaggleScene.StartAsync(new FakeDataset("a/b", new FakeFiles(KaggleScene.Pictures(50)) { Instead = new byte[1 << 20] }));
        var error = await Assert.ThrowsAsync<NetworkException>(() => scene.Pulls.PullAsync("kaggle:a/b"));
        Assert.Contains("what it gives as an archive is no zip", error.Message, StringComparison.Ordinal);
        Assert.Single(scene.Fake.Storage.Requests);
        Assert.Empty(scene.Pulls.Files("cache/blobs"));
    }

    [Fact]
    public async Task A_damaged_archive_leaves_no_entry()
    {
        var right = FakeFiles.Zip(KaggleScene.Pictures(50));
        await using var scene = await KaggleScene.StartAsync(new FakeDataset("a/b", new FakeFiles(KaggleScene.Pictures(50)) { Instead = right[..(right.Length / 2)] }));
        var error = await Assert.ThrowsAsync<CorruptFileException>(() => scene.Pulls.PullAsync("kaggle:a/b"));
        Assert.StartsWith("kaggle:a/b@1: it cannot be read", error.Message, StringComparison.Ordinal);
        scene.Pulls.NoEntry();
    }

    [Fact]
    public async Task The_storage_s_refusal_is_not_Kaggle_s()
    {
        await using var scene = (await KaggleScene.StartAsync()).WithToken();
        scene.Fake.Storage.Next.Enqueue(FakeAnswer.Message(403, "expired"));
        var error = await Assert.ThrowsAsync<NetworkException>(() => scene.Client().ArchiveAsync(KaggleTarget.Of(Shapes), default));
        Assert.Contains("Kaggle points to 127.0.0.1, which answers 403 Forbidden", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ftp://example.org/x")]
    [InlineData("file:///etc/passwd")]
    public async Task Redirects_to_no_web_server_are_not_followed(string location)
    {
        await using var scene = await KaggleScene.StartAsync();
        scene.Fake.Next.Enqueue(new(302, "") { Headers = [("Location", location)] });
        var error = await Assert.ThrowsAsync<NetworkException>(() => scene.Client().ArchiveAsync(KaggleTarget.Of(Shapes), default));
        Assert.Contains("it points to a", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"datasetFiles":[{"totalBytes":1}]}""")]
    [InlineData("""{"datasetFiles":[null]}""")]
    [InlineData("""{"datasetFiles":[],"errorMessage":"broken\u0007 inside"}""")]
    [InlineData("[]")]
    [InlineData("7")]
    public async Task A_list_that_makes_no_sense_is_told(string body)
    {
        await using var scene = await KaggleScene.StartAsync();
        scene.Fake.Next.Enqueue(new(200, body));
        var error = await Assert.ThrowsAsync<NetworkException>(async () => await scene.Client().FilesAsync(Shapes, 1, default).GetAsyncEnumerator().MoveNextAsync());
        Assert.Contains("cannot be understood", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\u0007', error.Message);
    }

    [Fact]
    public async Task A_list_that_never_ends_is_left()
    {
        await using var server = await FakeServer.StartAsync(app => app.Run(c => c.Response.WriteAsJsonAsync(new { datasetFiles = Array.Empty<string>(), nextPageToken = "again" })));
        await using var scene = await KaggleScene.StartAsync();
        scene.Pulls.Variables["DATATOOLS_KAGGLE_API"] = server.Address;
        Assert.Empty(await Collect(scene.Client().FilesAsync(Shapes, 1, default)));
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Pages_of_files_are_put_together()
    {
        await using var scene = await KaggleScene.StartAsync(new FakeDataset("a/b", new FakeFiles(KaggleScene.Pictures(450))));
        var files = await Collect(scene.Client().FilesAsync(new KaggleRef("a", "b"), 1, default));
        Assert.Equal(KaggleScene.Pictures(450).Keys.Order(StringComparer.Ordinal), files.Select(f => f.Name));
        Assert.Equal(3, scene.Fake.Requests.Count);
        Assert.All(scene.Fake.Requests, r => Assert.Contains("datasetVersionNumber=1&pageSize=200", r.PathAndQuery, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nobody_there_is_told()
    {
        await using var scene = await KaggleScene.StartAsync();
        scene.Pulls.Variables["DATATOOLS_KAGGLE_API"] = "http://127.0.0.1:1/api/v1";
        var error = await Assert.ThrowsAsync<NetworkException>(() => scene.Client().ViewAsync(Shapes, default));
        Assert.Contains("refused the connection", error.Message, StringComparison.Ordinal);
    }

    private static async Task<List<T>> Collect<T>(IAsyncEnumerable<T> items)
    {
        var all = new List<T>();
        await foreach (var item in items)
            all.Add(item);
        return all;
    }
}
