using System.Globalization;
using System.Text;

namespace DataTools.Catalog.Formats;

/// <summary>Small text files among a data set's: lists of names, rows of numbers.</summary>
internal static class ListedText
{
    private const long Largest = 64 << 20;
    private const int LongestShown = 60;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// All its bytes; empty for an empty file. Throws <see cref="CorruptFileException"/> where it is larger than
    /// <paramref name="largest"/> or damaged.
    /// </summary>
    public static byte[] Bytes(FileList files, ListedFile file, long largest = Largest)
    {
        if (file.Bytes > largest)
            throw new CorruptFileException(files.Shown(file), $"it has {file.Bytes} bytes; such a file has {largest} at most");
        return file.Bytes == 0 ? [] : file.ReadAll(files.Shown(file));
    }

    /// <summary>
    /// Its lines with their numbers from 1, without the blank around them; blank lines are passed over. UTF-8, or UTF-16 with
    /// its mark. Throws <see cref="CorruptFileException"/> where it is too large or no such text.
    /// </summary>
    public static IReadOnlyList<(int Number, string Text)> Lines(FileList files, ListedFile file, long largest = Largest)
    {
        var lines = new List<(int, string)>();
        var number = 0;
        try
        {
            using var reader = new StreamReader(new MemoryStream(Bytes(files, file, largest)), Strict);
            while (reader.ReadLine() is { } line)
            {
                number++;
                if (line.AsSpan().Trim() is { Length: > 0 } text)
                    lines.Add((number, text.ToString()));
            }
        }
        catch (DecoderFallbackException e)
        {
            throw new CorruptFileException(files.Shown(file), $"line {number + 1} or soon after is no UTF-8 text", "Save the file as UTF-8.", e);
        }
        return lines;
    }

    /// <summary>The words of a line.</summary>
    public static string[] Words(string line) => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>A finite number with a decimal point; null for anything else.</summary>
    public static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;

    /// <summary>Why <paramref name="text"/> is no number.</summary>
    public static string NoNumber(string text) =>
        $"'{Short(text)}' is no number{(text.Contains(',', StringComparison.Ordinal) && Number(text.Replace(',', '.')) is not null ? " (write decimals with a point)" : "")}";

    /// <summary>What was written, short and on one line, for messages.</summary>
    public static string Short(string text) =>
        (text.Length <= LongestShown ? text : $"{text.AsSpan(0, LongestShown)}...").ReplaceLineEndings(" ");
}
