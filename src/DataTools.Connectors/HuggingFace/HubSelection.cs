using System.Text.RegularExpressions;
using DataTools.Catalog;
using DataTools.Catalog.Formats;
using DataTools.Catalog.Text;
using DataTools.Connectors.Archives;

namespace DataTools.Connectors.HuggingFace;

/// <summary>What is read of a data set.</summary>
/// <param name="Config">The configuration; null where the data set has one that nobody named.</param>
/// <param name="Splits">By the names that their entry's splits get.</param>
/// <param name="Features">What the card says about columns; may be empty.</param>
internal sealed record HubChoice(string? Config, IReadOnlyList<HubSplit> Splits, IReadOnlyList<TableFeature> Features)
{
    /// <summary>Whether nothing told the splits apart, so that all is called train.</summary>
    public bool Fallback { get; init; }

    /// <summary>Whether the configuration is not the one that is read where nobody chooses.</summary>
    public bool Unusual { get; init; }

    /// <summary>What the user should know.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    private IEnumerable<HubFile> Files => Splits.SelectMany(s => s.Files);

    /// <summary>Whether it comes as tables with the images in them.</summary>
    public bool IsParquet => Files.Any(HubSelection.IsParquet);

    /// <summary>Whether a reader takes the file; what none takes is not fetched.</summary>
    public bool Takes(HubFile file) =>
        IsParquet ? HubSelection.IsParquet(file) : HubSelection.IsImageOrZip(file) || file.Name == HubMetadata.FileName || new ListedFile(file.Path, 0, () => Stream.Null).IsTable;

    /// <summary>Whether there is anything that is read here.</summary>
    public bool IsReadable => IsParquet || Files.Any(HubSelection.IsImageOrZip);
}

/// <summary>Chooses configuration, splits and files of a data set at one commit, as the Hub does.</summary>
internal static partial class HubSelection
{
    /// <summary>
    /// The choice. Throws <see cref="NotFoundException"/> that lists what there is for an unknown configuration or split,
    /// and <see cref="InvalidInputException"/> that lists the configurations where there are several and no default.
    /// </summary>
    public static HubChoice Choose(HubSnapshot snapshot, string? config, IReadOnlyList<string> wanted)
    {
        var card = new HubCard(snapshot.Card);
        var choice = card.Configs is { Count: > 0 } configs ? OfCard(snapshot, card, configs, config)
            : IsConverted(snapshot.Files) ? OfConverted(snapshot, config)
            : OfFiles(snapshot, card, config);
        // Where nothing tells the splits apart, an archive's content may yet.
        return choice with { Splits = Wanted(snapshot, Named(snapshot, choice.Splits), choice.Fallback && !choice.IsParquet ? [] : wanted) };
    }

    /// <summary>
    /// Whether the Hub's own conversion to Parquet is to be asked for instead: the files are of a kind that is not read
    /// here, or a script, which nobody runs, makes sense of them.
    /// </summary>
    public static bool WantsConversion(HubSnapshot snapshot, string? config)
    {
        var card = new HubCard(snapshot.Card);
        if (IsConverted(snapshot.Files))
            return false;
        if (card.Configs.Count == 0 && (card.Described.Count > 1 || snapshot.Files.Any(f => f.Path == $"{snapshot.Id.Split('/')[^1]}.py")))
            return true;
        return card.Configs.Count == 0 && config is not null and not "default" && !card.Described.Contains(config) ? true : !Choose(snapshot, config, []).IsReadable;
    }

