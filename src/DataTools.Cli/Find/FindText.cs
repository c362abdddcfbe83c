using System.Globalization;
using DataTools.Cli.Output;
using DataTools.Papers;
using DataTools.Papers.Answers;
using DataTools.Papers.Datasets;
using DataTools.Papers.Finding;
using DataTools.Papers.Ranking;
using Spectre.Console;

namespace DataTools.Cli.Find;

/// <summary>The answer as people read it.</summary>
internal sealed class FindText(CliConsole console, FindChoices choices, FindResult result)
{
    public const int DefaultLimit = 10;

    private const int TitleWidth = 60, NameWidth = 48;

    private readonly IReadOnlyList<(int Number, RankedRepository Ranked)> _all = [.. result.Repositories.Select((r, i) => (i + 1, r))];

    public void Write()
    {
        WriteHead(console, result.Paper);
        var related = _all.Where(r => choices.All || r.Ranked.Label != RepositoryLabel.Unrelated).ToList();
        List<(int Number, RankedRepository Ranked)> shown = [.. related.Take(choices.Limit ?? DefaultLimit)];
        if (!_all.Any(r => Labels.IsOfficial(r.Ranked.Label)))
            WriteNothingOfficial();
        if (shown.Count > 0)
        {
            WriteTable(shown);
            foreach (var (number, ranked) in shown)
                console.Out.WriteLine(Line($"{number,4}  {ranked.Why}"));
        }
        if (choices.Explain)
            Explanation.Write(console, shown);
        WriteRest(related.Count - shown.Count, _all.Count - related.Count);
        WriteElsewhere();
    }

    public static void WriteHead(CliConsole console, Paper paper)
    {
        console.Out.WriteLine(Format.Plain(paper.Title));
        string?[] facts =
        [
            AuthorsOf(paper), paper.Year?.ToString(CultureInfo.InvariantCulture), paper.Venue,
            paper.Arxiv is { } id ? $"arXiv:{id}" : null, paper.Doi is { } doi ? $"doi:{doi}" : null,
        ];
        if (facts.Any(f => !string.IsNullOrEmpty(f)))
            console.Out.WriteLine(Format.Plain(string.Join(", ", facts.Where(f => !string.IsNullOrEmpty(f)))));
    }

    /// <summary>Papers that may be meant, with what to type for each.</summary>
    public static void WriteCandidates(CliConsole console, IReadOnlyList<Paper> candidates)
    {
        var table = Tables.Of("Title", "Authors", "Year", "Type this");
        foreach (var paper in candidates)
        {
            var id = paper.Arxiv is { } arxiv ? $"arXiv:{arxiv}" : paper.Doi ?? paper.Url;
            table.Row(
                Format.Short(paper.Title, TitleWidth), Format.Short(AuthorsOf(paper) ?? "", NameWidth), paper.Year?.ToString(CultureInfo.InvariantCulture) ?? "",
                Format.Plain($"datatools find {(id is null ? $"\"{paper.Title}\"" : id.All(c => char.IsLetterOrDigit(c) || c is '.' or '/' or ':' or '-' or '_') ? id : $"\"{id}\"")}"));
        }
        // Commands are copied.
        table.Columns[^1].NoWrap();
        console.Write(table);
    }

    /// <summary>Data sets as references.</summary>
    public static void WriteDatasets(CliConsole console, Paper paper, IReadOnlyList<PaperDataset> datasets)
    {
        WriteHead(console, paper);
        if (datasets.Count == 0)
        {
            console.Out.WriteLine("Hugging Face knows no data set of this paper: none is linked from its page, and no card names its arXiv id.");
            return;
        }
        var table = Tables.Of("Reference", "Downloads>", "Why");
        foreach (var dataset in datasets)
            table.Row(Format.Plain(dataset.Reference), dataset.Downloads is { } downloads ? Format.Count(downloads) : "", Format.Plain(dataset.Why));
        console.Write(table);
        console.Out.WriteLine($"For example: datatools pull {Format.Plain(datasets[0].Reference)}");
    }

