using System.Globalization;
using System.Text;

namespace DataTools.Catalog.Formats;

/// <summary>Small text files among a data set's: lists of names, rows of numbers.</summary>
internal static class ListedText
{
    private const long Largest = 64 << 20;
    private const int LongestShown = 60, LongestLine = 16 << 20;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// All its bytes; empty for an empty file. Throws <see cref="CorruptFileException"/> where it is larger than
    /// <paramref name="largest"/> or damaged.
    /// </summary>
    public static byte[] Bytes(FileList files, ListedFile file, long largest = Largest)
    {
        if (file.Bytes > largest)
            throw TooLarge(files, file, largest);
        return file.Bytes == 0 ? [] : file.ReadAll(files.Shown(file));
    }

    /// <summary>
    /// Its lines with their numbers from 1, without the blank around them, read one at a time; blank lines are passed over.
    /// UTF-8, or UTF-16 with its mark. Throws <see cref="CorruptFileException"/> where it is too large or no such text.
    /// </summary>
    public static IEnumerable<(int Number, string Text)> Lines(FileList files, ListedFile file, long largest = Largest)
    {
        if (file.Bytes > largest)
            throw TooLarge(files, file, largest);
        using var reader = new StreamReader(file.Open(), Strict);
        var line = new StringBuilder();
        for (var number = 1; Next(reader, line, files, file, number); number++)
        {
            if (line.ToString().Trim() is { Length: > 0 } text)
                yield return (number, text);
        }
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

    private static CorruptFileException TooLarge(FileList files, ListedFile file, long largest) =>
        new(files.Shown(file), $"it has {file.Bytes} bytes; such a file has {largest} at most");

    private static bool Next(StreamReader reader, StringBuilder line, FileList files, ListedFile file, int number)
    {
        line.Clear();
        try
        {
            var first = reader.Read();
            for (var c = first; c >= 0 && c != '\n'; c = reader.Read())
            {
                if (c == '\r' && reader.Peek() is not '\n')
                    break;
                if (line.Length == LongestLine)
                    throw new CorruptFileException(files.Shown(file), $"line {number} has more than {LongestLine >> 20} million characters");
                line.Append((char)c);
            }
            return first >= 0;
        }
        catch (DecoderFallbackException e)
        {
            throw new CorruptFileException(files.Shown(file), $"line {number} or soon after is no UTF-8 text", "Save the file as UTF-8.", e);
        }
    }
}
