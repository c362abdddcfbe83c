using CsCheck;
using CsvHelper;
using DataTools.Catalog;
using DataTools.Papers.Batches;
using DataTools.Papers.Finding;
using DataTools.Papers.Resolving;
using DataTools.Tests;

namespace DataTools.Papers.Tests.Batches;

public sealed class BatchRunTests : IDisposable
{
    private static readonly BatchQuery[] Queries = [new("One, \"quoted\"", 1), new("Two", 2), new("Three", 3), new("Four", 4), new("broken", 5, "it names nothing")];

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _asked = [];

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Formats => ["csv", "json"];

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Whatever_a_kill_leaves_the_next_run_ends_with_the_same_file(string format)
    {
        var summary = await RunAsync(format);
        Assert.Equal((5, 0, 3, 1, 1, 0, 0), (summary.Papers, summary.AlreadyThere, summary.WithOfficial, summary.WithoutOfficial, summary.Failed.Count, summary.NotAsked.Count, summary.Left));
        var whole = await File.ReadAllBytesAsync(_folder["out"]);
        // Between the lines of one paper no kill can come: they are written at once.
        var cuts = Enumerable.Range(0, whole.Length + 1).Where(i => i == 0 || i == whole.Length || whole[i - 1] != '\n' || Starts(whole, i)).ToArray();
        await Gen.Int[0, cuts.Length - 1].SampleAsync(
            async i =>
            {
                await File.WriteAllBytesAsync(_folder["out"], whole[..cuts[i]]);
                await RunAsync(format);
                Assert.Equal(whole, await File.ReadAllBytesAsync(_folder["out"]));
            }, iter: 40, threads: 1);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task What_is_there_is_not_asked_again(string format)
    {
        await RunAsync(format);
        _asked.Clear();
        var summary = await RunAsync(format);
        Assert.Empty(_asked);
        Assert.Equal((5, 0), (summary.AlreadyThere, summary.Left));
        Assert.Equal(5, (await RunAsync(format, [.. Queries, new("Two", 9)])).AlreadyThere - 1);
    }

    [Fact]
    public async Task The_table_has_a_row_for_each_official_repository_and_one_where_there_is_none()
    {
        await RunAsync("csv");
        using var csv = CsvReader.Create(File.OpenRead(_folder["out"]), new CsvReaderOptions());
        var rows = new List<string>();
        while (csv.Read())
            rows.Add(string.Join('|', Enumerable.Range(0, 11).Select(csv.GetString)));
        Assert.Equal("One, \"quoted\"|One, \"quoted\"|2401.00001||lab/own0||official|0.9|7|it says that it is official (\"official\",\nthey say)|GitHub: it sleeps", rows[0]);
        Assert.Equal("Two|Two|2401.00001||||none|||the only repository that was found is not official|", rows[1]);
        Assert.Equal(["Three", "Three", "Four"], rows[2..5].Select(r => r.Split('|')[0]));
        Assert.Equal("broken||||||||||it names nothing", rows[5]);
        Assert.Equal(6, rows.Count);
    }

    [Fact]
    public async Task A_limit_of_GitHubs_stops_before_the_paper_that_it_cut_short()
    {
        var until = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        var summary = await RunAsync("csv", ask: query => query == "Two"
            ? BatchScene.Answer(query, 1, new SourceFailure("GitHub", "asked too often", "Make a token.") { ResetsAt = until })
            : BatchScene.Answer(query, 1, new SourceFailure("Semantic Scholar", "asked too often") { ResetsAt = until }));
        Assert.Equal(until, Assert.IsType<RateLimitedException>(summary.Stopped).ResetsAt);
        Assert.Equal((1, 4), (summary.WithOfficial, summary.Left));
        Assert.DoesNotContain("Two", await File.ReadAllTextAsync(_folder["out"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_paper_for_which_GitHub_was_given_up_is_asked_again()
    {
        var summary = await RunAsync("csv", ask: query => BatchScene.Answer(query, 1) is var (resolution, result) && query == "Two"
            ? (resolution, result with { GitHubGivenUp = new NetworkException("nobody there") })
            : (resolution, result));
        Assert.Equal((3, 1), (summary.WithOfficial, summary.NotAsked.Count));
        Assert.DoesNotContain("Two", await File.ReadAllTextAsync(_folder["out"]), StringComparison.Ordinal);
        Assert.Equal(1, (await RunAsync("csv")).WithoutOfficial);
    }

    [Fact]
    public async Task What_terminals_obey_is_not_in_the_table()
    {
        await RunAsync("csv", [new("One", 1)], ask: _ => BatchScene.Answer("One\u001b[31m", 1, new SourceFailure("GitHub", "\u009bsays")));
        Assert.DoesNotContain(await File.ReadAllTextAsync(_folder["out"]), c => char.IsControl(c) && c != '\n');
    }

    [Fact]
    public async Task What_may_be_answered_another_time_is_not_written_down_and_too_much_of_it_stops()
    {
        var told = new List<int>();
        var summary = await RunAsync("csv", ask: query => throw (query == "Two" ? new NotFoundException("no such paper") : new NetworkException("nobody there")), told: told);
        Assert.Equal((1, 3, 1), (summary.Failed.Count, summary.NotAsked.Count, summary.Left));
        Assert.IsType<NetworkException>(summary.Stopped);
        Assert.Equal([1, 2, 3, 4], told);
        var text = await File.ReadAllTextAsync(_folder["out"]);
        Assert.EndsWith("\nTwo,,,,,,,,,,no such paper\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("nobody", text, StringComparison.Ordinal);
        Assert.Equal(3, (await RunAsync("csv")).WithOfficial);
    }

    [Theory]
    [InlineData("csv", "a,b\n1,2\n")]
    [InlineData("csv", "{\"query\":\"One\"}\n")]
    [InlineData("csv", "query,title,arxiv,doi,repository,path,label,probability,stars,why,failure\nOne,two\n")]
    [InlineData("json", "query,title\nOne,two\n")]
    [InlineData("json", "{\"paper\":1}\n")]
    public void A_file_of_something_else_is_refused_and_left_alone(string format, string text)
    {
        File.WriteAllText(_folder["out"], text);
        Assert.Throws<InvalidInputException>(() => BatchOutput.Open(_folder["out"], Of(format)));
        Assert.Equal(text, File.ReadAllText(_folder["out"]));
    }

    [Fact]
    public void Two_runs_do_not_write_the_same_file()
    {
        using var first = BatchOutput.Open(_folder["out"], BatchFormat.Csv);
        Assert.Contains("another run", Assert.Throws<InvalidInputException>(() => BatchOutput.Open(_folder["out"], BatchFormat.Csv)).Message, StringComparison.Ordinal);
        Directory.CreateDirectory(_folder["folder"]);
        Assert.Throws<StorageException>(() => BatchOutput.Open(_folder["folder"], BatchFormat.Csv));
    }

    private static bool Starts(byte[] bytes, int at) => at == bytes.Length || !System.Text.Encoding.UTF8.GetString(bytes[at..]).StartsWith("Three,Three,2401.00001,,lab/own1", StringComparison.Ordinal);

    private static BatchFormat Of(string format) => format == "csv" ? BatchFormat.Csv : BatchFormat.Json;

    private async Task<BatchSummary> RunAsync(string format, IReadOnlyList<BatchQuery>? queries = null, Func<string, (Resolution, FindResult)>? ask = null, List<int>? told = null)
    {
        ask ??= query => query switch
        {
            "Two" => BatchScene.Answer(query, 0),
            "Three" => BatchScene.Answer(query, 2),
            "Four" => BatchScene.Answer(query, 1),
            _ => BatchScene.Answer(query, 1, new SourceFailure("GitHub", "it sleeps")),
        };
        using var output = BatchOutput.Open(_folder["out"], Of(format));
        return await new BatchRun(
            (query, _, _) =>
            {
                _asked.Add(query);
                return Task.FromResult(ask(query));
            }, output).RunAsync(queries ?? Queries, null, (query, _) => told?.Add(query.Line), default);
    }
}
