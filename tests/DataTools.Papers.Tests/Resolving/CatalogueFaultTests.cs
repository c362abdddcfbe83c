using System.Diagnostics;
using DataTools.Catalog;
using DataTools.FakeServices.GitHub;
using DataTools.FakeServices.Papers;

namespace DataTools.Papers.Tests.Resolving;

/// <summary>Every way in which the services refuse or fail.</summary>
public sealed class CatalogueFaultTests
{
    private static readonly ArxivId TinyDet = ArxivId.TryParse("2401.00001")!;

    // Crossref's own answers are for publishers' DOIs.
    private const string Doi = "10.5555/ctv.2024.17";

    [Fact]
    public async Task The_worlds_shared_quota_is_tried_three_times_and_told()
    {
        await using var scene = await CatalogueScene.StartAsync();
        scene.Next("s2", FakeSemanticScholar.TooMany, 2);
        Assert.NotNull(await scene.SemanticScholar().ByArxivAsync(TinyDet, default));
        Assert.Equal(3, scene.Scholar.Requests.Count);

        scene.Next("s2", FakeSemanticScholar.TooMany, 3);
        var error = await Assert.ThrowsAsync<RateLimitedException>(() => scene.SemanticScholar().ByDoiAsync(Doi, default));
        Assert.Equal(("Semantic Scholar", null), (error.Source, error.ResetsAt));
        Assert.Contains("SEMANTIC_SCHOLAR_API_KEY", error.Hint, StringComparison.Ordinal);
        Assert.Equal(6, scene.Scholar.Requests.Count);
    }

