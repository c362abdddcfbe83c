using System.Diagnostics;
using System.Runtime.InteropServices;

namespace DataTools.Benchmarks;

/// <summary>A plain table of figures, each beside its baseline of the same run, with the ratio of the two.</summary>
internal sealed class Report(string title)
{
    private readonly List<string[]> _rows = [["what", "figure", "baseline", "ratio", "the baseline"]];
    private readonly List<string> _notes = [];

    public void Row(string what, double figure, string unit, double baseline, string baselineName) => _rows.Add(
        [what, $"{Text(figure)} {unit}", $"{Text(baseline)} {unit}", $"{figure / baseline:0.00}", baselineName]);

    public void Row(string what, double figure, string unit) => _rows.Add([what, $"{Text(figure)} {unit}", "", "", ""]);

    public void Note(string text) => _notes.Add(text);

    public void Print(TextWriter output)
    {
        output.WriteLine($"{title}: {RuntimeInformation.FrameworkDescription}, {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}");
        var widths = Enumerable.Range(0, _rows[0].Length).Select(c => _rows.Max(r => r[c].Length)).ToArray();
        foreach (var row in _rows)
            output.WriteLine(string.Join("  ", row.Select((cell, c) => c is 0 or 4 ? cell.PadRight(widths[c]) : cell.PadLeft(widths[c]))).TrimEnd());
        foreach (var note in _notes)
            output.WriteLine(note);
    }

    /// <summary>Seconds that <paramref name="action"/> takes: the median of <paramref name="times"/>.</summary>
    public static double Median(int times, Action action) =>
        Enumerable.Range(0, times).Select(_ => Once(action)).Order().ElementAt(times / 2);

    /// <summary>Seconds that <paramref name="action"/> takes, once.</summary>
    public static double Once(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static string Text(double value) => value switch
    {
        0 => "0",
        < 10 => $"{value:0.00}",
        < 1000 => $"{value:0.0}",
        _ => $"{value:#,0}",
    };
}
