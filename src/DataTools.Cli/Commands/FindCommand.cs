using System.CommandLine;
using DataTools.Cli.Find;
using DataTools.Papers.Finding;

namespace DataTools.Cli.Commands;

/// <summary><c>datatools find PAPER</c></summary>
internal static class FindCommand
{
    public static Command Create(CliContext context)
    {
        var words = new Argument<string[]>("PAPER") { Description = "Its title, arXiv id, DOI, the address of its page (arXiv, Hugging Face, OpenReview, ACL), or its PDF file", Arity = ArgumentArity.ZeroOrMore };
        var paper = CommonOptions.Optional("--paper", "Another way to name the paper", "PAPER");
        var from = CommonOptions.Optional("--from", "Many papers: a text file with one a line, or BibTeX", "FILE");
        var output = CommonOptions.Optional("--out", "Where --from writes; a file that is there is gone on with (default: standard output)", "FILE");
        var format = CommonOptions.Optional("--format", "text (default) or json; with --from csv (default) or json, a line each", "FORMAT").AcceptOnlyFromAmong("text", "json", "csv");
        var limit = CommonOptions.Optional<int>("--limit", $"At most so many repositories (default: {FindText.DefaultLimit} in the table, all in JSON)", "N");
        var all = Flag("--all", "Show repositories that have nothing to do with the paper, too");
        var explain = Flag("--explain", "Show what each fact adds to the answer");
        var open = Flag("--open", "Open the official repository's page in the browser, or the first one's");
        var bibtex = Flag("--bibtex", "Only print the paper's BibTeX entry");
        var datasets = Flag("--datasets", "Only list the paper's data sets, as references for pull");
        var clone = CommonOptions.Optional("--clone", "Download the official repository at its present commit into this folder", "FOLDER");
        var pick = CommonOptions.Optional<int>("--pick", "Take the repository of this number instead of the official one", "N");
        var links = CommonOptions.Optional("--pwc", "A file with the links of Papers with Code, which closed in 2025: JSON, JSON in gzip, or CSV", "FILE");
        var noPdf = Flag("--no-pdf", "Leave the paper's PDF at arXiv unread");
        var offline = Flag("--offline", "Ask no network: use what earlier searches left in the cache");
        var command = new Command("find", "Find a paper's own code: which repository is the authors', which are others', and why.")
        {
            words, paper, explain, limit, all, format, open, clone, pick, bibtex, datasets, from, output, links, noPdf, offline,
        };
        command.SetAction(async (parse, cancellation) =>
        {
            var named = string.Join(' ', parse.GetValue(words) ?? []);
            if (named.Length > 0 && parse.GetValue(paper) is { } twice)
                throw new Catalog.InvalidInputException($"the paper is named twice: '{named}' and --paper '{twice}'", "Leave one of them out.");
            var choices = new FindChoices
            {
                Paper = Located(context, named.Length > 0 ? named : parse.GetValue(paper)),
                From = FullPath(context, parse.GetValue(from)),
                Out = FullPath(context, parse.GetValue(output)),
                Format = parse.GetValue(format),
                Limit = parse.GetValue(limit),
                All = parse.GetValue(all),
                Explain = parse.GetValue(explain),
                Open = parse.GetValue(open),
                BibTeX = parse.GetValue(bibtex),
                Datasets = parse.GetValue(datasets),
                Into = FullPath(context, parse.GetValue(clone)),
                Pick = parse.GetValue(pick),
                Search = new FindOptions
                {
                    Offline = parse.GetValue(offline),
                    PapersWithCodeLinks = FullPath(context, parse.GetValue(links)),
                    ReadPdf = !parse.GetValue(noPdf),
                },
            }.Checked();
            var services = context.Services(context.Workspace(parse));
            return choices.From is null
                ? await new FindRun(context, services, choices).RunAsync(cancellation)
                : await new FindBatch(context, services, choices).RunAsync(cancellation);
        });
        return command;
    }

    private static Option<bool> Flag(string name, string description) => new(name) { Description = description };

    private static string? FullPath(CliContext context, string? path) => path is null ? null : context.FullPath(path);

    // A file beside the user, not beside the program.
    private static string? Located(CliContext context, string? paper) =>
        paper is not null && (paper.EndsWith(".pdf", StringComparison.OrdinalIgnoreCase) || paper.IndexOfAny(['/', '\\']) >= 0) && File.Exists(context.FullPath(paper))
            ? context.FullPath(paper)
            : paper;
}
