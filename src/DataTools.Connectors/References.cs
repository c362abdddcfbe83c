using DataTools.Catalog;
using DataTools.Catalog.Text;
using DataTools.Catalog.Workspaces;

namespace DataTools.Connectors;

/// <summary>Reads what a user writes to name a data set, and helps where it is not quite right.</summary>
public static class References
{
    /// <summary>
    /// As <see cref="DatasetRef.Parse"/>, but a name without a source gets a suggestion: <c>fashion-mnist</c> ->
    /// <c>official:fashion-mnist</c>, a path -> <c>folder:PATH</c>. Throws <see cref="InvalidInputException"/>.
    /// </summary>
    public static DatasetRef Parse(string text, Workspace workspace, string baseFolder)
    {
        try
        {
            return DatasetRef.Parse(text);
        }
        catch (InvalidInputException e) when (Suggestion(text, workspace, baseFolder) is { } meant)
        {
            throw new InvalidInputException(e.Message, $"Did you mean {meant}?", e);
        }
    }

    /// <summary>The source of that scheme. Throws <see cref="NotFoundException"/> with a suggestion.</summary>
    internal static IDatasetSource Source(DatasetRef reference, Workspace workspace)
    {
        if (Sources.All.FirstOrDefault(s => s.Scheme == reference.Scheme) is { } source)
            return source;
        var known = Sources.All.Where(s => s.Names(workspace).Contains(reference.Name)).Select(s => $"{s.Scheme}:{reference.Name}").FirstOrDefault();
        throw new NotFoundException(
            $"there is no source '{reference.Scheme}' of data sets",
            known is not null ? $"Did you mean {known}?" : DidYouMean.Hint(reference.Scheme, [.. Sources.All.Select(s => s.Scheme)], "Sources are"));
    }

    /// <summary>That a source has no such data set, with a suggestion or what there is.</summary>
    internal static NotFoundException Unknown(string scheme, string name, IReadOnlyList<string> names) => new(
        $"there is no {scheme}:{name}",
        DidYouMean.Closest(name, names) is { } near
            ? $"Did you mean {scheme}:{near}?"
            : DidYouMean.Hint($"{scheme}:{name}", [.. names.Select(n => $"{scheme}:{n}")], "There are"));

    private static string? Suggestion(string text, Workspace workspace, string baseFolder)
    {
        if (text.Length == 0)
            return null;
        var known = Sources.All.SelectMany(s => s.Names(workspace).Select(n => (Reference: $"{s.Scheme}:{n}", Name: n))).ToList();
        if (known.Find(k => k.Name == text).Reference is { } exact)
            return exact;
        if (Directory.Exists(Path.GetFullPath(text, baseFolder)))
            return $"folder:{text}";
        return DidYouMean.Closest(text, known.Select(k => k.Name)) is { } near ? known.Find(k => k.Name == near).Reference : null;
    }
}
