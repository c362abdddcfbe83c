using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using DataTools.Connectors.GitHub;
using DataTools.Papers.Evidence;
using DataTools.Papers.Examining;
using DataTools.Papers.Text;

namespace DataTools.Papers.Ranking;

/// <summary>Reads the features off what is known of a candidate. What is not known is not observed: it counts for nothing.</summary>
internal sealed partial class Observer
{
    // Authors publish their code within a year, most of them.
    private static readonly TimeSpan Later = TimeSpan.FromDays(365);

    // So many papers in a README, and it is about no single one.
    private const int ManyPapers = 8;

    // Candidates are ranked again and again while more is found out about them; their READMEs stay the same.
    private static readonly ConditionalWeakTable<ReadmeFile, ReadmeText> Parsed = [];

    private readonly Paper _paper;
    private readonly RepositoryFacts _facts;
    private readonly PaperNames _names;
    private readonly IReadOnlyList<PersonName> _authors;
    private readonly ReadmeText? _root;
    private readonly (ReadmeFile File, ReadmeText Text)? _folder;
    private readonly PaperTraces? _traces;
    private readonly double _nameFit;
    private readonly List<Observation> _seen = [];

    public Observer(Paper paper, RepositoryFacts facts, PaperNames names)
    {
        (_paper, _facts, _names) = (paper, facts, names);
        _authors = [.. paper.Authors.Select(a => new PersonName(a.Name))];
        var texts = (facts.Readmes ?? []).Select(r => (File: r, Text: Parsed.GetValue(r, static file => ReadmeText.Parse(file.Text)))).ToList();
        _root = texts.FirstOrDefault(t => t.File.Folder.Length == 0).Text;
        // The folder that speaks of the paper, if any does.
        var folder = texts.FirstOrDefault(t => t.File.Folder.Length > 0 && new PaperTraces(t.Text, _names).Any);
        _folder = folder.File is null ? null : folder;
        var readme = _folder?.Text ?? _root;
        _traces = readme is null ? null : new(readme, _names);
        _nameFit = _names.FitOfName(Name);
    }

    /// <summary>The folder that is the paper's.</summary>
    public string? Folder => _folder?.File.Folder ?? _facts.Mentions.FirstOrDefault(m => m.Path is not null)?.Path;

    /// <summary>The repository's, without its owner.</summary>
    public string Name => _facts.Name.Name;

    /// <summary>Others that it calls the official or original ones.</summary>
    public IReadOnlyList<Claim> Pointers => [.. Claims.Pointers];

    // Read only when asked for: whoever only wants to know what a README is about does not.
    private Claims Claims => field ??= new(_facts.Name, _names, _folder is null ? Description : null, _folder?.Text ?? _root);

    private string Readme => _folder?.File.Url ?? _facts.Readmes?.FirstOrDefault()?.Url ?? _facts.Url;

    private string? Description => _facts.Metadata?.Description;

    /// <summary>What it says first: its description, and the opening of its README.</summary>
    public string Opening => string.Join('\n', (_root?.Passages ?? []).Where(p => p.Zone == ReadmeZone.Body).Take(12).Select(p => p.Text).Prepend(Description ?? ""));

    /// <summary>Whether it names the paper, and no other before it.</summary>
    public bool IsAboutPaper => (Description is not null && _names.TitleIn(Description)) || (_traces?.Body is not null && AnotherFirst() is null);

    /// <summary>What is seen, the biases among it.</summary>
    /// <param name="calledOfficial">Where others call it the official or original one.</param>
    /// <param name="others">The other candidates.</param>
    public IReadOnlyList<Observation> Observe(IReadOnlyList<Mention> calledOfficial, IReadOnlyCollection<RepositoryName> others)
    {
        Add(Features.AboutBias, 1, _facts.Url, "");
        Add(Features.AuthorsBias, 1, _facts.Url, "");
        Add(Features.BroadBias, 1, _facts.Url, "");
        About();
        Links(calledOfficial, others);
        People();
        Sayings();
        Dates();
        Breadth();
        return _seen;
    }

