using DataTools.FakeServices.Faults;
using DataTools.Tests;

namespace DataTools.Connectors.Tests.Downloads.Chaos;

/// <summary>A few dozen runs of the chaos test; 500, with real kills: <c>dotnet run --project tests/DataTools.Benchmarks -- chaos</c>.</summary>
public sealed class ChaosTests
{
    [Fact]
    public async Task Whatever_goes_wrong_a_pull_ends_with_the_right_bytes_or_a_named_error()
    {
        using var folder = new TemporaryFolder();
        await using var server = await FaultyServer.StartAsync();
        var runs = new ChaosRuns(server, folder.Path, child: null);
        await runs.RunAsync(Enumerable.Range(0, 40), atOnce: 4);
        var figures = runs.Figures;
        TestContext.Current.TestOutputHelper?.WriteLine(figures.ToString());
        Assert.Empty(figures.Bugs);
        Assert.Equal(40, figures.Runs);
        // The faults are such that most of it can be had.
        Assert.True(figures.Right > 20 && figures.Errors.Values.Sum() > 0 && figures.Cancelled > 0, figures.ToString());
        Assert.True(figures.AgainShare <= 0.02, figures.ToString());
    }
}
