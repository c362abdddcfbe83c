using System.CommandLine;
using DataTools.Catalog;
using DataTools.Catalog.Formats;
using DataTools.Catalog.Storage;
using DataTools.Cli.Output;
using DataTools.Connectors;
using DataTools.Imaging.Checks;

namespace DataTools.Cli.Commands;

/// <summary><c>datatools pull REFERENCE</c></summary>
internal static class PullCommand
{
    public static Command Create(CliContext context)
    {
        var reference = new Argument<string>("REFERENCE") { Description = "SOURCE:NAME, such as official:fashion-mnist, hf:OWNER/NAME[@REVISION][#CONFIG], kaggle:OWNER/NAME[@VERSION], kaggle-competition:NAME, url:https://HOST/FILE.zip, builtin:shapes or folder:./photos; or a bare NAME, which is looked for: among the official ones first, then elsewhere" };
        var name = CommonOptions.Optional("--as", "Name of the entry (default: the data set's)", "NAME");
        var mirrors = CommonOptions.Several("--mirror", "Fetch addresses that begin with FROM from TO instead (https://, file://)", "FROM=TO");
        var config = CommonOptions.Optional("--config", "Which configuration of a data set that has several (default: the source's)", "NAME");
        var only = CommonOptions.Several("--split", "Only this split: train, validation, test (default: all)", "SPLIT");
        var from = CommonOptions.Optional("--from", "A folder with files that you got yourself, where a source cannot hand them out", "FOLDER");
        var format = CommonOptions.Optional("--format", $"What the files are, where looking at them does not tell: {string.Join(", ", DatasetFormats.All.Select(f => f.Name))}", "FORMAT");
        var imageColumn = CommonOptions.Optional("--image-column", "The column of a table that names the image (default: found by its name)", "COLUMN");
        var labelColumn = CommonOptions.Optional("--label-column", "The column of a table that holds the class (default: found by its name)", "COLUMN");
        var offline = new Option<bool>("--offline") { Description = "Ask no network: use what the cache holds, and say what is missing" };
        var bad = CommonOptions.Of("--on-bad-sample", "fail", "fail: stop; skip: report it, leave it out, go on", "fail|skip").AcceptOnlyFromAmong("fail", "skip");
        var command = new Command("pull", "Get a data set by name into the catalog, every byte verified.")
        {
            reference, name, config, only, from, format, imageColumn, labelColumn, mirrors, offline, bad,
        };
        command.SetAction(async (parse, cancellation) =>
        {
            var options = new PullOptions
            {
                As = parse.GetValue(name),
                Mirrors = parse.GetValue(mirrors) ?? [],
                OnBadSample = parse.GetValue(bad) == "skip" ? OnBadSample.Skip : OnBadSample.Fail,
                Config = parse.GetValue(config),
                Splits = [.. (parse.GetValue(only) ?? []).Select(n => SplitNames.Canonical(n) ?? n).Distinct(StringComparer.Ordinal)],
                From = parse.GetValue(from) is { } folder ? context.FullPath(folder) : null,
                Format = parse.GetValue(format),
                ImageColumn = parse.GetValue(imageColumn),
                LabelColumn = parse.GetValue(labelColumn),
                Offline = parse.GetValue(offline),
                BaseFolder = context.Directory,
            };
            var workspace = context.Workspace(parse);
            var text = parse.GetRequiredValue(reference);
            var dataset = await References.ResolveAsync(
                text, context.Services(workspace), options.Offline ? [] : context.Searches, context.Directory, cancellation);
            if (!text.Equals(dataset.ToString(), StringComparison.OrdinalIgnoreCase))
                context.Console.Error.WriteLine($"{text} is {dataset}.");
            var result = await PullTalk.RunAsync(context, workspace, dataset, options, cancellation);
            var card = result.Card;
            var already = result.AlreadyThere ? "already there: " : "";
            context.Console.Out.WriteLine($"{card.Name}: {already}{Format.Splits(card)}; {card.Classes.Count} classes; {card.Fingerprint}");
            if (card.SkippedSamples > 0)
                context.Console.Error.WriteLine($"{Format.Count(card.SkippedSamples)} bad samples were left out.");
            if (!result.AlreadyThere)
                Glance(context, new EntryStore(workspace), card.Name, cancellation);
        });
        return command;
    }

    // What is wrong with the data itself stops no pull, but whoever pulls it should know.
    private static void Glance(CliContext context, EntryStore store, string name, CancellationToken cancellation)
    {
        using var entry = store.Open(name);
        var found = EntryChecks.Glance(entry, cancellation);
        foreach (var finding in found)
            context.Console.Error.WriteLine($"note: {finding.Message}");
        if (found.Count > 0)
            context.Console.Error.WriteLine($"See: datatools check {name}");
    }
}
