using System.Text.Json;
using DataTools.Catalog;
using DataTools.Cli.Tests.Support;
using DataTools.Connectors.Search;

namespace DataTools.Cli.Tests.Commands;

public sealed class SearchCommandTests : IDisposable
{
    private static readonly SearchHit[] Hub =
    [
        new("hf:zalando-datasets/fashion_mnist", "fashion_mnist") { Bytes = 30_900_000, License = "mit", Downloads = 1_234_567, Updated = new(2024, 8, 8, 0, 0, 0, TimeSpan.Zero) },
        new("hf:somebody/fashion-mnist-corrupted", "Fashion-MNIST, corrupted\r\n\e[31mwith a title that goes on and on and on") { Downloads = 12, Gated = true },
    ];

    private static readonly SearchHit[] Kaggle =
    [
        new("kaggle:zalando-research/fashionmnist", "Fashion MNIST") { Bytes = 72_000_000, License = "Other", Downloads = 250_000, Updated = new(2017, 12, 7, 1, 2, 3, TimeSpan.Zero) },
    ];

    private readonly Support.Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task One_table_comes_from_all_sources()
    {
        Search(new FakeCatalogue("hf", Hub), new FakeCatalogue("kaggle", Kaggle));
        Snapshot.Matches(await _cli.Run("search", "fashion", "mnist"), "search");
        Snapshot.Matches(await _cli.Run("search", "fashion", "mnist", "--source", "hf", "--limit", "1"), "search-one");
        Snapshot.Matches(await _cli.Run("search", "fashion", "mnist", "--format", "json"), "search-json");
    }

    [Fact]
    public async Task A_source_that_fails_is_told_and_the_others_are_shown()
    {
        Search(
            new FakeCatalogue("hf", Hub[0]) { Fault = new RateLimitedException("Hugging Face", new(2026, 11, 25, 12, 5, 0, TimeSpan.Zero)) },
            new FakeCatalogue("kaggle") { Fault = new CredentialsMissingException("Kaggle", "Kaggle wants to know who asks", "Make a token.") });
        Snapshot.Matches(await _cli.Run("search", "fashion", "mnist"), "search-failure");
        using var json = JsonDocument.Parse((await _cli.Run("search", "fashion", "mnist", "--format", "json")).Split("--- talk")[0].Split('\n', 2)[1]);
        Assert.Equal(["hf", "kaggle"], json.RootElement.GetProperty("failures").EnumerateArray().Select(f => f.GetProperty("source").GetString()));
    }

    [Fact]
    public async Task The_command_fails_where_every_source_did()
    {
        Search(new FakeCatalogue("kaggle") { Fault = new CredentialsMissingException("Kaggle", "Kaggle wants to know who asks", "Make a token.") });
        Snapshot.Matches(await _cli.Run("search", "cats", "--source", "kaggle"), "search-all-failed");
    }

    [Fact]
    public async Task Nothing_found_is_no_failure() => Snapshot.Matches(await _cli.Run("search", "qqqq"), "search-nothing");

    [Fact]
    public async Task Nothing_found_says_nothing_of_a_source_that_failed()
    {
        _cli.Searches = [new FakeCatalogue("hf"), new FakeCatalogue("kaggle") { Fault = new NetworkException("Kaggle sleeps", "Wait.") }];
        Assert.Contains("\nNothing found for 'qqqq' by those that could be asked. Fewer words find more.\n", await _cli.Run("search", "qqqq"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("search-bad-source", "search", "cats", "--source", "hub")]
    [InlineData("search-bad-limit", "search", "cats", "--limit", "0")]
    public async Task A_wrong_option_is_explained(string snapshot, params string[] arguments) => Snapshot.Matches(await _cli.Run(arguments), snapshot);

    [Fact]
    public async Task A_bare_name_with_several_meanings_is_not_pulled()
    {
        Search(new FakeCatalogue("hf", new SearchHit("hf:a/cats", "Cats") { Bytes = 1_500_000, License = "mit", Downloads = 7 }), new FakeCatalogue("kaggle", new SearchHit("kaggle:b/cats", "Cats!")));
        Snapshot.Matches(await _cli.Run("pull", "cats"), "pull-ambiguous");
        Assert.False(Directory.Exists(_cli.Workspace["catalogs"]));
    }

    // The recipes of the workspace stay out: only what the test put in is found.
    private void Search(params IDatasetSearch[] fakes) =>
        _cli.Searches = [.. fakes, new FakeCatalogue("official", new SearchHit("official:fashion-mnist", "Fashion-MNIST") { Bytes = 30_878_645, License = "MIT" })];
}
