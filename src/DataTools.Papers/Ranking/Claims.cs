using System.Text.RegularExpressions;
using DataTools.Connectors.GitHub;
using DataTools.Papers.Evidence;
using DataTools.Papers.Text;

namespace DataTools.Papers.Ranking;

/// <summary>A sentence in which a repository says what it is.</summary>
/// <param name="Quote">The sentence.</param>
internal sealed record Claim(string Quote)
{
    /// <summary>The repository that is pointed to, where it is another.</summary>
    public RepositoryName? Pointed { get; init; }
}

/// <summary>
/// What a repository says of itself in its description and README, sentence by sentence. What denies comes first:
/// "unofficial" holds "official", and "the official implementation is here: X" speaks of X.
/// </summary>
internal sealed partial class Claims
{
    private const int LongestQuote = 200;

    // What is longer is no sentence that says what a repository is.
    private const int LongestSentence = 1000;

    // Passages in which a repository says what it is; later it says how it is used.
    private const int Opening = 12;

    private readonly RepositoryName _self;
    private readonly PaperNames _names;

    public Claims(RepositoryName self, PaperNames names, string? description, ReadmeText? readme)
    {
        (_self, _names) = (self, names);
        if (description is not null)
            Read(new(description, []), opening: true, others: false);
        var index = 0;
        foreach (var passage in readme?.Passages ?? [])
        {
            // A row of a table is no sentence.
            if (passage.Zone == ReadmeZone.Code || passage.Text.Count(c => c == '|') > 2)
                continue;
            var others = passage.Zone != ReadmeZone.Body;
            foreach (var sentence in passage.Sentences.Where(s => s.Text.Length <= LongestSentence))
                Read(sentence, opening: index < Opening, others);
            index++;
        }
    }

    /// <summary>"Official implementation of ...", of itself.</summary>
    public Claim? Official { get; private set; }

    /// <summary>"Our paper", "our method".</summary>
    public Claim? Ours { get; private set; }

    /// <summary>"This repository contains the code for the paper".</summary>
    public Claim? ForThePaper { get; private set; }

    /// <summary>"Unofficial", "not affiliated".</summary>
    public Claim? Unofficial { get; private set; }

    /// <summary>Re-implementation, reproduction, port: of what others made, or the authors themselves.</summary>
    public Claim? Reimplementation { get; private set; }

    /// <summary>"A PyTorch implementation of ...".</summary>
    public Claim? ImplementationOf { get; private set; }

    /// <summary>Others that it calls the official or original ones.</summary>
    public IList<Claim> Pointers { get; } = [];

    private void Read(ReadmeSentence said, bool opening, bool others)
    {
        var sentence = said.Text;
        var unofficial = NotOfficial().IsMatch(sentence);
        var denied = unofficial || Again().IsMatch(sentence);
        var pointers = Pointing().IsMatch(sentence) && (opening || _names.TitleIn(sentence) || _names.ShortIn(sentence)) ? said.Links.Select(Repository).Where(r => r is not null && r != _self).Distinct().ToList() : [];
        foreach (var pointed in pointers.Where(p => Pointers.All(known => known.Pointed != p)))
            Pointers.Add(new(Short(sentence)) { Pointed = pointed });
        if (others)
        {
            if (Ours is null && OurPaper().IsMatch(sentence))
                Ours = new(Short(sentence));
            return;
        }
        if (Unofficial is null && unofficial)
            Unofficial = new(Short(sentence));
        if (Reimplementation is null && opening && denied && !unofficial)
            Reimplementation = new(Short(sentence));
        if (!denied && pointers.Count == 0)
        {
            if (Official is null && OfficialSelf().IsMatch(sentence) && !AnothersOfficial().IsMatch(sentence))
                Official = new(Short(sentence));
            if (ForThePaper is null && opening && CodeForPaper().IsMatch(sentence))
                ForThePaper = new(Short(sentence));
        }
        if (Ours is null && OurPaper().IsMatch(sentence))
            Ours = new(Short(sentence));
        if (ImplementationOf is null && opening && Implementing().IsMatch(sentence) && !OfficialSelf().IsMatch(sentence))
            ImplementationOf = new(Short(sentence));
    }

