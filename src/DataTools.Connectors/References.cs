using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Text;
using DataTools.Catalog.Workspaces;
using DataTools.Connectors.Reproducing;
using DataTools.Connectors.Search;

namespace DataTools.Connectors;

/// <summary>Reads what a user writes to name a data set, and helps where it is not quite right.</summary>
public static class References
{
    // Sources whose references can say a revision, after '@'.
    private static readonly string[] Revisable = ["hf", "kaggle"];

    /// <summary>
    /// As <see cref="DatasetRef.Parse"/>, but a name without a source gets a suggestion: <c>fashion-mnist</c> ->
    /// <c>official:fashion-mnist</c>, a path -> <c>folder:PATH</c>, an address -> the data set on that page or
    /// <c>url:ADDRESS</c>. Throws <see cref="InvalidInputException"/>.
    /// </summary>
    public static DatasetRef Parse(string text, Workspace workspace, string baseFolder)
    {
        if (IsAddress(text))
        {
            // Whoever wrote a password into it need not read it again in a log.
            if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.UserInfo.Length > 0)
                throw new InvalidInputException($"an address on {address.Host} is not a reference to a data set, and this one holds a user name or password", "Leave these out, and write url:https://HOST/PATH/FILE.zip.");
            throw new InvalidInputException($"'{text}' is an address, not a reference to a data set", $"Did you mean {PageAddress.Reference(text)}?");
        }
        try
        {
            return DatasetRef.Parse(text);
        }
        catch (InvalidInputException e) when (Suggestion(text, workspace, baseFolder) is { } meant)
        {
            throw new InvalidInputException(e.Message, $"Did you mean {meant}?", e);
        }
    }

    /// <summary>
    /// As <see cref="Parse"/>, but a bare name is looked for: among the official and built-in data sets, else in the
    /// catalogues <paramref name="searches"/> (none: not asked). Throws <see cref="InvalidInputException"/> that lists the
    /// candidates where there are several, <see cref="NotFoundException"/> with a suggestion where there is none, and
    /// <see cref="NetworkException"/> where a catalogue failed that might hold it.
    /// </summary>
    public static async Task<DatasetRef> ResolveAsync(
        string text, ServiceContext services, IReadOnlyList<IDatasetSearch> searches, string baseFolder, CancellationToken cancellation)
    {
        if (!IsBareName(text))
            return Parse(text, services.Workspace, baseFolder);
        var exact = Known(services.Workspace).Where(k => k.Name.Equals(text, StringComparison.OrdinalIgnoreCase)).Select(k => k.Reference).FirstOrDefault();
        if (exact is not null)
            return exact;
        if (Directory.Exists(Path.GetFullPath(text, baseFolder)))
            return Parse(text, services.Workspace, baseFolder);
        return await new BareName(text, Suggestion(text, services.Workspace, baseFolder)).FindAsync(services, searches, cancellation);
    }

    /// <summary>
    /// What pulls again exactly what a card describes: its source, pinned to its revision where references of that source
    /// can say one (<c>hf:owner/name@COMMIT#config</c>, <c>kaggle:owner/name@3</c>). Null for an entry that was not pulled.
    /// </summary>
    public static DatasetRef? Pinned(DatasetCard card)
    {
        if (card.Parent is not null)
            return null;
        var reference = DatasetRef.Parse(card.Source);
        if (card.Revision is null || !Revisable.Contains(reference.Scheme))
            return reference;
        var hash = reference.Name.IndexOf('#', StringComparison.Ordinal);
        var (name, config) = hash < 0 ? (reference.Name, "") : (reference.Name[..hash], reference.Name[hash..]);
        return reference with { Name = $"{name.Split('@')[0]}@{card.Revision}{config}" };
    }

    /// <summary>
    /// The command that pulls again exactly what a card describes, as a shell takes it: <see cref="Pinned"/> with the splits
    /// that were chosen. Null for an entry that was not pulled.
    /// </summary>
    public static string? PullAgain(DatasetCard card) => Pinned(card) is not { } reference ? null :
        string.Join(' ', [$"datatools pull {Quoted(reference.ToString())}", .. RecordedOptions.Arguments(card.Options, hasConfig: reference.Name.Contains('#', StringComparison.Ordinal)).Select(a => $"--{a.Name} {Quoted(a.Value)}")]);

    // As Linux's and macOS' shells read it, and PowerShell where there is no ' in it.
    private static string Quoted(string text) =>
        text.All(c => char.IsAsciiLetterOrDigit(c) || c is ':' or '/' or '.' or '_' or '-' or '@' or '#' or '+' or '%' or '=') ? text : $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    /// <summary>The source of that scheme. Throws <see cref="NotFoundException"/> with a suggestion.</summary>
    internal static IDatasetSource Source(DatasetRef reference, Workspace workspace)
    {
        if (Sources.All.FirstOrDefault(s => s.Scheme == reference.Scheme) is { } source)
            return source;
        var known = Known(workspace).Find(k => k.Name == reference.Name).Reference;
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
        var known = Known(workspace);
        if (known.Find(k => k.Name == text).Reference is { } exact)
            return exact.ToString();
        if (Directory.Exists(Path.GetFullPath(text, baseFolder)))
            return $"folder:{text}";
        return DidYouMean.Closest(text, known.Select(k => k.Name)) is { } near ? known.Find(k => k.Name == near).Reference.ToString() : null;
    }

    // Without a colon, and nothing that only a path can be. OWNER/NAME may be both.
    private static bool IsBareName(string text) =>
        text.Length > 0 && !text.Contains(':', StringComparison.Ordinal) && text[0] is not ('.' or '/' or '~') && !text.Contains('\\', StringComparison.Ordinal);

    private static bool IsAddress(string text) =>
        text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    // In the order of the sources: official first.
    private static List<(DatasetRef Reference, string Name)> Known(Workspace workspace) =>
        [.. Sources.All.SelectMany(s => s.Names(workspace).Select(n => (new DatasetRef(s.Scheme, n), n)))];
}
