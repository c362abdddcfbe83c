using System.Globalization;
using DataTools.Catalog.Cards;

namespace DataTools.Cli.Output;

/// <summary>Numbers as people read them.</summary>
internal static class Format
{
    public static string Count(long n) => n.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>The splits with their counts, as in <c>train 800, test 1,000</c>.</summary>
    public static string Splits(DatasetCard card) => string.Join(", ", card.Splits.Select(s => $"{s.Name} {Count(s.Samples)}"));

    /// <summary>Decimal units, as disks and networks are sold.</summary>
    public static string Bytes(double bytes) => bytes switch
    {
        < 1e3 => $"{bytes:F0} B",
        < 1e6 => $"{bytes / 1e3:F1} kB",
        < 1e9 => $"{bytes / 1e6:F1} MB",
        _ => $"{bytes / 1e9:F2} GB",
    };

    /// <summary>Multiply-adds, as papers give them.</summary>
    public static string Operations(long n) => n < 1e9 ? $"{n / 1e6:F0} M" : $"{n / 1e9:F2} G";

    /// <summary>What strangers wrote, without what a terminal would obey: control characters, line breaks, changes of direction.</summary>
    public static string Inert(string text) =>
        string.Concat(text.Select(c => char.IsControl(c) || c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') ? ' ' : c));

    /// <summary>As <see cref="Inert"/>, without spaces around.</summary>
    public static string Plain(string text) => Inert(text).Trim();

    /// <summary>As <see cref="Plain"/>, and no longer than <paramref name="width"/>.</summary>
    public static string Short(string text, int width)
    {
        var line = Plain(text);
        return line.Length <= width ? line : $"{line[..(width - 3)].TrimEnd()}...";
    }

    public static string Duration(TimeSpan t) => t switch
    {
        { TotalSeconds: < 60 } => $"{Math.Max(0, t.TotalSeconds):F0} s",
        { TotalHours: < 1 } => $"{(int)t.TotalMinutes} min {t.Seconds:D2} s",
        _ => $"{(int)t.TotalHours} h {t.Minutes:D2} min",
    };

    public static string Percent(double fraction) => $"{100 * fraction:F2} %";

    public static string Bar(double share)
    {
        const int width = 24;
        var full = (int)Math.Round(Math.Clamp(share, 0, 1) * width);
        return $"[{new string('#', full)}{new string('-', width - full)}] {100 * Math.Clamp(share, 0, 1),3:F0} %";
    }
}
