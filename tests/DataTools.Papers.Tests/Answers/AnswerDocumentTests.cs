using System.Text.Json;
using DataTools.Papers.Answers;
using DataTools.Papers.Finding;
using DataTools.Papers.Ranking;
using DataTools.Papers.Tests.Batches;

namespace DataTools.Papers.Tests.Answers;

public sealed class AnswerDocumentTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void JSON_can_be_read_back_and_written_again(bool indented)
    {
        var (resolution, result) = BatchScene.Answer("A Paper", 2, new SourceFailure("GitHub", "it sleeps", "Wait.") { ResetsAt = default(DateTimeOffset) });
        result = result with { Elsewhere = [new("https://gitlab.com/a/b", "https://arxiv.org/abs/2401.00001", "Code: ...")] };
        var json = AnswerDocument.ToJson(AnswerDocument.Of(resolution, result), indented);
        Assert.Equal(json, AnswerDocument.ToJson(AnswerDocument.Parse(json), indented));
        Assert.Equal(indented, json.Contains('\n', StringComparison.Ordinal));
    }

    [Fact]
    public void Keys_are_there_where_nothing_is_known_and_base_rates_are_not()
    {
        var (resolution, result) = BatchScene.Answer("A Paper", 1);
        var bare = result.Repositories[0] with { Facts = new(result.Repositories[0].Facts.Name) };
        using var json = JsonDocument.Parse(AnswerDocument.ToJson(AnswerDocument.Of(resolution, result with { Repositories = [bare, result.Repositories[1]] })));
        var repository = json.RootElement.GetProperty("repositories")[0];
        foreach (var key in new[] { "path", "stars", "language", "framework", "license", "archived", "pushedAt" })
            Assert.Equal(JsonValueKind.Null, repository.GetProperty(key).ValueKind);
        Assert.Equal("JAX", json.RootElement.GetProperty("repositories")[1].GetProperty("framework").GetString());
        Assert.Equal("says-official", Assert.Single(repository.GetProperty("evidence").EnumerateArray()).GetProperty("kind").GetString());
        Assert.Equal(["official", "official-in-monorepo", "community", "collection", "unrelated"], repository.GetProperty("probabilities").EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public void Failures_of_both_stages_are_told_once()
    {
        var same = new SourceFailure("arXiv", "it sleeps");
        var (resolution, result) = BatchScene.Answer("A Paper", 0, same, new SourceFailure("GitHub", "it sleeps"));
        Assert.Equal(["arXiv", "GitHub"], AnswerDocument.FailuresOf(resolution with { Failures = [same] }, result).Select(f => f.Source));
    }

    [Fact]
    public void Two_labels_are_the_authors_own()
    {
        foreach (var label in Enum.GetValues<RepositoryLabel>())
            Assert.Equal(label is RepositoryLabel.Official or RepositoryLabel.OfficialInMonorepo, Labels.IsOfficial(Labels.NameOf(label)));
    }
}
