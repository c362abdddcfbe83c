using System.CommandLine;
using System.Text.Json;
using DataTools.Catalog;
using DataTools.Catalog.Annotations;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Storage;
using DataTools.Cli.Output;
using DataTools.Cli.Reports;
using DataTools.Connectors;

namespace DataTools.Cli.Commands;

/// <summary><c>datatools show NAME [--grid FILE.png]</c></summary>
internal static class ShowCommand
{
    // Objects need more room than a picture alone.
    private static readonly (int Columns, int Rows, int Cell) Plain = (10, 6, 96), WithObjects = (6, 4, 240);

    public static Command Create(CliContext context)
    {
        var name = CommonOptions.EntryArgument();
        var format = CommonOptions.Format();
        var grid = CommonOptions.Optional("--grid", "Also draw a contact sheet with labels, boxes and masks into this PNG file", "FILE.png");
        var command = new Command("show", "Show an entry: its card, classes, and counts per split and class.") { name, grid, format };
        command.SetAction(parse =>
        {
            using var entry = context.Store(parse).Open(parse.GetRequiredValue(name));
            if (parse.GetValue(format) == CommonOptions.Json)
                context.Console.Out.WriteLine(JsonSerializer.Serialize(entry.Card, CatalogJson.Options));
            else
                WriteCard(context.Console, entry.Card);
            if (parse.GetValue(grid) is { } file)
            {
                var path = context.FullPath(file);
                var (columns, rows, cell) = (entry.Card.Annotations & (AnnotationKinds.Objects | AnnotationKinds.Segmentation)) == AnnotationKinds.None ? Plain : WithObjects;
                StorageFaults.Explain(path, () => AtomicFile.WriteAllBytes(path, EntrySheet.Samples(entry, FirstWithSamples(entry), columns, rows, cell)));
                context.Console.Error.WriteLine($"Contact sheet: {path}");
            }
        });
        return command;
    }

    private static EntrySplit FirstWithSamples(Entry entry) => entry.Splits.FirstOrDefault(s => s.Count > 0)
        ?? throw new InvalidInputException($"{entry.Card.Name} has no samples to draw");

    private static void WriteCard(CliConsole console, DatasetCard card)
    {
        void Line(string label, string? value)
        {
            if (!string.IsNullOrEmpty(value))
                console.Out.WriteLine($"{label,-12} {value}");
        }
        Line("Entry", card.Title is { } title && title != card.Name ? $"{card.Name} ({title})" : card.Name);
        Line("Source", card.Source);
        Line("Revision", card.Revision);
        Line("Pull again", References.PullAgain(card));
        for (var step = card.Parent; step is not null; step = step.Card.Parent)
        {
            Line("Made from", $"{step.Card.Name} by {step.Operation}");
            foreach (var line in step.Options.SelectMany(o => $"{o.Key}: {o.Value.TrimEnd()}".Split('\n')))
                Line("", $"  {line}");
        }
        Line("Licence", card.License ?? "unknown");
        Line("Homepage", card.Homepage);
        Line("Citation", card.Citation);
        Line("Fingerprint", card.Fingerprint);
        Line("Written", $"{card.CreatedAt:yyyy-MM-dd HH:mm} UTC by {card.Tool}");
        if (card.SkippedSamples > 0)
            Line("Left out", $"{Format.Count(card.SkippedSamples)} bad samples");
        Line("Size", $"{Format.Bytes(card.Splits.Sum(s => s.Bytes))} of images");

        // Images of each class; where an image may show several, each of them counts it. Beside them the objects.
        static IEnumerable<string> Cells(SplitCard split, int c) => split.ObjectCounts is { } objects
            ? [Format.Count((split.LabelCounts ?? split.ClassCounts)[c]), Format.Count(objects[c])]
            : [Format.Count((split.LabelCounts ?? split.ClassCounts)[c])];
        static IEnumerable<string> Heads(SplitCard split) => split.ObjectCounts is null ? [$"{split.Name}>"] : [$"{split.Name}>", "objects>"];
        var table = Tables.Of(["Class", .. card.Splits.SelectMany(Heads)]);
        for (var c = 0; c < card.Classes.Count; c++)
            table.Row([card.Classes[c], .. card.Splits.SelectMany(s => Cells(s, c))]);
        if (card.Splits.Any(s => s is { Unlabelled: > 0, LabelCounts: null }))
            table.Row(["(no label)", .. card.Splits.SelectMany(s => Pair(s, s.Unlabelled, null))]);
        table.Row(["Total", .. card.Splits.SelectMany(s => Pair(s, s.Samples, s.ObjectCounts?.Sum()))]);
        console.Write(table);
    }

    private static IEnumerable<string> Pair(SplitCard split, int images, int? objects) =>
        split.ObjectCounts is null ? [Format.Count(images)] : [Format.Count(images), objects is { } count ? Format.Count(count) : ""];
}
