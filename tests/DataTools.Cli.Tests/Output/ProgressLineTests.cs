using DataTools.Cli.Output;
using Microsoft.Extensions.Time.Testing;

namespace DataTools.Cli.Tests.Output;

public sealed class ProgressLineTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly StringWriter _error = new() { NewLine = "\n" };

    [Fact]
    public void A_terminal_sees_one_line_redrawn_and_cleared()
    {
        using (var line = Line(terminal: true))
        {
            line.Update(() => "too soon");
            _time.Advance(TimeSpan.FromSeconds(1));
            line.Update(() => "half");
            line.Write("a line that stays");
            _time.Advance(TimeSpan.FromSeconds(1));
            line.Update(() => new string('x', 100));
        }
        Assert.Equal($"\rhalf\e[K\r\e[Ka line that stays\n\r{new string('x', 39)}\e[K\r\e[K", _error.ToString());
    }

    [Fact]
    public void A_log_sees_a_plain_line_now_and_then()
    {
        using (var line = Line(terminal: false))
        {
            for (var second = 0; second < 25; second++)
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                line.Update(() => $"{second}");
            }
        }
        Assert.Equal("9\n19\n", _error.ToString());
    }

    private ProgressLine Line(bool terminal) => new(new CliConsole(TextWriter.Null, _error, terminal, Width: 200, ErrorWidth: 40), _time);
}
