using DataTools.Catalog;

namespace DataTools.Connectors.Archives;

/// <summary>Turns what the platform's readers say about a damaged archive into one error.</summary>
internal static class ArchiveFaults
{
    private const string Hint = "Get the archive anew: it is cut off, damaged or of a kind that cannot be read.";

    /// <summary>Runs <paramref name="read"/>; a fault of the bytes becomes a <see cref="CorruptFileException"/> with archive and entry.</summary>
    public static T Explain<T>(string archive, string? entry, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw Of(archive, entry, e);
        }
    }

    /// <summary>What a fault of the bytes is told as.</summary>
    public static CorruptFileException Of(string archive, string? entry, Exception e) => new(
        archive, $"{(entry is null ? "it" : $"the entry '{EntryNames.Show(entry)}'")} cannot be read ({e.Message.TrimEnd('.')})", Hint, e);

    /// <summary>Whether it is one. Readers of a hostile header also run into sizes, dates and offsets that cannot be.</summary>
    public static bool IsDamage(Exception e) => e is InvalidDataException or IOException or NotSupportedException or FormatException
        or ArgumentException or InvalidOperationException or OverflowException or OutOfMemoryException;
}