    public static bool IsParquet(HubFile file) => file.Path.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase);

    public static bool IsImageOrZip(HubFile file) => new ListedFile(file.Path, 0, () => Stream.Null) is { IsImage: true } or { IsZip: true };

    private static HubChoice OfCard(HubSnapshot snapshot, HubCard card, IReadOnlyList<HubConfig> configs, string? asked)
    {
        var usual = configs.FirstOrDefault(c => c.IsDefault) ?? configs.FirstOrDefault(c => c.Name == "default") ?? (configs is [var only] ? only : null);
        var chosen = Pick(snapshot, [.. configs.Select(c => c.Name)], usual?.Name, asked);
        var config = configs.First(c => c.Name == chosen);
        var (splits, fallback) = config.Patterns is null ? HubDataFiles.Find(snapshot.Files, config.Folder) : (HubDataFiles.Find(snapshot.Id, config, snapshot.Files), false);
        return new(configs.Count > 1 ? chosen : null, splits, card.Features(chosen)) { Fallback = fallback, Unusual = chosen != usual?.Name };
    }

    private static HubChoice OfFiles(HubSnapshot snapshot, HubCard card, string? asked)
    {
        if (asked is not (null or "default") && !card.Described.Contains(asked))
            throw UnknownConfig(snapshot, asked, ["default"]);
        var (splits, fallback) = HubDataFiles.Find(snapshot.Files, "");
        return new(null, splits, card.Features(asked ?? "default")) { Fallback = fallback };
    }

    // CONFIG/SPLIT/0000.parquet, as the Hub's conversion lays it out. What was too large is there in part.
    private static HubChoice OfConverted(HubSnapshot snapshot, string? asked)
    {
        var files = snapshot.Files.Where(IsParquet).Select(f => (File: f, Match: Converted().Match(f.Path))).ToList();
        var names = files.Select(f => f.Match.Groups["config"].Value).Distinct().Order(StringComparer.Ordinal).ToList();
        var usual = names.Contains("default") ? "default" : names is [var only] ? only : null;
        var chosen = Pick(snapshot, names, usual, asked);
        var own = files.Where(f => f.Match.Groups["config"].Value == chosen).ToList();
        var partial = own.Where(f => f.Match.Groups["part"].Success).Select(f => f.Match.Groups["split"].Value).Distinct().ToList();
        return new(names.Count > 1 ? chosen : null,
            [.. SplitNames.InOrder(own.GroupBy(f => f.Match.Groups["split"].Value).Select(g => new HubSplit(g.Key, [.. g.Select(f => f.File).OrderBy(f => f.Path, StringComparer.Ordinal)])), s => s.Name)], [])
        {
            Unusual = chosen != usual,
            Warnings = partial.Count == 0 ? [] : [$"The Hub has converted the beginning of {string.Join(", ", partial)} only: the rest is left out."],
        };
    }

    private static bool IsConverted(IReadOnlyList<HubFile> files) =>
        files.Any(IsParquet) && files.Where(HubDataFiles.IsData).All(f => Converted().IsMatch(f.Path));

    private static string Pick(HubSnapshot snapshot, IReadOnlyList<string> names, string? usual, string? asked)
    {
        if (asked is not null)
            return names.Contains(asked) ? asked : throw UnknownConfig(snapshot, asked, names);
        return usual ?? throw new InvalidInputException(
            $"hf:{snapshot.Id} has several configurations and none that is the default: {Listed(names)}",
            $"Choose one, such as hf:{snapshot.Id}#{EntryNames.Show(names[0])} or --config {EntryNames.Show(names[0])}.");
    }

    private static NotFoundException UnknownConfig(HubSnapshot snapshot, string asked, IReadOnlyList<string> names) =>
        new($"hf:{snapshot.Id} has no configuration '{asked}'; it has {Listed(names)}",
            DidYouMean.Closest(asked, names) is { } near ? $"Did you mean {near}?" : $"Choose one of them, or see {HubFaults.Page(snapshot.Id)}.");

    // val, dev and their kin by the names that everything else here goes by, unless two would become one.
    private static List<HubSplit> Named(HubSnapshot snapshot, IReadOnlyList<HubSplit> splits)
    {
        var named = splits.Select(s => s with { Name = SplitNames.Canonical(s.Name) ?? s.Name }).ToList();
        if (named.DistinctBy(s => s.Name).Count() < named.Count)
            named = [.. splits];
        return named.Find(s => !SplitNames.IsName(s.Name)) is { } wrong
            ? throw new InvalidInputException($"hf:{snapshot.Id}: its split '{EntryNames.Show(wrong.Name)}' has a name that no split can have", $"Tell its author, at {HubFaults.Page(snapshot.Id)}/discussions.")
            : named;
    }

    private static IReadOnlyList<HubSplit> Wanted(HubSnapshot snapshot, List<HubSplit> splits, IReadOnlyList<string> wanted)
    {
        var names = splits.ConvertAll(s => s.Name);
        return wanted.FirstOrDefault(w => !names.Contains(w)) is { } missing
            ? throw new NotFoundException($"hf:{snapshot.Id} has no split '{missing}'; it has {Listed(names)}", DidYouMean.Closest(missing, names) is { } near ? $"Did you mean {near}?" : "Without --split all of them are pulled.")
            : wanted.Count == 0 ? splits : splits.FindAll(s => wanted.Contains(s.Name));
    }

    private static string Listed(IReadOnlyList<string> names)
    {
        const int most = 30;
        var shown = string.Join(", ", names.Take(most).Select(EntryNames.Show).DefaultIfEmpty("none"));
        return names.Count > most ? $"{shown} and {names.Count - most} more" : shown;
    }

    [GeneratedRegex(@"\A(?<config>[^/]+)/(?<part>partial-)?(?<split>[^/]+)/[0-9]{4,}\.parquet\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Converted();
}