    private static string? AuthorsOf(Paper paper) => paper.Authors.Count switch
    {
        0 => null,
        1 => paper.Authors[0].Name,
        2 => $"{paper.Authors[0].Name} and {paper.Authors[1].Name}",
        var n => $"{paper.Authors[0].Name} and {n - 1} others",
    };

    private void WriteTable(IReadOnlyList<(int Number, RankedRepository Ranked)> shown)
    {
        var table = Tables.Of("#>", "Label", "Prob.>", "Repository", "Stars>", "Language", "Last push", "Licence", "Archived");
        foreach (var (number, ranked) in shown)
        {
            var row = RepositoryDocument.Of(ranked);
            table.Row(
                $"{number}", Words(ranked.Label), Percent(row.Probability), Format.Plain(row.Path is null ? row.Repository : $"{row.Repository}/{row.Path}"),
                row.Stars is { } stars ? Format.Count(stars) : "", Format.Plain(string.Join(", ", new[] { row.Language, row.Framework }.OfType<string>())),
                row.PushedAt?.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "",
                // GitHub's word for a licence that it cannot tell.
                Format.Plain(row.License is "NOASSERTION" ? "other" : row.License ?? ""), row.Archived == true ? "yes" : "");
        }
        // In a narrow terminal names, numbers and dates stay in one piece.
        foreach (var column in new[] { 0, 2, 3, 4, 6 })
            table.Columns[column].NoWrap();
        console.Write(table);
    }

    internal static string Words(RepositoryLabel label) => label == RepositoryLabel.OfficialInMonorepo ? "official in monorepo" : Labels.NameOf(label);

    private void WriteNothingOfficial()
    {
        var failed = result.Failures.Select(f => f.Source).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var likeliest = _all.Count == 0 ? "" :
            $" Of {(_all.Count == 1 ? "1 repository that was" : $"{_all.Count} repositories that were")} looked at the likeliest is the authors' own with a probability of {Percent(_all.Max(r => r.Ranked.ProbabilityOfficial))}.";
        console.Out.WriteLine(
            $"No official repository was found in {Asked()}{(failed.Count > 0 ? $" (not all could be asked: {string.Join(", ", failed)})" : "")}.{likeliest}");
    }

    // Nothing here is certain.
    private static string Percent(double probability) => probability switch { >= 0.995 => "> 99 %", < 0.005 => "< 1 %", _ => $"{100 * probability:F0} %" };

    // What the finder looks at, by what this search left out.
    private string Asked()
    {
        var paper = result.Paper;
        string?[] places =
        [
            paper.Comment is not null ? "the authors' comment at arXiv" : null, paper.Abstract is not null ? "the abstract" : null,
            paper.Links.Count > 0 || (paper.Arxiv is not null && choices.Search.ReadPdf) ? "the PDF" : null, "its page at Hugging Face",
            choices.Search.PapersWithCodeLinks is not null ? "the Papers-with-Code links" : null, "GitHub's search",
        ];
        var named = places.OfType<string>().ToList();
        return $"{string.Join(", ", named[..^1])} and {named[^1]}";
    }

    private void WriteRest(int more, int unrelated)
    {
        if (more > 0 || unrelated > 0)
            console.Out.WriteLine();
        if (more > 0)
            console.Out.WriteLine($"{more} more: --limit {(choices.Limit ?? DefaultLimit) + more} shows them.");
        if (unrelated > 0)
            console.Out.WriteLine($"{(unrelated == 1 ? "1 that has" : $"{unrelated} that have")} nothing to do with the paper {(unrelated == 1 ? "is" : "are")} left out: --all shows {(unrelated == 1 ? "it" : "them")}.");
    }

    private void WriteElsewhere()
    {
        if (result.Elsewhere.Count == 0)
            return;
        console.Out.WriteLine();
        console.Out.WriteLine("Code on other hosts, which was not looked at:");
        foreach (var code in result.Elsewhere)
            console.Out.WriteLine(Line($"      {code.Url}  (\"{code.Quote}\", {code.Source})"));
    }

    // Quotes are strangers' words.
    private string Line(string text)
    {
        var line = Format.Inert(text);
        return line.Length <= console.Width ? line : $"{line[..(console.Width - 3)]}...";
    }
}
