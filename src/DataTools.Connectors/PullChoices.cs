using DataTools.Catalog;

namespace DataTools.Connectors;

/// <summary>Options of a pull that only some sources know.</summary>
[Flags]
internal enum PullChoices
{
    None = 0,
    Config = 1,
    Splits = 2,
    From = 4,

    /// <summary>--format and the columns of tables.</summary>
    Reading = 8,
}

/// <summary>Refuses what a source would ignore.</summary>
internal static class PullChoicesCheck
{
    /// <summary>Throws <see cref="InvalidInputException"/>, naming every option that means nothing to the source.</summary>
    public static void Demand(this IDatasetSource source, PullOptions options)
    {
        var given = (options.Config is null ? PullChoices.None : PullChoices.Config)
            | (options.Splits.Count == 0 ? PullChoices.None : PullChoices.Splits)
            | (options.From is null ? PullChoices.None : PullChoices.From)
            | (options.Format is null && options.ImageColumn is null && options.LabelColumn is null ? PullChoices.None : PullChoices.Reading);
        if ((given & ~source.Takes) is var idle and not PullChoices.None)
        {
            var names = new[] { (PullChoices.Config, "--config"), (PullChoices.Splits, "--split"), (PullChoices.From, "--from"), (PullChoices.Reading, "--format, --image-column or --label-column") }
                .Where(n => idle.HasFlag(n.Item1)).Select(n => n.Item2);
            throw new InvalidInputException($"{string.Join(", ", names)}: this means nothing to {source.Scheme}: data sets", "Leave it out.");
        }
    }
}
