using System.CommandLine;
using System.Text;
using DataTools.Catalog;
using DataTools.Catalog.Storage;
using DataTools.Cli.Reports;
using DataTools.Imaging.Augmentation;

namespace DataTools.Cli.Commands;

/// <summary><c>datatools augment preview NAME --policy P --samples 8 --views 6 --out FILE.png|html</c></summary>
internal static class AugmentPreviewCommand
{
    private const int MostSamples = 100, MostViews = 50;

    public static Command Create(CliContext context)
    {
        var name = CommonOptions.EntryArgument();
        var policy = AugmentCommand.Policy();
        var samples = CommonOptions.Of("--samples", 8, "Samples, spread over the split: a row each", "N");
        var views = CommonOptions.Of("--views", 6, "Views of each sample, behind the original", "N");
        var split = CommonOptions.Of("--split", SplitNames.Train, "The split to draw from", "SPLIT");
        var seed = AugmentCommand.Seed();
        var cell = CommonOptions.Of("--cell", 160, "The longer side of each picture, in pixels", "PIXELS");
        var decoder = AugmentCommand.Decoder();
        var output = new Option<string>("--out") { Description = "Where to write: FILE.png, or FILE.html, a page in one file", HelpName = "FILE", Required = true };
        var command = new Command("preview", "Draw what a policy makes of samples of an entry, with what was drawn, boxes and masks.") { name, policy, samples, views, split, seed, cell, decoder, output };
        command.SetAction(parse =>
        {
            var (rows, columns, pixels) = (parse.GetValue(samples), parse.GetValue(views), parse.GetValue(cell));
            var path = context.FullPath(parse.GetRequiredValue(output));
            var html = Path.GetExtension(path).Equals(".html", StringComparison.OrdinalIgnoreCase);
            Check(rows, columns, pixels, path, html);
            var operations = AugmentationPolicy.Load(parse.GetRequiredValue(policy), context.Directory);
            using var entry = context.Store(parse).Open(parse.GetRequiredValue(name));
            var preview = AugmentPreview.Draw(entry, entry.Split(parse.GetRequiredValue(split)), operations, parse.GetValue(seed), rows, columns, pixels, parse.GetValue(decoder));
            var bytes = html ? Encoding.UTF8.GetBytes(preview.ToHtml($"{entry.Card.Name} under {parse.GetValue(policy)}", operations)) : preview.ToPng(pixels);
            StorageFaults.Explain(path, () => AtomicFile.WriteAllBytes(path, bytes));
            context.Console.Out.WriteLine($"{preview.Rows.Count} samples, {columns} views of each: {path}");
        });
        return command;
    }

    private static void Check(int samples, int views, int cell, string path, bool html)
    {
        var faults = new List<string>();
        if (samples is < 1 or > MostSamples)
            faults.Add($"--samples {samples}: 1 to {MostSamples}");
        if (views is < 1 or > MostViews)
            faults.Add($"--views {views}: 1 to {MostViews}");
        if (cell is < 16 or > 1024)
            faults.Add($"--cell {cell}: 16 to 1024");
        if (!html && !Path.GetExtension(path).Equals(".png", StringComparison.OrdinalIgnoreCase))
            faults.Add($"--out {path}: neither .png nor .html");
        if (faults.Count > 0)
            throw new InvalidInputException(string.Join(Environment.NewLine, faults));
    }
}
