using DataTools.Cli.Find;
using DataTools.Cli.Output;
using Microsoft.Extensions.Time.Testing;

namespace DataTools.Cli.Tests.Find;

public sealed class FindProgressTests
{
    [Fact]
    public void While_a_limit_is_waited_out_the_line_counts_down()
    {
        using StringWriter output = new(), error = new() { NewLine = "\n" };
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 25, 12, 0, 0, TimeSpan.Zero));
        using (var progress = new FindProgress(new(new CliConsole(output, error, ErrorIsTerminal: true, 80, 80), time, "/", _ => null)))
        {
            progress.Report("asking who knows\nthe code");
            time.Advance(TimeSpan.FromMilliseconds(250));
            progress.WaitFor("GitHub", time.GetUtcNow().AddSeconds(61));
            time.Advance(TimeSpan.FromSeconds(1));
            time.Advance(TimeSpan.FromSeconds(58));
            time.Advance(TimeSpan.FromSeconds(2));
        }
        var drawn = error.ToString().Split('\r', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Replace("\e[K", "", StringComparison.Ordinal)).ToList();
        Assert.Equal("asking who knows the code", drawn[0]);
        Assert.Contains("GitHub has been asked enough for now; going on in 1 min 00 s", drawn);
        Assert.Contains("GitHub has been asked enough for now; going on in 2 s", drawn);
        Assert.Equal(["asking who knows the code", ""], drawn[^2..]);
        Assert.Equal("", output.ToString());
    }
}