    private void About()
    {
        if (Description is not null && _names.TitleIn(Description))
            Add(Features.TitleUpFront, 1, _facts.Url, Description);
        else if (_traces?.Headline is { } headline)
            Add(Features.TitleUpFront, 1, Readme, headline.Text);
        if (Unread)
        {
            Add(Features.ReadmeUnread, 1, _facts.Url, "");
            Add(Features.NothingSaid, 1, _facts.Url, "");
        }
        if (_traces?.Body is { } body)
            Add(Features.PaperInReadme, 1, Readme, body.Text);
        else if (_traces?.ShortNameAnywhere is { } named)
            Add(Features.PaperInReadme, 0.5, Readme, named.Text);
        if (_traces?.CitedAt is >= 0 and var at)
            Add(Features.PaperCited, at == 0 ? 1 : 0.5, Readme, _traces.Cited[at].Title);
        if (Description is not null && _names.ShortIn(Description))
            Add(Features.ShortName, 1, _facts.Url, Description);
        else if (_traces?.ShortName is { } passage)
            Add(Features.ShortName, 1, Readme, passage.Text);
        else if (_facts.Metadata?.Topics.FirstOrDefault(_names.ShortIn) is { } topic)
            Add(Features.ShortName, 1, _facts.Url, $"topic: {topic}");
        if (_nameFit > 0)
            Add(Features.NameFits, _nameFit, _facts.Url, _facts.Name.ToString());
        if (_traces is not null && AnotherFirst() is { } other)
            Add(_traces.Body is not null || _traces.CitedAt >= 0 ? Features.OtherPaperFirst : Features.OtherPaperOnly, 1, Readme, other);
        else if (_traces is { Any: false, ShortNameAnywhere: null } && !InDescription())
            Add(Features.NotNamed, 1, Readme, "no title, arXiv id or short name");
        else if (_traces is null && Description is not null && !InDescription() && !IsBroad && _seen.TrueForAll(o => o.Feature != Features.ShortName))
            Add(Features.NotNamed, 0.5, _facts.Url, Description);
    }

    // Not known to have none.
    private bool Unread => _facts.Readmes is null;

    private bool IsBroad => Description is not null && BroadWords().IsMatch(Description);

    private bool InDescription() => Description is not null && (_names.TitleIn(Description) || _names.IdIn(Description) || _names.ShortIn(Description));

    // Another paper that the README is about: named before this one, which is not in the opening, or cited in its place.
    // What names many papers is about all of them.
    private string? AnotherFirst()
    {
        var t = _traces!;
        if (t.Papers >= ManyPapers || IsBroad || t.Headline is not null || (Description is not null && _names.TitleIn(Description)))
            return null;
        if (t.Body is not null)
            return t.OthersBefore > 0 && t.CitedAt != 0 ? $"arXiv {t.OtherIds[0]} comes first" : null;
        if (t.Cited.Count > 0 && t.CitedAt != 0)
            return $"asks to cite \"{t.Cited[0].Title}\"{(t.CitedAt > 0 ? " first" : "")}";
        return t.CitedAt < 0 && t.OtherIds.Count > 0 ? $"arXiv {t.OtherIds[0]}" : null;
    }

    private void Links(IReadOnlyList<Mention> calledOfficial, IReadOnlyCollection<RepositoryName> others)
    {
        foreach (var mention in _facts.Mentions)
        {
            var (byAuthors, byOthers) = mention.Kind switch
            {
                MentionKind.Comment or MentionKind.Abstract => (1, 0),
                // A paper prints addresses of what it used, too.
                MentionKind.FullText => (OffersCode().IsMatch(mention.Quote) && !UsesCode().IsMatch(mention.Quote) ? 1 : 0.15, 0),
                MentionKind.ProjectPage => (0.75, 0),
                MentionKind.HuggingFaceUser or MentionKind.ListedOfficialInPaper => (0, 1),
                MentionKind.HuggingFaceAuto or MentionKind.ListedOfficial => (0, 0.5),
                _ => (0.0, 0.0),
            };
            Strongest(Features.LinkedByAuthors, byAuthors, mention);
            Strongest(Features.LinkedByOthers, byOthers, mention);
            Strongest(Features.Linked, mention.Kind switch { MentionKind.Listed => 0.75, MentionKind.FullText => Math.Max(0.35, byAuthors), _ => Math.Max(byAuthors, byOthers) }, mention);
        }
        if (calledOfficial is [{ } called, ..])
        {
            Add(Features.CalledOfficial, 1, called.Source, called.Quote);
            Add(Features.CalledPapers, calledOfficial.Count > 1 ? 1.5 : 1, called.Source, called.Quote);
        }
        if (Claims.Pointers.FirstOrDefault(p => others.Contains(p.Pointed!)) is { } pointer)
            Add(Features.PointsToCandidate, 1, Readme, $"{pointer.Quote} ({pointer.Pointed})");
    }

