using System.Security.Cryptography;
using System.Text;

namespace DataTools.Evaluation.Predictions;

/// <summary>
/// A SHA-256 of a whole predictions file, inside the file: Arrow itself has no checksum, and a flipped bit in a logit
/// would pass as another prediction. The hash is taken with zeros where it stands. A file is checked before anything
/// in it is parsed, so that the Arrow reader never sees damaged offsets or lengths.
/// </summary>
internal static class PredictionsSeal
{
    private const int Digits = 64;

    /// <summary>What stands in the header until the file is sealed.</summary>
    public static string Blank { get; } = new('0', Digits);

    // The start of the header's JSON. No string inside the header can look like it, since JSON escapes its quotes.
    private static ReadOnlySpan<byte> Mark => "{\"sha256\":\""u8;

    /// <summary>Writes the hash into a file whose header is blank.</summary>
    public static void Seal(Span<byte> file)
    {
        if (!Find(file, out var first, out var last))
            throw new InvalidOperationException("the file has no predictions header");
        var hash = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(file)));
        hash.CopyTo(file[first..]);
        hash.CopyTo(file[last..]);
    }

    /// <summary>Null where every byte is as it was sealed, else what is wrong. Blanks the hash of <paramref name="file"/>.</summary>
    public static string? Fault(Span<byte> file)
    {
        if (!Find(file, out var first, out var last))
            return "not a predictions file, or its beginning is damaged";
        var hash = Encoding.ASCII.GetString(file.Slice(first, Digits));
        var same = file.Slice(first, Digits).SequenceEqual(file.Slice(last, Digits));
        file.Slice(first, Digits).Fill((byte)'0');
        file.Slice(last, Digits).Fill((byte)'0');
        return same && hash == Convert.ToHexStringLower(SHA256.HashData(file))
            ? null
            : "damaged: its content does not match its checksum";
    }

    /// <summary>
    /// An Arrow file holds its schema twice: in front of the columns and in the footer behind them. So the first and the
    /// last mark are the header's whatever the ids contain.
    /// </summary>
    private static bool Find(ReadOnlySpan<byte> file, out int first, out int last)
    {
        first = file.IndexOf(Mark) + Mark.Length;
        last = file.LastIndexOf(Mark) + Mark.Length;
        return first >= Mark.Length && last + Digits <= file.Length;
    }
}
