using DataTools.Catalog.Formats;

namespace DataTools.Connectors.Reproducing;

/// <summary>The options of a pull that decide about its content, as a card keeps them. A configuration is part of the reference.</summary>
internal static class RecordedOptions
{
    private const string Split = "split", From = "from", Format = "format", ImageColumn = "image-column", LabelColumn = "label-column", OnBad = "on-bad-sample", Config = "config";

    /// <summary>Those that are not as they are without being said.</summary>
    public static IReadOnlyDictionary<string, string> Of(PullOptions options)
    {
        var kept = new Dictionary<string, string>();
        void Keep(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
                kept[name] = value;
        }
        Keep(Config, options.Config);
        Keep(Split, string.Join(',', options.Splits));
        Keep(From, options.From);
        Keep(Format, options.Format);
        Keep(ImageColumn, options.ImageColumn);
        Keep(LabelColumn, options.LabelColumn);
        Keep(OnBad, options.OnBadSample == OnBadSample.Skip ? "skip" : null);
        return kept;
    }

    /// <summary>The splits that alone were asked for; empty: all.</summary>
    public static IReadOnlyList<string> Splits(IReadOnlyDictionary<string, string> kept) => kept.TryGetValue(Split, out var splits) ? splits.Split(',') : [];

    /// <summary>The options as the command line takes them.</summary>
    public static IEnumerable<(string Name, string Value)> Arguments(IReadOnlyDictionary<string, string> kept, bool hasConfig) => kept
        .Where(o => o.Key != Config || !hasConfig)
        .SelectMany(o => o.Key == Split ? Splits(kept).Select(s => (o.Key, s)) : [(o.Key, o.Value)]);

    /// <summary>The options again. <paramref name="hasConfig"/>: the reference says the configuration.</summary>
    public static PullOptions Read(IReadOnlyDictionary<string, string> kept, bool hasConfig) => new()
    {
        Config = hasConfig ? null : kept.GetValueOrDefault(Config),
        Splits = Splits(kept),
        From = kept.GetValueOrDefault(From),
        Format = kept.GetValueOrDefault(Format),
        ImageColumn = kept.GetValueOrDefault(ImageColumn),
        LabelColumn = kept.GetValueOrDefault(LabelColumn),
        OnBadSample = kept.GetValueOrDefault(OnBad) == "skip" ? OnBadSample.Skip : OnBadSample.Fail,
    };
}