    [Fact]
    public async Task Fifteen_hours_are_told_and_never_waited_for()
    {
        await using var scene = await CatalogueScene.StartAsync();
        scene.Next("openalex", FakeOpenAlex.Spent);
        var clock = Stopwatch.StartNew();
        var error = await Assert.ThrowsAsync<RateLimitedException>(() => scene.OpenAlex().ByTitleAsync("TinyDet", default));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(1.5));
        Assert.InRange(error.ResetsAt!.Value - TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(14.9), TimeSpan.FromHours(15));
        Assert.Contains("OPENALEX_API_KEY", error.Hint, StringComparison.Ordinal);
        Assert.Single(scene.OpenAlexService.Requests);
    }

    [Theory]
    [InlineData("hf", 172)]
    [InlineData("s2", 60)]
    [InlineData("crossref", 30)]
    public async Task A_wait_that_is_too_long_for_one_of_several_services_is_told_with_its_end(string service, int seconds)
    {
        await using var scene = await CatalogueScene.StartAsync();
        if (service == "hf")
            scene.Hub.RefuseNext(1);
        else
            scene.Next(service, new(429, "") { Headers = [("Retry-After", $"{seconds}")] });
        var error = await Assert.ThrowsAsync<RateLimitedException>(() => scene.Client(service).ByTitleAsync("TinyDet: Small Detectors for Large Pictures", default));
        Assert.InRange(error.ResetsAt!.Value - TimeProvider.System.GetUtcNow(), TimeSpan.FromSeconds(seconds - 5), TimeSpan.FromSeconds(seconds + 2));
        Assert.Single(scene.Requests(service));
    }

    [Theory]
    [InlineData("hf", 500)]
    [InlineData("s2", 500)]
    [InlineData("s2", 504)]
    [InlineData("openalex", 403)]
    [InlineData("openalex", 429)]
    [InlineData("crossref", 429)]
    [InlineData("crossref", 503)]
    [InlineData("datacite", 502)]
    public async Task What_passes_is_asked_again(string service, int status)
    {
        await using var scene = await CatalogueScene.StartAsync();
        scene.Next(service, new(status, """{"message":"Internal Server Error"}"""), 2);
        var paper = service switch
        {
            "crossref" => await scene.Crossref().ByDoiAsync(Doi, default),
            "datacite" => await scene.Crossref().ByArxivAsync(TinyDet, default),
            _ => (await scene.Client(service).ByTitleAsync("TinyDet: Small Detectors for Large Pictures", default))[0],
        };
        Assert.Equal(TinyDet, paper!.Arxiv);
        Assert.Equal(3, scene.Requests(service).Count);
    }

    [Theory]
    [InlineData("hf", 500, "Hugging Face papers")]
    [InlineData("s2", 504, "Semantic Scholar")]
    [InlineData("openalex", 403, "OpenAlex")]
    [InlineData("crossref", 503, "Crossref")]
    public async Task What_does_not_pass_is_told_after_three_times(string service, int status, string name)
    {
        await using var scene = await CatalogueScene.StartAsync();
        scene.Next(service, new(status, "{}"), 3);
        var error = await Assert.ThrowsAsync<NetworkException>(() => scene.Client(service).ByTitleAsync("TinyDet", default));
        Assert.Matches($"^{name}: .*busy or broken \\({status} .*tried 3 times", error.Message);
        Assert.Equal(3, scene.Requests(service).Count);
        // It is not kept: the next one is asked.
        Assert.NotNull(await scene.Client(service).ByTitleAsync("TinyDet", default));
    }

    [Fact]
    public async Task A_key_that_Semantic_Scholar_refuses_is_named_and_not_shown()
    {
        await using var scene = await CatalogueScene.StartAsync();
        scene.Variables["S2_API_KEY"] = "secretOfMine123";
        var error = await Assert.ThrowsAsync<CredentialsMissingException>(() => scene.SemanticScholar().ByArxivAsync(TinyDet, default));
        Assert.Equal("Semantic Scholar refuses the key of the environment variable S2_API_KEY (403: Forbidden)", error.Message);
        Assert.Contains("SEMANTIC_SCHOLAR_API_KEY", error.Hint, StringComparison.Ordinal);

        scene.Variables["SEMANTIC_SCHOLAR_API_KEY"] = FakeSemanticScholar.GoodKey;
        Assert.NotNull(await scene.SemanticScholar().ByArxivAsync(TinyDet, default));
        Assert.DoesNotContain(FakeSemanticScholar.GoodKey, scene.Written(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_OpenAlex_refuses_is_named_and_not_shown_though_the_answer_does()
    {
        await using var scene = await CatalogueScene.StartAsync();
        scene.Variables["OPENALEX_API_KEY"] = "secretOfMine123";
        var error = await Assert.ThrowsAsync<CredentialsMissingException>(() => scene.OpenAlex().ByArxivAsync(TinyDet, default));
        Assert.Equal("OpenAlex refuses the key of the environment variable OPENALEX_API_KEY (401: The key *** is not valid.)", error.Message);

        scene.Variables["OPENALEX_API_KEY"] = FakeOpenAlex.GoodKey;
        Assert.NotNull(await scene.OpenAlex().ByDoiAsync(Doi, default));
        // Neither in addresses, which are kept on disk, nor anywhere else.
        Assert.DoesNotContain(FakeOpenAlex.GoodKey, scene.Written(), StringComparison.Ordinal);
        Assert.DoesNotContain(scene.OpenAlexService.Requests, r => r.PathAndQuery.Contains("api_key", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_token_that_Hugging_Face_refuses_is_named_and_not_shown()
    {
        await using var scene = await CatalogueScene.StartAsync();
        scene.Variables["HF_TOKEN"] = "hf_secretOfMine";
        var error = await Assert.ThrowsAsync<CredentialsMissingException>(() => scene.HuggingFace().ByArxivAsync(TinyDet, default));
        Assert.Contains("refuses the token of the environment variable HF_TOKEN (401", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secretOfMine", error.Message + error.Hint, StringComparison.Ordinal);

        scene.Variables["HF_TOKEN"] = scene.Hub.Token;
        Assert.NotNull(await scene.HuggingFace().ByArxivAsync(TinyDet, default));
        Assert.Equal($"Bearer {scene.Hub.Token}", scene.Hub.Requests.Last().Headers["Authorization"]);
    }

    [Fact]
    public async Task Keys_do_not_go_where_only_the_workspaces_settings_lead()
    {
        await using var scene = await CatalogueScene.StartAsync();
        scene.Settings($$"""
            {"endpoints": {"DATATOOLS_S2_API": "{{scene.Scholar.Address}}", "DATATOOLS_OPENALEX_API": "{{scene.OpenAlexService.Address}}", "HF_ENDPOINT": "{{scene.Hub.Address}}"} }
            """);
        foreach (var variable in new[] { "DATATOOLS_S2_API", "DATATOOLS_OPENALEX_API", "HF_ENDPOINT" })
            scene.Variables.Remove(variable);
        scene.Variables["S2_API_KEY"] = scene.Variables["OPENALEX_API_KEY"] = scene.Variables["HF_TOKEN"] = "secretOfMine123";
        var (scholar, openAlex, hub) = (scene.SemanticScholar(), scene.OpenAlex(), scene.HuggingFace());
        foreach (var (client, withheld, variable) in new (DataTools.Papers.Resolving.IPaperCatalogue, string?, string)[]
            { (scholar, scholar.Withheld, "S2_API_KEY"), (openAlex, openAlex.Withheld, "OPENALEX_API_KEY"), (hub, hub.Withheld, "HF_TOKEN") })
        {
            await client.ByArxivAsync(TinyDet, default);
            Assert.Matches($"{variable} was not sent to .*which only datatools.json names", withheld);
        }
        foreach (var request in scene.Scholar.Requests.Concat(scene.OpenAlexService.Requests).Concat(scene.Hub.Requests))
            Assert.DoesNotContain(request.Headers, h => h.Value.Contains("secretOfMine", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_can_be_no_key_is_told_before_anybody_is_asked()
    {
        await using var scene = await CatalogueScene.StartAsync();
        scene.Variables["S2_API_KEY"] = "two words";
        var error = Assert.Throws<InvalidInputException>(scene.SemanticScholar);
        Assert.Contains("S2_API_KEY", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("two words", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hf", 200)]
    [InlineData("s2", 200)]
    [InlineData("s2", 404)]
    [InlineData("openalex", 200)]
    [InlineData("crossref", 200)]
    [InlineData("datacite", 200)]
    public async Task A_captcha_is_told_and_not_kept(string service, int status)
    {
        await using var scene = await CatalogueScene.StartAsync();
        Task<Paper?> AskAsync() => service == "crossref" ? scene.Crossref().ByDoiAsync(Doi, default)
            : service == "openalex" ? scene.OpenAlex().ByDoiAsync(Doi, default)
            : scene.Client(service).ByArxivAsync(TinyDet, default);
        scene.Next(service, FakeAnswer.WebPage(status));
        var error = await Assert.ThrowsAsync<NetworkException>(AskAsync);
        Assert.Contains("a web page (\"Log in & surf\") came in place of an answer", error.Message, StringComparison.Ordinal);
        Assert.NotNull(await AskAsync());
    }

    [Theory]
    [InlineData("hf", "")]
    [InlineData("hf", "[]")]
    [InlineData("hf", "{\"id\":\"2401.00099\",\"title\":\"Another\"}")]
    [InlineData("hf", "{\"title\":\"Without an id\"}")]
    [InlineData("s2", "{\"title\":")]
    [InlineData("s2", "null")]
    [InlineData("openalex", "{\"title\":7,\"locations\":{}}")]
    [InlineData("datacite", "\"text\"")]
    public async Task An_answer_of_another_shape_is_told(string service, string body)
    {
        await using var scene = await CatalogueScene.StartAsync();
        scene.Next(service, new(200, body));
        var error = await Assert.ThrowsAsync<NetworkException>(() => scene.Client(service).ByArxivAsync(TinyDet, default));
        Assert.Contains("the answer cannot be used", error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.Hint);
    }

    [Theory]
    [InlineData("s2", """{"error":"Unrecognized or unsupported fields: [x]"}""", "400: Unrecognized or unsupported fields: [x]")]
    [InlineData("openalex", """{"error":"Invalid query parameters error.","message":"x is no field."}""", "400: x is no field.")]
    [InlineData("crossref", """{"status":"failed","message-type":"validation-failure","message":[{"type":"t","value":"x","message":"rows is not valid"}]}""", "400: rows is not valid")]
    [InlineData("hf", "plain words\nin two lines", "400: plain words in two lines")]
    public async Task A_refusal_is_told_in_the_services_words(string service, string body, string told)
    {
        await using var scene = await CatalogueScene.StartAsync();
        scene.Next(service, new(400, body));
        Assert.Contains(told, (await Assert.ThrowsAsync<NetworkException>(() => scene.Client(service).ByTitleAsync("TinyDet", default))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_to_another_host_is_not_followed()
    {
        await using var scene = await CatalogueScene.StartAsync();
        scene.Next("openalex", new FakeAnswer(301, "") { Headers = [("Location", "http://localhost:1/works/W1")] });
        Assert.Contains("points to another host (301)", (await Assert.ThrowsAsync<NetworkException>(() => scene.OpenAlex().ByArxivAsync(TinyDet, default))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_says_nothing_is_left()
    {
        await using var scene = await CatalogueScene.StartAsync();
        scene.Patience = options => options with { Timeout = TimeSpan.FromMilliseconds(60) };
        scene.Next("s2", new FakeAnswer(200, "{}") { Silence = TimeSpan.FromSeconds(30) }, 3);
        var error = await Assert.ThrowsAsync<NetworkException>(() => scene.SemanticScholar().ByArxivAsync(TinyDet, default));
        Assert.Contains("no answer from", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_is_not_there_is_told()
    {
        await using var scene = await CatalogueScene.StartAsync();
        scene.Variables["DATATOOLS_CROSSREF_API"] = "http://127.0.0.1:1";
        var error = await Assert.ThrowsAsync<NetworkException>(() => scene.Crossref().ByDoiAsync(Doi, default));
        Assert.StartsWith("Crossref: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_stops_is_not_told_of_a_slow_service()
    {
        await using var scene = await CatalogueScene.StartAsync();
        using var stop = new CancellationTokenSource();
        scene.Next("s2", new FakeAnswer(200, "{}") { Silence = TimeSpan.FromSeconds(30) });
        stop.CancelAfter(50);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scene.SemanticScholar().ByArxivAsync(TinyDet, stop.Token));
    }
}
