using System.CommandLine;
using System.Globalization;
using DataTools.Catalog;
using DataTools.Catalog.Storage;
using DataTools.Cli.Output;
using DataTools.Cli.Reports;
using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Codecs;
using DataTools.Imaging.Pixels;

namespace DataTools.Cli.Commands;

/// <summary><c>datatools augment bench [NAME] --policy P --threads N --seconds S</c></summary>
internal static class AugmentBenchCommand
{
    private const int MostImages = 256;

    public static Command Create(CliContext context)
    {
        var name = new Argument<string?>("NAME") { Description = "An entry whose images are taken (default: made ones of 500 x 375, as JPEG)", Arity = ArgumentArity.ZeroOrOne };
        var policy = AugmentCommand.Policy();
        var threads = CommonOptions.Optional<int>("--threads", "Threads (default: one a core)", "N");
        var seconds = CommonOptions.Of("--seconds", 6.0, "How long to measure", "S");
        var decoder = AugmentCommand.Decoder();
        var command = new Command("bench", "Measure how fast a policy is on this machine: images a second, time of each stage, memory.") { name, policy, decoder, threads, seconds };
        command.SetAction((parse, cancellation) =>
        {
            var (workers, duration) = (parse.GetValue(threads) ?? Environment.ProcessorCount, parse.GetValue(seconds));
            if (workers is < 1 or > 1024 || !(duration is > 0 and <= 3600))
                throw new InvalidInputException($"--threads {workers}, --seconds {duration.ToString(CultureInfo.InvariantCulture)}: 1 to 1024 threads, up to 3600 seconds");
            var operations = AugmentationPolicy.Load(parse.GetRequiredValue(policy), context.Directory);
            var images = parse.GetValue(name) is { } entry ? Taken(context.Store(parse), entry) : Made();
            var result = AugmentBench.Run(
                operations, images, workers, TimeSpan.FromSeconds(duration), PictureFormat.Png, 100, parse.GetValue(decoder), TimeProvider.System, cancellation);
            Write(context.Console, parse.GetRequiredValue(policy), images.Count, workers, result);
            return Task.FromResult(ExitCodes.Success);
        });
        return command;
    }

    private static List<byte[]> Taken(EntryStore store, string name)
    {
        using var entry = store.Open(name);
        var split = entry.FindSplit(SplitNames.Train) ?? entry.Splits[0];
        List<byte[]> images = [.. EntrySheet.Spread(split, MostImages).Select(i => split.Image(i).ToArray())];
        return images.Count > 0 ? images : throw new InvalidInputException($"{name} has no images in {split.Name}");
    }

    // Smooth with some grain: compressed about as well as photos are.
    private static List<byte[]> Made() =>
    [
        .. Enumerable.Range(0, 16).Select(seed =>
        {
            var (image, random) = (new PixelImage(500, 375, 3), new Catalog.Randomness.RandomStream((ulong)seed));
            for (var i = 0; i < image.Pixels.Length; i++)
            {
                var (x, y) = (i / 3 % 500, i / 1500);
                image.Pixels[i] = (byte)(128 + (70 * Math.Sin((x * 0.02 * (1 + (seed % 5))) + (i % 3))) + (40 * Math.Cos(y * 0.05)) + random.NextInt(16));
            }
            return ImageCodec.EncodeJpeg(image, 90);
        }),
    ];

    private static void Write(CliConsole console, string policy, int images, int threads, BenchResult result)
    {
        void Line(string what, string value) => console.Out.WriteLine($"{what,-28}{value,14}");
        static string Micro(double value) => string.Create(CultureInfo.InvariantCulture, $"{value:N0} us");
        console.Out.WriteLine($"{policy} on {Format.Count(images)} images in memory, {threads} thread{(threads == 1 ? "" : "s")}");
        Line("encoded to planes", $"{Format.Count((long)result.Images)} img/s");
        console.Out.WriteLine("One image on one thread:");
        Line("  decode what is needed", Micro(result.Decode));
        Line("  (all of it)", Micro(result.DecodeWhole));
        Line("  geometry", Micro(result.Geometry));
        Line("  colour and area", Micro(result.Colour));
        Line("  write as png", Micro(result.Write));
        Line("  allocated, pixels to planes", Format.Bytes(result.AllocatedKernel));
        Line("  allocated, all", Format.Bytes(result.AllocatedAll));
    }
}