    private static RepositoryName? Repository(string link) => RepositoryLinks.In(link).FirstOrDefault()?.Repository;

    /// <summary>A piece of a sentence that is short enough to show.</summary>
    public static string Short(string text) => text.Length <= LongestQuote ? text : $"{text[..(LongestQuote - 3)].TrimEnd()}...";

    // "Not an official Google product" stands in many that are official.
    [GeneratedRegex(
        @"\bun-?of+icial(ly)?\b|\bnon-?official\b|\b(not|isn't)\s+(an?\s+|the\s+)*official\s+(?!google|product|nvidia|microsoft|\w+\s+product)|\bnot\s+(in\s+any\s+way\s+)?affiliated\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NotOfficial();

    [GeneratedRegex(
        @"\bre-?implement(ation|ations|ed|s|ing)?\b|\breproduc(tion|ing)\b(?!\s+(of\s+)?(the\s+|our\s+)?results)|\bport(ed)?\s+(of|from|to|in)\b|\bre-?writ(ing|e|ten)\b|\bmy\s+(own\s+)?(\w+\s+)?(implementation|version|attempt|take)\b|\b(independent|third[- ]party|customized|toy|weekend|partial|faithful|replication)\b[^.]{0,40}\bimplementation\b|\breplicat(e|ion|ing)\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Again();

    [GeneratedRegex(
        @"\b(official|original(ly)?|authors?['’]?s?['’]?)\b(\W+\w+){0,4}?\W+(code|implementation|repo|repository|codebase|version|release|source|models?)\b|\b(code|implementation|repo|repository|codebase|release)\b(\W+\w+){0,4}?\W+(by|from|of)\W+(the\W+)?(original\W+)?authors?\b|\bsource\s*code\s*:",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pointing();

    [GeneratedRegex(
        @"^\W*(the\s+|an\s+|our\s+|this\s+is\s+)?official(ly)?\b|\b(this|here|it|repo|repository|project|code|we|which|package)\b[^.]{0,70}\bofficial\b(\W+\w+){0,4}?\W+(code|codes|codebase|implementations?|repo|repository|release|source|version|models?|site|page)\b|[-–—:|(\[]\s*(the\s+|an\s+)?official\b(\W+\w+){0,3}?\W+(code|codes|implementation|repo|repository|release|source)\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OfficialSelf();

    [GeneratedRegex(
        @"\b(from|than|between|versus|vs\.?|based\s+on|rely\s+on|compared?\s+(to|with)|adapted|borrow\w*|refer\s+to|follow\w*|see|check|convert\w*|match\w*|there\s+is|like|unlike|available\s+(at|here))\b[^.]{0,40}\bofficial\b|\bofficial\s+(website|site|documentation|docs|docker|tutorial|example|pretrained|dataset|data|weights|guide)\b|\bofficial\s+\w+\s+is\s+(more|faster|better)",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AnothersOfficial();

    [GeneratedRegex(
        @"\b(our|my)\s+(\w+[- ]+){0,4}?(papers?|preprint|publication|article|manuscript|thesis)\b|\bour\s+(\w+[- ]+)?(work|method|approach|experiments)\b|\bwe\s+(released?|open-?source|provide)\b[^.]{0,60}\bour\b|\bour\s+(proposed|novel)\b|\bproposed\s+in\s+our\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OurPaper();

    [GeneratedRegex(
        @"\b(code|codes|codebase|source|scripts|models?|implementation|repo|repository|project)\b[^.]{0,60}\b(for|of|accompan\w+|described\s+in|used\s+(for|in|to)|from|behind|to\s+reproduce|reproduc\w+|supplement\w*)\b[^.]{0,40}\b(paper|papers|article|publication|preprint|experiments|results)\b|\boriginal\s+(\w+\s+)?(models?|code|implementation)\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CodeForPaper();

    [GeneratedRegex(
        @"\b(implementations?|implements|implementing|implementated)\b(\W+\w+){0,6}?\W+(of|in|for|using|by|with|training)\b|\bin\s+(py)?torch\b|\bin\s+(tensorflow|keras|jax|chainer|mxnet)\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Implementing();
}
