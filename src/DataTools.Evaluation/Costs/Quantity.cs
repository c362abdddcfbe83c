using System.Globalization;
using DataTools.Catalog;

namespace DataTools.Evaluation.Costs;

/// <summary>Quantities as users write them on the command line.</summary>
public static class Quantity
{
    private static (string Unit, double Factor)[] Times { get; } = [("ms", 1), ("us", 1e-3), ("µs", 1e-3), ("s", 1e3)];

    private static (string Unit, double Factor)[] Sizes { get; } =
    [
        ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("KB", 1e3), ("MB", 1e6), ("GB", 1e9), ("B", 1),
    ];

    /// <summary>A time such as <c>8ms</c>, <c>0.5s</c> or <c>800us</c>, in milliseconds.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="option">The option that it was written for, for messages.</param>
    /// <exception cref="InvalidInputException">No number above 0, or no unit.</exception>
    public static double Milliseconds(string text, string option) => Read(text, option, Times, "a time", "8ms, 0.5s or 800us");

    /// <summary>A size such as <c>50MB</c> (million bytes) or <c>64MiB</c> (2^20 bytes), in bytes.</summary>
    /// <inheritdoc cref="Milliseconds"/>
    public static long Bytes(string text, string option)
    {
        var bytes = Read(text, option, Sizes, "a size", "50MB, 1.5GB or 64MiB");
        return bytes is >= 1 and < 1e18 ? (long)bytes : throw new InvalidInputException($"{option} {text} is not a size that a machine has", "Write it such as 50MB, 1.5GB or 64MiB.");
    }

    /// <summary>A share such as <c>0.93</c> or <c>93%</c>, above 0 and up to 1.</summary>
    /// <inheritdoc cref="Milliseconds"/>
    public static double Share(string text, string option)
    {
        var trimmed = text.Trim();
        var percent = trimmed.EndsWith('%');
        if (Number(percent ? trimmed[..^1] : trimmed) is not { } value)
            throw new InvalidInputException($"{option} {text} is not a share", "Write it such as 0.93 or 93%.");
        if (!percent && value is > 1 and <= 100)
            throw new InvalidInputException($"{option} {text} is more than everything", $"Write {trimmed}% for {trimmed} of 100.");
        var share = percent ? value / 100 : value;
        return share is > 0 and <= 1 ? share : throw new InvalidInputException($"{option} {text} is not a share above 0 % and up to 100 %", "Write it such as 0.93 or 93%.");
    }

    private static double Read(string text, string option, (string Unit, double Factor)[] units, string what, string examples)
    {
        var trimmed = text.Trim();
        var (unit, factor) = units.FirstOrDefault(u => trimmed.EndsWith(u.Unit, StringComparison.OrdinalIgnoreCase));
        if (unit is null)
        {
            throw new InvalidInputException(
                Number(trimmed) is null ? $"{option} {text} is not {what}" : $"{option} {text} has no unit", $"Write it such as {examples}.");
        }
        return Number(trimmed[..^unit.Length]) is > 0 and var value
            ? value * factor
            : throw new InvalidInputException($"{option} {text} is not {what} above 0", $"Write it such as {examples}.");
    }

    // Without signs, exponents and thousands separators: 1,5 must not become 15.
    private static double? Number(string text) =>
        double.TryParse(text.TrimEnd(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;
}
