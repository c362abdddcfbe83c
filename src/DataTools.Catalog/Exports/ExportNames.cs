using System.Globalization;
using System.Text;
using DataTools.Catalog.Formats;
using DataTools.Catalog.Storage;

namespace DataTools.Catalog.Exports;

/// <summary>
/// Names of files, made from ids: such as every system takes, no two the same on a system that tells neither case nor
/// composition apart, readable where the id is. An id that is such a name already stays as it is.
/// </summary>
internal static class ExportNames
{
    private const int LongestPart = 120, LongestKey = 70, LongestPath = 200, Readable = 40;

    private static readonly HashSet<string> Devices = new(
        ["con", "prn", "aux", "nul", .. Enumerable.Range(0, 10).SelectMany(i => new[] { $"com{i}", $"lpt{i}" })], StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Paths of the samples of a split, with the images' endings: their ids, or made from them; where that would not be
    /// unique or would not keep their order, all are numbered.
    /// </summary>
    /// <param name="split">The split.</param>
    /// <param name="losses">Told of images of no known kind.</param>
    /// <param name="folders">Whether a name may be a path; else '/' is written otherwise.</param>
    /// <param name="ordered">Whether the names must be in ordinal order, as a reader of folders gives them back.</param>
    /// <param name="strict">Whether only ASCII letters, digits, '-' and '_' stay.</param>
    /// <param name="stems">Whether they must differ without their endings too: where another file beside an image is called as it is.</param>
    public static IReadOnlyList<string> Of(EntrySplit split, ExportLosses losses, bool folders, bool ordered = true, bool strict = false, bool stems = false)
    {
        var names = new string[split.Count];
        for (var i = 0; i < names.Length; i++)
        {
            var ending = ImageKind.Ending(split.Image(i));
            names[i] = Natural(split.Id(i), ending, folders, strict);
            if (ending is null)
                losses.Sample("images of no known kind, which readers may pass over");
        }
        if (AreDistinct(stems ? Array.ConvertAll(names, n => n[..^Path.GetExtension(n).Length]) : names) && (!ordered || Ascend(names)) && Array.TrueForAll(names, n => n.Length <= LongestPath))
            return names;
        var digits = Math.Max(5, names.Length.ToString(CultureInfo.InvariantCulture).Length);
        for (var i = 0; i < names.Length; i++)
        {
            var name = names[i][(names[i].LastIndexOf('/') + 1)..];
            var end = Path.GetExtension(name);
            var stem = name[..^end.Length];
            var number = i.ToString($"D{digits}", CultureInfo.InvariantCulture);
            names[i] = $"{number}-{Safe(stem.Length <= Readable ? stem : Cut(stem, Readable), strict, again: true)}{end}";
        }
        return names;
    }

    /// <summary>A text as the name of one file or folder; itself where it is one.</summary>
    public static string Safe(string text, bool strict = false) => Safe(text, strict, again: false);

    /// <summary>Whether no two paths are one file, or one a folder of the other, on any system.</summary>
    public static bool AreDistinct(IReadOnlyCollection<string> paths)
    {
        var files = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        if (!paths.All(files.Add))
            return false;
        var folders = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var path in paths)
        {
            for (var slash = path.LastIndexOf('/'); slash > 0; slash = path.LastIndexOf('/', slash - 1))
            {
                var folder = path[..slash];
                if (files.Contains(folder) || (!folders.TryAdd(folder, folder) && folders[folder] != folder))
                    return false;
            }
        }
        return true;
    }

    /// <summary>Whether they come in ordinal order.</summary>
    public static bool Ascend(IReadOnlyList<string> paths) =>
        Enumerable.Range(1, Math.Max(0, paths.Count - 1)).All(i => string.CompareOrdinal(paths[i - 1], paths[i]) < 0);

    private static string Natural(string id, string? ending, bool folders, bool strict)
    {
        string[] parts = folders ? id.Split('/') : [id];
        var last = parts[^1];
        var stem = ImageKind.Fits(last, ending) ? last[..^Path.GetExtension(last).Length] : last;
        var end = stem.Length < last.Length ? last[stem.Length..] : ending ?? ".bin";
        // What stands before the ending may end with a dot, or be none.
        parts[^1] = Safe(stem, strict) + end;
        for (var i = 0; i < parts.Length - 1; i++)
            parts[i] = Safe(parts[i], strict);
        return string.Join('/', parts);
    }

    private static string Safe(string text, bool strict, bool again)
    {
        var result = new StringBuilder();
        foreach (var (i, rune) in text.EnumerateRunes().Index())
        {
            var first = i == 0 && (rune.Value is '.' or ' ' || text == "__MACOSX" || Devices.Contains(text.Split('.')[0]));
            if (!first && (again && rune.Value == '%' || Stays(rune, strict)))
                result.Append(rune.ToString());
            else
                Encode(result, rune);
        }
        if (result.Length > 0 && result[^1] is '.' or ' ')
        {
            var end = new Rune(result[^1]);
            result.Length--;
            Encode(result, end);
        }
        return result.Length == 0 ? "_" : result.Length <= (strict ? LongestKey : LongestPart) ? result.ToString() : $"{Cut(result.ToString(), LongestKey - 9)}-{Hash(text)}";
    }

    // Marks are written in figures, and so are letters that have another form: some systems take é and e´ for one.
    private static bool Stays(Rune rune, bool strict)
    {
        if (rune.IsAscii)
        {
            return Rune.IsLetterOrDigit(rune) || rune.Value is '-' or '_' ||
                (!strict && rune.Value is >= ' ' and < 127 and not ('<' or '>' or ':' or '"' or '|' or '?' or '*' or '\\' or '/' or '%'));
        }
        return !strict && (rune.Value is not ((>= 0x1100 and <= 0x11ff) or (>= 0x1f00 and <= 0x1fff) or (>= 0x2100 and <= 0x214f) or (>= 0xf900 and <= 0xfdff) or >= 0x2f800)) &&
            Rune.GetUnicodeCategory(rune) is UnicodeCategory.LowercaseLetter or UnicodeCategory.UppercaseLetter or UnicodeCategory.OtherLetter or UnicodeCategory.DecimalDigitNumber;
    }

    private static void Encode(StringBuilder result, Rune rune)
    {
        Span<byte> bytes = stackalloc byte[4];
        foreach (var b in bytes[..rune.EncodeToUtf8(bytes)])
            result.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
    }

    // Not within a pair of surrogates, nor within %41, nor before what would then end the name.
    private static string Cut(string text, int length)
    {
        while (length > 1 && (char.IsLowSurrogate(text[length]) || text[Math.Max(0, length - 2)..length].Contains('%', StringComparison.Ordinal)))
            length--;
        return text[..length].TrimEnd(' ', '.');
    }

    private static string Hash(string text) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..8];
}
