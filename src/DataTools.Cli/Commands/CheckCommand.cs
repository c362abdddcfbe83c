using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Storage;
using DataTools.Cli.Output;
using DataTools.Cli.Reports;
using DataTools.Imaging.Checks;

namespace DataTools.Cli.Commands;

/// <summary><c>datatools check NAME [--fail-on ...] [--sheet FOLDER] [--fix FIX --as NEW]</c></summary>
internal static class CheckCommand
{
    private const string Never = "never";
    private const int Shown = 3;

    public static Command Create(CliContext context)
    {
        var name = CommonOptions.EntryArgument();
        var failOn = CommonOptions.Several("--fail-on", "error, warning, note, never, or the name of a check: what makes the exit code 8 (default: error)", "WHAT");
        var noNear = new Option<bool>("--no-near") { Description = "Do not look for images that look alike (faster)" };
        var sheet = CommonOptions.Optional("--sheet", "Draw contact sheets of what was found into this folder", "FOLDER");
        var fix = CommonOptions.Several("--fix", $"Write a new entry without it: {string.Join(", ", EntryFixer.Fixes)}", "FIX");
        var target = CommonOptions.Optional("--as", "Name of the new entry (default: NAME-fixed)", "NEW");
        var threads = CommonOptions.Optional<int>("--threads", "Threads (default: one a core)", "N");
        var format = CommonOptions.Format();
        var command = new Command("check", "Find out what is wrong with an entry: damaged images, duplicates, leaks between splits, labels, classes, boxes.")
        {
            name, failOn, noNear, sheet, fix, target, threads, format,
        };
        command.SetAction((parse, cancellation) =>
        {
            var limits = Limits(parse.GetValue(failOn) ?? []);
            var store = context.Store(parse);
            using var entry = store.Open(parse.GetRequiredValue(name));
            var newName = parse.GetValue(target) ?? $"{entry.Card.Name}-fixed";
            string[] fixes = parse.GetValue(fix) ?? [];
            if (fixes.Length > 0)
                EntryFixer.CheckAsked(store, fixes, newName);
            CheckReport report;
            using (var line = context.Progress())
            {
                var total = entry.Splits.Sum(s => s.Count);
                report = EntryChecks.Run(
                    entry, !parse.GetValue(noNear), parse.GetValue(threads) ?? Environment.ProcessorCount,
                    new Reporter(line, total), cancellation);
            }
            if (parse.GetValue(format) == CommonOptions.Json)
                context.Console.Out.WriteLine(JsonSerializer.Serialize(report, CatalogJson.Options));
            else
                Write(context.Console, report);
            if (parse.GetValue(sheet) is { } folder)
                Sheets(context, entry, report, folder);
            if (fixes.Length > 0)
            {
                var card = EntryFixer.Fix(store, entry, report, fixes, !parse.GetValue(noNear), newName, context.Time, CliContext.Tool, cancellation);
                context.Console.Error.WriteLine($"{card.Name}: {Format.Splits(card)}; made from {entry.Card.Name}; {card.Fingerprint}");
            }
            return Task.FromResult(report.Findings.Any(f => limits(f)) ? ExitCodes.Found : ExitCodes.Success);
        });
        return command;
    }

    private static Func<CheckFinding, bool> Limits(string[] asked)
    {
        string[] severities = ["note", "warning", "error"];
        var known = EntryChecks.Names.Select(n => n.Name).Concat(severities).Append(Never).ToList();
        if (asked.FirstOrDefault(a => !known.Contains(a)) is { } unknown)
            throw new InvalidInputException($"--fail-on {unknown}: there is no such check", Catalog.Text.DidYouMean.Hint(unknown, known, "There are"));
        if (asked.Length == 0)
            asked = ["error"];
        return f => asked.Any(a => a == f.Check || (Array.IndexOf(severities, a) is >= 0 and var least && (int)f.Severity >= least));
    }

    private static void Write(CliConsole console, CheckReport report)
    {
        foreach (var s in report.Statistics)
        {
            console.Out.WriteLine(
                $"{s.Split}: {Format.Count(s.Images)} images ({string.Join(", ", s.Encodings.Select(e => $"{Format.Count(e.Value)} {e.Key}"))}; {Format.Count(s.Gray)} grayscale), " +
                (s.Images == 0 ? "nothing to measure" : $"{Range(s.Widths)} x {Range(s.Heights)} pixels, mean {Numbers(s.Mean)}, std {Numbers(s.Std)}"));
        }
        if (report.Findings.Count == 0)
        {
            console.Out.WriteLine("Nothing is wrong.");
            return;
        }
        console.Out.WriteLine();
        foreach (var finding in report.Findings)
        {
            console.Out.WriteLine($"{finding.Severity.ToString().ToLowerInvariant(),-8} {finding.Check,-18} {finding.Message}");
            foreach (var i in finding.Instances.Take(Shown))
                console.Out.WriteLine($"{"",-27} - {i.Sample}{(i.Other is { } other ? $" = {other}" : "")}{(i.Detail is { } detail ? $": {detail}" : "")}");
            if (finding.Instances.Count > Shown)
                console.Out.WriteLine($"{"",-27} - and {Format.Count(finding.Instances.Count - Shown)} more (--format json lists all)");
        }
    }

    private static string Range(IReadOnlyList<int> range) => range[0] == range[2] ? $"{range[0]}" : $"{range[0]}-{range[2]}";

    private static string Numbers(IReadOnlyList<double> values) => string.Join(' ', values.Select(v => v.ToString("F4", CultureInfo.InvariantCulture)));

    private static void Sheets(CliContext context, Entry entry, CheckReport report, string folder)
    {
        var path = context.FullPath(folder);
        foreach (var finding in report.Findings.Where(f => f.Check != "undecodable" && f.Instances.Count > 0))
        {
            var file = Path.Combine(path, $"{entry.Card.Name}-{finding.Check}.png");
            StorageFaults.Explain(path, () =>
            {
                Directory.CreateDirectory(path);
                AtomicFile.WriteAllBytes(file, EntrySheet.Found(entry, finding));
            });
            context.Console.Error.WriteLine($"Contact sheet: {file}");
        }
    }

    private sealed class Reporter(ProgressLine line, int total) : IProgress<long>
    {
        public void Report(long value) => line.Update(() => value < total
            ? $"checking: {Format.Count(value)} of {Format.Count(total)} images read"
            : "checking: comparing images");
    }
}
