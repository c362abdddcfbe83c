using DataTools.Cli.Output;

namespace DataTools.Cli.Find;

/// <summary>What a search says while it runs: what is being done, and while a limit is waited out, how long that takes.</summary>
internal sealed class FindProgress : IProgress<string>, IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);

    private readonly TimeProvider _time;
    private readonly ProgressLine _line;
    private readonly ITimer _timer;
    private volatile string _doing = "asking which paper it is";
    private volatile Wait? _wait;

    public FindProgress(CliContext context)
    {
        (_time, _line) = (context.Time, context.Progress());
        // Also while nothing comes, so that the countdown is seen to run.
        _timer = context.Time.CreateTimer(_ => Draw(), null, Tick, Tick);
    }

    public void Report(string value)
    {
        _doing = value;
        Draw();
    }

    /// <summary>A limit is waited for.</summary>
    public void WaitFor(string who, DateTimeOffset until)
    {
        _wait = new(who, until);
        Draw();
    }

    /// <summary>A line that stays.</summary>
    public void Write(string line) => _line.Write(line);

    public void Dispose()
    {
        _timer.Dispose();
        _line.Dispose();
    }

    internal string Text() => _wait is var (who, until) && until - _time.GetUtcNow() is { Ticks: > 0 } left
        ? $"{who} has been asked enough for now; going on in {Format.Duration(TimeSpan.FromSeconds(Math.Ceiling(left.TotalSeconds)))}"
        : Format.Plain(_doing);

    private void Draw() => _line.Update(Text);

    private sealed record Wait(string Who, DateTimeOffset Until);
}
