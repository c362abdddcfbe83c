using System.Text;
using DataTools.Catalog.Formats;

namespace DataTools.Catalog.Tests.Formats;

/// <summary>Lists of files, made in memory.</summary>
internal static class Listed
{
    /// <summary>A file with this text.</summary>
    public static ListedFile Text(string path, string text) => Bytes(path, Encoding.UTF8.GetBytes(text));

    /// <summary>A file with these bytes.</summary>
    public static ListedFile Bytes(string path, byte[] bytes) => new(path, bytes.Length, () => new MemoryStream(bytes, writable: false));

    /// <summary>Files that nobody may open.</summary>
    public static IEnumerable<ListedFile> Images(params IEnumerable<string> paths) =>
        paths.Select(p => new ListedFile(p, 1, () => throw new InvalidOperationException($"{p} was opened")));

    /// <summary>The layout that is found, as text: split/path=class.</summary>
    public static string Show(LabelledImages images) => string.Join(' ', images.Splits.SelectMany(s => s.Files.Select(
        f => $"{s.Name}:{f.Id}={(f.Label == Sample.Unlabelled ? "?" : images.Classes[f.Label])}")));

    /// <summary>Finds out the layout.</summary>
    public static LabelledImages Find(params IEnumerable<ListedFile> files) =>
        LabelledImages.Find(new("x", files), new() { BadSamples = new(OnBadSample.Fail) }, CancellationToken.None);
}
