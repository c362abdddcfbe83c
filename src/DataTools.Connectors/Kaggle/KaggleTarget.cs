namespace DataTools.Connectors.Kaggle;

/// <summary>What is asked for: its reference, the page where a person sees it, and where its files are.</summary>
/// <param name="Reference">As <c>pull</c> takes it.</param>
/// <param name="Page">In a browser.</param>
internal sealed record KaggleTarget(string Reference, string Page)
{
    /// <summary>Where a competition's rules are accepted; null for data sets.</summary>
    public string? RulesPage { get; private init; }

    /// <summary>The path of the archive of all its files, below the API's address.</summary>
    public string Archive { get; private init; } = "";

    /// <summary>The paths of single files, without their names.</summary>
    private string Files { get; init; } = "";

    private string Query { get; init; } = "";

    /// <summary>The search, which has no name.</summary>
    public static KaggleTarget Search { get; } = new("the search on Kaggle", "https://www.kaggle.com/datasets");

    /// <summary>A data set; one version of it where the reference says so.</summary>
    public static KaggleTarget Of(KaggleRef reference)
    {
        var path = $"datasets/download/{reference.Owner}/{reference.Name}";
        var query = reference.Version is { } version ? $"?datasetVersionNumber={version}" : "";
        return new($"kaggle:{reference}", $"https://www.kaggle.com/datasets/{reference.Owner}/{reference.Name}")
        {
            Archive = path + query,
            Files = path,
            Query = query,
        };
    }

    /// <summary>A competition.</summary>
    public static KaggleTarget Of(KaggleCompetitionRef reference) => new($"kaggle-competition:{reference}", $"https://www.kaggle.com/competitions/{reference}")
    {
        RulesPage = $"https://www.kaggle.com/c/{reference}/rules",
        Archive = $"competitions/data/download-all/{reference}",
        Files = $"competitions/data/download/{reference}",
    };

    /// <summary>The path of one of its files, below the API's address. Kaggle may have zipped it: what comes says so, not the name.</summary>
    public string File(string name) => $"{Files}/{Uri.EscapeDataString(name)}{Query}";
}
