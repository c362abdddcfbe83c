namespace DataTools.Papers.Ranking;

/// <summary>One of the three questions whose answers make a label.</summary>
internal enum Question
{
    /// <summary>Does it implement this paper?</summary>
    About,

    /// <summary>Is it the authors' own?</summary>
    Authors,

    /// <summary>Does it hold much else?</summary>
    Broad,
}

/// <summary>Something that is counted for or against a question.</summary>
/// <param name="Id">Its name in weights.json and in <c>--explain</c>.</param>
/// <param name="Question">Which.</param>
/// <param name="Argued">
/// The weight that reason gives it, in log-odds for a value of 1, before any data: the fitted one is drawn to it.
/// </param>
/// <param name="Says">What it says, for people.</param>
internal sealed record Feature(string Id, Question Question, double Argued, string Says);

/// <summary>All of them. Few and general: what a careful reader would look at first.</summary>
internal static class Features
{
    public static readonly Feature
        AboutBias = new("about", Question.About, -1, "how many candidates are about the paper at all"),
        TitleUpFront = new("title-up-front", Question.About, 3, "the title is in the description or in the README's opening"),
        PaperInReadme = new("paper-in-readme", Question.About, 2, "the README names the paper by title or arXiv id"),
        PaperCited = new("paper-cited", Question.About, 1, "the README asks to cite the paper"),
        ShortName = new("short-name", Question.About, 1.5, "the paper's short name is in the description or opening"),
        NameFits = new("name-fits", Question.About, 1.5, "the repository is called as the paper"),
        OtherPaperFirst = new("other-paper-first", Question.About, -2, "the README is about another paper before this one"),
        OtherPaperOnly = new("other-paper-only", Question.About, -3, "the README is about another paper and does not name this one"),
        NotNamed = new("paper-not-named", Question.About, -1.5, "neither the README nor the description names the paper"),
        ReadmeUnread = new("readme-unread", Question.About, 1, "its README was not read, so that it not being named there means nothing"),
        IsLibrary = new("is-library", Question.About, 0.7, "it is a library or collection, which comes up for what it holds"),
        PointsToCandidate = new("points-to-candidate", Question.About, 1.5, "it calls another candidate the official or original one"),
        CalledPapers = new("called-the-papers", Question.About, 2.5, "other candidates call it the official or original one"),
        Linked = new("linked-with-paper", Question.About, 3, "the paper or a page about it names the repository"),

        AuthorsBias = new("by-authors", Question.Authors, -2, "how many implementations are the authors' own"),
        CommitterIsAuthor = new("committer-is-author", Question.Authors, 5, "authors committed"),
        NoCommitterIsAuthor = new("no-committer-is-author", Question.Authors, -1.5, "no committer bears an author's name"),
        OwnerIsAuthor = new("owner-is-author", Question.Authors, 3, "the account bears an author's name"),
        OwnerIsOrganisation = new("owner-is-organisation", Question.Authors, 1, "an organisation's account"),
        NothingSaid = new("nothing-said", Question.Authors, 1, "its README was not read, so that it not saying whose it is means nothing"),
        SaysOfficial = new("says-official", Question.Authors, 2.5, "it says that it is official"),
        SaysOurs = new("says-our-paper", Question.Authors, 2, "it speaks of \"our paper\""),
        ForThePaper = new("code-for-the-paper", Question.Authors, 1, "it says that it holds the paper's code"),
        SaysUnofficial = new("says-unofficial", Question.Authors, -3, "it says that it is not official"),
        SaysReimplementation = new("says-reimplementation", Question.Authors, -1.5, "it says re-implementation, reproduction or port, which authors too make of their own work"),
        PointsElsewhere = new("points-elsewhere", Question.Authors, -2, "it calls another repository the official or original one"),
        ImplementationOf = new("implementation-of", Question.Authors, -1, "it calls itself an implementation of the paper"),
        FrameworkInName = new("framework-in-name", Question.Authors, -1, "its name tells it from others by a framework"),
        ListsAuthors = new("lists-authors", Question.Authors, 1.5, "its README lists the authors"),
        CalledOfficial = new("called-official", Question.Authors, 2.5, "another candidate calls it the official or original one"),
        MadeLater = new("made-later", Question.Authors, -1, "it began more than a year after the paper"),
        IsFork = new("is-fork", Question.Authors, -1, "it is a fork"),
        CitationByAuthors = new("citation-by-authors", Question.Authors, 1.5, "CITATION.cff names the authors"),
        LinkedByAuthors = new("linked-by-authors", Question.Authors, 4, "the authors name it in the paper, its abstract or its comment"),
        LinkedByOthers = new("linked-by-others", Question.Authors, 2.5, "a page about the paper names it as the paper's"),

        BroadBias = new("broad", Question.Broad, -2, "how many repositories hold much else"),
        ManyPapers = new("many-papers", Question.Broad, 0.5, "its README names more than four papers"),
        OthersBefore = new("others-before", Question.Broad, 1, "its README names other papers before this one"),
        CallsItselfBroad = new("calls-itself-broad", Question.Broad, 2, "it calls itself a library, collection or set of models"),
        FolderOfPaper = new("folder-of-paper", Question.Broad, 3, "the paper has a folder of its own"),
        NamedAsPaper = new("named-as-paper", Question.Broad, -2, "the repository is called as the paper"),
        PaperFirst = new("paper-first", Question.Broad, -1.5, "the README is about this paper first");

    public static IReadOnlyList<Feature> All { get; } =
    [
        AboutBias, TitleUpFront, PaperInReadme, PaperCited, ShortName, NameFits, OtherPaperFirst, OtherPaperOnly, NotNamed, ReadmeUnread, IsLibrary, PointsToCandidate, CalledPapers, Linked,
        AuthorsBias, CommitterIsAuthor, NoCommitterIsAuthor, OwnerIsAuthor, OwnerIsOrganisation, NothingSaid, SaysOfficial, SaysOurs, ForThePaper, SaysUnofficial, SaysReimplementation, PointsElsewhere,
        ImplementationOf, FrameworkInName, ListsAuthors, CalledOfficial, MadeLater, IsFork, CitationByAuthors, LinkedByAuthors, LinkedByOthers,
        BroadBias, ManyPapers, OthersBefore, CallsItselfBroad, FolderOfPaper, NamedAsPaper, PaperFirst,
    ];
}

/// <summary>A feature as it was seen at a candidate.</summary>
/// <param name="Feature">Which.</param>
/// <param name="Value">0 to about 1; logarithms more.</param>
/// <param name="Source">Where.</param>
/// <param name="Quote">What was read there.</param>
internal sealed record Observation(Feature Feature, double Value, string Source, string Quote);
