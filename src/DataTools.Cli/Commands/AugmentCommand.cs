using System.CommandLine;
using DataTools.Catalog;
using DataTools.Catalog.Derived;
using DataTools.Catalog.Storage;
using DataTools.Cli.Output;
using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Codecs;

namespace DataTools.Cli.Commands;

/// <summary><c>datatools augment NAME --policy P --copies N --seed S --as NEW</c>, and what shows a policy at work.</summary>
internal static class AugmentCommand
{
    public static Command Create(CliContext context)
    {
        var name = CommonOptions.EntryArgument();
        var policy = Policy();
        var copies = CommonOptions.Of("--copies", 1, "Augmented copies of each training image, beside the original", "N");
        var balance = new Option<bool>("--balance") { Description = "More copies of the images of small classes, until all classes are as many as the largest with its copies (--copies 0: with none)" };
        var seed = Seed();
        var format = new Option<PictureFormat>("--format") { Description = "How copies are written: png (without loss), jpeg or webp", HelpName = "FORMAT" };
        format.CustomParser = argument => argument.Tokens[0].Value switch { "jpeg" => PictureFormat.Jpeg, "webp" => PictureFormat.Webp, _ => PictureFormat.Png };
        format.AcceptOnlyFromAmong("png", "jpeg", "webp");
        var quality = CommonOptions.Optional<int>("--quality", "Of jpeg and webp, 1 to 100 (default: 95)", "N");
        var visible = CommonOptions.Of("--min-visible", AnnotationMap.DefaultMinVisible, "Drop objects of which less than this share stays in the picture", "SHARE");
        var shard = CommonOptions.Optional("--shard", "Write the i-th of n parts only; `datatools merge` puts them together", "i/n");
        var target = CommonOptions.Optional("--as", "Name of the new entry (default: NAME-augmented; of a part NAME-augmented-iofn)", "NEW");
        var decoder = Decoder();
        var threads = CommonOptions.Optional<int>("--threads", "Threads; they change the speed and nothing else (default: one a core)", "N");
        var command = new Command("augment", "Write an augmented copy of an entry as a new entry; boxes, masks and keypoints go with the pixels.")
        {
            name, policy, copies, balance, seed, format, quality, visible, shard, target, decoder, threads,
            AugmentPreviewCommand.Create(context), AugmentExplainCommand.Create(context), AugmentBenchCommand.Create(context), AugmentImportCommand.Create(context),
        };
        command.SetAction((parse, cancellation) =>
        {
            var parent = parse.GetRequiredValue(name);
            var part = Shard(parse.GetValue(shard));
            var into = parse.GetValue(target) ?? $"{parent}-augmented{(part is { } p ? $"-{p.Index}of{p.Count}" : "")}";
            var request = new AugmentRequest(
                parent, AugmentationPolicy.Load(parse.GetRequiredValue(policy), context.Directory), parse.GetValue(copies),
                parse.GetValue(seed), into, parse.GetValue(threads) ?? Environment.ProcessorCount, CliContext.Tool)
            {
                Balance = parse.GetValue(balance),
                Format = parse.GetValue(format),
                Quality = parse.GetValue(quality),
                MinVisible = parse.GetValue(visible),
                Shard = part,
                Decoder = parse.GetValue(decoder),
            };
            AugmentResult result;
            using (var line = context.Progress())
            {
                result = EntryAugmenter.Augment(
                    context.Store(parse), request, context.Time, new CountReporter(line, "augmenting"), there => line.Write(Text(there)), cancellation);
            }
            var (card, counts) = result;
            context.Console.Out.WriteLine($"{card.Name}: {Format.Splits(card)}; {(part is null ? "" : $"part {part} of what is ")}made from {parent}; {card.Fingerprint}");
            Tell(context.Console, counts, request.MinVisible);
            return Task.FromResult(ExitCodes.Success);
        });
        return command;
    }

    public static Option<string> Policy() =>
        CommonOptions.Of("--policy", "standard", $"A preset ({string.Join(", ", AugmentationPolicy.Presets)}) or a YAML file", "POLICY");

    public static Option<ulong> Seed() => CommonOptions.Of("--seed", 0UL, "Decides about every draw", "N");

    public static Option<JpegDecoder> Decoder()
    {
        var decoder = new Option<JpegDecoder>("--decoder") { Description = "What decodes JPEG: managed (ours for baseline images, only what is looked at) or skia (SkiaSharp for all)", HelpName = "DECODER" };
        decoder.CustomParser = argument => argument.Tokens[0].Value == "skia" ? JpegDecoder.Skia : JpegDecoder.Managed;
        decoder.AcceptOnlyFromAmong("managed", "skia");
        return decoder;
    }

    private static ShardNumber? Shard(string? text) => text is null ? null : ShardNumber.Parse(text)
        ?? throw new InvalidInputException($"--shard {text}: not a part such as 2/8, the second of eight");

    private static string Text(Resumption there) =>
        $"going on: {(there.Shards == 1 ? "1 file" : $"{Format.Count(there.Shards)} files")} with {Format.Count(there.Samples)} of {Format.Count(there.Total)} samples {(there.Shards == 1 ? "is" : "are")} there";

    private static void Tell(CliConsole console, AnnotationCounts counts, double minVisible)
    {
        if (counts.Objects == 0)
            return;
        console.Error.WriteLine($"Of {Format.Count(counts.Objects)} objects in copies, {Format.Count(counts.Clipped)} were cut by an edge, and {Format.Count(counts.Dropped)} of which less than {Format.Percent(minVisible)} stayed were dropped.");
        if (counts.Hidden > 0)
            console.Error.WriteLine($"Keypoints that went out of the picture: {Format.Count(counts.Hidden)}; they are not labelled there.");
        if (counts.Unpaired > 0)
            console.Error.WriteLine($"Objects in mirrored copies whose keypoints keep their order, since no names say left and right: {Format.Count(counts.Unpaired)}.");
    }
}
