namespace DataTools.Cli.Output;

/// <summary>
/// One line that is redrawn on a terminal; elsewhere (logs, CI) a plain line now and then. Safe to call from any thread.
/// </summary>
internal sealed class ProgressLine(CliConsole console, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Redraw = TimeSpan.FromMilliseconds(100), Plain = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private long _last = time.GetTimestamp();
    private bool _drawn;

    /// <summary>Shows where things stand; <paramref name="text"/> is only called when it is time to draw.</summary>
    public void Update(Func<string> text)
    {
        lock (_gate)
        {
            if (time.GetElapsedTime(_last) < (console.ErrorIsTerminal ? Redraw : Plain))
                return;
            _last = time.GetTimestamp();
            if (!console.ErrorIsTerminal)
            {
                console.Error.WriteLine(text());
                return;
            }
            var line = text();
            console.Error.Write($"\r{(line.Length < console.ErrorWidth ? line : line[..(console.ErrorWidth - 1)])}\e[K");
            console.Error.Flush();
            _drawn = true;
        }
    }

    /// <summary>A line that stays.</summary>
    public void Write(string line)
    {
        lock (_gate)
        {
            Clear();
            console.Error.WriteLine(line);
        }
    }

    /// <summary>Takes the progress line away.</summary>
    public void Dispose()
    {
        lock (_gate)
            Clear();
    }

    private void Clear()
    {
        if (_drawn)
            console.Error.Write("\r\e[K");
        _drawn = false;
    }
}