    private void Strongest(Feature feature, double value, Mention mention)
    {
        if (value <= 0 || _seen.Find(o => o.Feature == feature) is { } there && there.Value >= value)
            return;
        _seen.RemoveAll(o => o.Feature == feature);
        Add(feature, value, mention.Source, mention.Quote);
    }

    private void People()
    {
        if (_authors.Count == 0)
            return;
        var fits = _authors.Max(a => Math.Max(a.FitsLogin(_facts.Name.Owner), _facts.Owner?.Name is { } name && a.Matches(new(name)) ? 1 : 0));
        if (fits > 0)
            Add(Features.OwnerIsAuthor, fits, $"https://github.com/{_facts.Name.Owner}", _facts.Owner?.Name ?? _facts.Name.Owner);
        if (_facts.Metadata?.OwnerKind == OwnerKind.Organization)
            Add(Features.OwnerIsOrganisation, 1, $"https://github.com/{_facts.Name.Owner}", _facts.Owner?.Name ?? _facts.Name.Owner);
        if (_facts.Committers is { Count: > 0 } committers)
        {
            var total = committers.Sum(c => c.Commits);
            // A fork has the commits of what it was forked from: only who did most there counts.
            var looked = _facts.Metadata?.Fork == true ? committers.Take(1) : committers;
            var ours = looked.Select(c => (c.Name, c.Commits, Fit: Fit(c))).Where(c => c.Fit > 0).ToList();
            var source = $"{_facts.Url}/commits";
            if (ours.Count > 0)
            {
                // A third of the commits is as good as all.
                Add(Features.CommitterIsAuthor, Math.Min(1, 3 * ours.Sum(c => c.Commits * c.Fit) / total), source,
                    string.Join(", ", ours.Take(3).Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Name} ({c.Commits} of {total})"))));
            }
            else
            {
                Add(Features.NoCommitterIsAuthor, 1, source, string.Join(", ", committers.Take(3).Select(c => c.Name)));
            }
        }
        if (_facts.Citation is { } citation && citation.Authors.Count(a => _authors.Any(p => p.Matches(new(a)))) is > 0 and var named && named * 2 >= citation.Authors.Count)
            Add(Features.CitationByAuthors, 1, citation.Url, string.Join(", ", citation.Authors.Take(3)));
        ListedAuthors();
    }

    private double Fit(Committer committer) => _authors.Max(a => a.Matches(new(committer.Name)) ? 1 : a.FitsLogin(committer.Login ?? committer.Name));

    // Names in the body. "by Kaiming He, et al." is what others write.
    private void ListedAuthors()
    {
        var named = new HashSet<int>();
        var quote = "";
        foreach (var passage in ((_folder?.Text ?? _root)?.Passages ?? []).Where(p => p.Zone == ReadmeZone.Body && !p.Text.Contains("et al", StringComparison.Ordinal)))
        {
            var before = named.Count;
            var words = passage.Normalised.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            named.UnionWith(Enumerable.Range(0, _authors.Count).Where(i => _authors[i].IsIn(words)));
            quote = named.Count > before && quote.Length == 0 ? passage.Text : quote;
        }
        if (named.Count >= Math.Min(2, _authors.Count))
            Add(Features.ListsAuthors, 1, Readme, quote);
    }

    private void Sayings()
    {
        if (Claims.Official is { } official)
            Add(Features.SaysOfficial, 1, Readme, official.Quote);
        if (Claims.Ours is { } ours)
            Add(Features.SaysOurs, 1, Readme, ours.Quote);
        if (Claims.ForThePaper is { } code)
            Add(Features.ForThePaper, 1, Readme, code.Quote);
        if (Claims.Unofficial is { } unofficial)
            Add(Features.SaysUnofficial, 1, Readme, unofficial.Quote);
        if (Claims.Reimplementation is { } again)
            Add(Features.SaysReimplementation, 1, Readme, again.Quote);
        if (Claims.Pointers is [{ } pointer, ..])
            Add(Features.PointsElsewhere, 1, Readme, $"{pointer.Quote} ({pointer.Pointed})");
        if (Claims.ImplementationOf is { } implementation)
            Add(Features.ImplementationOf, 1, Readme, implementation.Quote);
        if (PaperNames.FrameworksIn(_facts.Name.Name) is [var framework, ..])
            Add(Features.FrameworkInName, 1, _facts.Url, $"{_facts.Name.Name}: {framework}");
        if (_facts.Metadata?.Fork == true)
            Add(Features.IsFork, 1, _facts.Url, _facts.Metadata.Parent is { } parent ? $"forked from {parent}" : "a fork");
    }

    private void Dates()
    {
        var appeared = _paper.Published ?? (_paper.Arxiv is { } id ? new DateOnly(id.Year, id.Month, 1) : (DateOnly?)null);
        if (appeared is { } day && _facts.Metadata is { } metadata && metadata.CreatedAt != default
            && metadata.CreatedAt - new DateTimeOffset(day, default, TimeSpan.Zero) > Later)
        {
            Add(Features.MadeLater, 1, _facts.Url, string.Create(CultureInfo.InvariantCulture, $"paper {day:yyyy-MM}, repository {metadata.CreatedAt:yyyy-MM}"));
        }
    }

    private void Breadth()
    {
        if (_traces is { Papers: > 4 and var papers })
            Add(Features.ManyPapers, Math.Log2(papers / 4.0), Readme, $"{papers} papers");
        if (_traces is { Body: not null, Headline: null, CitedAt: not 0, OthersBefore: > 0 and var before })
            Add(Features.OthersBefore, Math.Log2(1 + before), Readme, $"{before} papers before this");
        if (Broad() is var (source, quote))
        {
            Add(Features.CallsItselfBroad, 1, source, quote);
            Add(Features.IsLibrary, 1, source, quote);
        }
        if (Folder is { } folder)
            Add(Features.FolderOfPaper, 1, $"{_facts.Url}/tree/HEAD/{folder}", folder);
        if (_nameFit >= 0.5)
            Add(Features.NamedAsPaper, _nameFit, _facts.Url, _facts.Name.ToString());
        if (_traces is { Body: not null, OthersBefore: 0 } || (Description is not null && _names.TitleIn(Description)))
            Add(Features.PaperFirst, 1, Readme, _traces?.Body?.Text ?? Description ?? "");
    }

    // Where it says that it is a library or the like, and what.
    private (string Source, string Quote)? Broad() =>
        IsBroad ? (_facts.Url, Description!)
        : _root?.Passages.FirstOrDefault(p => p.IsHeading || p.Text.Length > 40) is { } opening && BroadWords().IsMatch(opening.Text) ? (Readme, opening.Text)
        : _facts.Metadata?.Homepage is { } page && Documentation().IsMatch(page) ? (_facts.Url, page)
        : null;

    private void Add(Feature feature, double value, string source, string quote) => _seen.Add(new(feature, value, source, Ranking.Claims.Short(quote)));

    [GeneratedRegex(
        @"\b(our|the)\s+(\w+\s+){0,3}?(codes?|implementation|models?|repository|software|toolbox)\b|\b(codes?|implementations?|models|weights|dataset|data|project(\s+page)?|source)\b[^.]{0,60}\b(available|released?|found|at|here|open[- ]?sourced?|public\w*)\b|\b(available|released?|publish\w*|open-sourced?)\b[^.]{0,40}\b(at|on|from|under)\b|\A\W*(code|github|project)\W",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OffersCode();

    [GeneratedRegex(
        @"\b(we\s+(use|used|adopt|follow|build|train|compare|employ)\w*|based\s+on|built\s+(up)?on|borrow\w*|adapted|provided\s+by|(official|original|public)\s+(\w+\s+)?(implementation|code|repository)\s+(of|from|by)|their\s+\w*\s*(code|implementation)|baseline)\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex UsesCode();

    // Libraries have a site of documentation, papers' code has a project page.
    [GeneratedRegex(@"readthedocs|\bdocs?\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Documentation();

    [GeneratedRegex(
        @"\b(librar(y|ies)|toolbox|toolkit|collection|framework|zoo|benchmarks?|package|models and examples|(models|backbones|methods|algorithms|architectures)\b[^.]{0,30}\b(and|with|from|built)|awesome|list of|suite|repository of)\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BroadWords();
}
