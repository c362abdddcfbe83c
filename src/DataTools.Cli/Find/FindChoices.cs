using DataTools.Catalog;
using DataTools.Papers.Finding;

namespace DataTools.Cli.Find;

/// <summary>What was asked for on the command line, checked.</summary>
internal sealed record FindChoices
{
    private const int MostRows = 1000;

    /// <summary>The paper; null where a list was given.</summary>
    public string? Paper { get; init; }

    /// <summary>A list of papers.</summary>
    public string? From { get; init; }

    public string? Out { get; init; }

    /// <summary>Null: the usual one.</summary>
    public string? Format { get; init; }

    /// <summary>Null: all in JSON, the usual number in a table.</summary>
    public int? Limit { get; init; }

    public bool All { get; init; }

    public bool Explain { get; init; }

    public bool Open { get; init; }

    public bool BibTeX { get; init; }

    public bool Datasets { get; init; }

    /// <summary>The folder that the chosen repository is brought into.</summary>
    public string? Into { get; init; }

    /// <summary>The number of the chosen repository, from 1.</summary>
    public int? Pick { get; init; }

    public required FindOptions Search { get; init; }

    public bool AsJson => Format == Commands.CommonOptions.Json;

    /// <summary>Throws <see cref="InvalidInputException"/> for what does not go together.</summary>
    public FindChoices Checked()
    {
        if (Paper is null && From is null)
            throw new InvalidInputException("no paper is named", "Write its title, arXiv id, DOI, address or PDF file, or name a list with --from FILE. See datatools find --help");
        if (Paper is not null && From is not null)
            throw new InvalidInputException("both a paper and a list of papers are named", "Leave one of them out.");
        if (From is null && Out is not null)
            throw new InvalidInputException("--out goes with --from", $"Of one paper the answer can be redirected: > {Out}");
        if (From is null ? Format == "csv" : Format == Commands.CommonOptions.Text)
            throw new InvalidInputException($"--format {Format} {(From is null ? "goes with --from" : "is for one paper")}", From is null ? "Of one paper there are text and json." : "Of a list there are csv and json.");
        var modes = Given(("--bibtex", BibTeX), ("--datasets", Datasets));
        var looks = Given(("--explain", Explain), ("--all", All), ("--limit", Limit is not null), ("--open", Open), ("--clone", Into is not null), ("--pick", Pick is not null));
        if (From is not null && modes.Concat(looks).FirstOrDefault() is { } idle)
            throw new InvalidInputException($"{idle} is for one paper, not for a list", "Leave it out, or name one paper.");
        if (modes.Count > 1 || (modes.Count == 1 && looks.Count > 0))
            throw new InvalidInputException($"{modes[0]} and {modes.Concat(looks).ElementAt(1)} do not go together", "Run the command once with each.");
        if (AsJson && (BibTeX || Explain))
            throw new InvalidInputException($"{(BibTeX ? "--bibtex prints BibTeX" : "--explain is for reading")}, not JSON", Explain ? "The evidence with its weights is in the JSON without it." : "Leave --format out.");
        if (Pick is not null && Into is null && !Open)
            throw new InvalidInputException("--pick goes with --clone or --open", "Say what to do with the repository.");
        if (Limit is < 1 or > MostRows)
            throw new InvalidInputException($"--limit {Limit}: 1 to {MostRows}");
        if (Search.PapersWithCodeLinks is { } links && !File.Exists(links))
            throw new NotFoundException($"there is no file {links}", "Give the file with the links of Papers with Code, or leave --pwc out.");
        return this;
    }

    private static List<string> Given(params ReadOnlySpan<(string Name, bool Is)> options)
    {
        var given = new List<string>();
        foreach (var (name, there) in options)
        {
            if (there)
                given.Add(name);
        }
        return given;
    }
}
