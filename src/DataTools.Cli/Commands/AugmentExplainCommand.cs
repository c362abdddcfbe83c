using System.CommandLine;
using System.Globalization;
using DataTools.Catalog;
using DataTools.Cli.Output;
using DataTools.Imaging.Augmentation;

namespace DataTools.Cli.Commands;

/// <summary><c>datatools augment explain POLICY [--size WxH]</c></summary>
internal static class AugmentExplainCommand
{
    private const int Tries = 64, LargestSide = 65_535;

    public static Command Create(CliContext context)
    {
        var policy = new Argument<string>("POLICY") { Description = $"A preset ({string.Join(", ", AugmentationPolicy.Presets)}) or a YAML file" };
        var size = CommonOptions.Of("--size", "500x375", "The image's width and height in pixels", "WxH");
        var seed = AugmentCommand.Seed();
        var view = CommonOptions.Optional<int>("--view", $"The view to explain (default: of the first {Tries} the one in which most is done)", "N");
        var command = new Command("explain", "Show what a policy is compiled into: the passes over the pixels, what went into each, memory and what must be decoded.") { policy, size, seed, view };
        command.SetAction(parse =>
        {
            var name = parse.GetRequiredValue(policy);
            var operations = AugmentationPolicy.Load(name, context.Directory);
            var input = Size(parse.GetRequiredValue(size));
            var chosen = parse.GetValue(view);
            if (chosen < 0)
                throw new InvalidInputException($"--view {chosen}: 0 or more");
            AugmentationPlan Draw(int v) => operations.Draw(input, parse.GetValue(seed), 0, (uint)v);
            var number = chosen ?? Enumerable.Range(0, Tries).MaxBy(v => Draw(v).Steps.Count);
            Write(context.Console, name, number, Draw(number));
        });
        return command;
    }

    private static ImageSize Size(string text) =>
        text.Split('x') is [var w, var h] && int.TryParse(w, NumberStyles.None, CultureInfo.InvariantCulture, out var width)
        && int.TryParse(h, NumberStyles.None, CultureInfo.InvariantCulture, out var height) && width is >= 1 and <= LargestSide && height is >= 1 and <= LargestSide
            ? new(width, height)
            : throw new InvalidInputException($"--size {text}: not a width and height in pixels, such as 500x375");

    private static void Write(CliConsole console, string name, int view, AugmentationPlan plan)
    {
        var explained = PlanExplanation.Of(plan);
        console.Out.WriteLine($"{name}, view {view}: {plan.Input} to {plan.Output}, {plan.Mode.ToString().ToLowerInvariant()}");
        console.Out.WriteLine();
        console.Out.WriteLine("Drawn:");
        var steps = plan.DescribeSteps();
        foreach (var (i, step) in steps.Index())
            console.Out.WriteLine($"  {i + 1}  {step}");
        if (steps.Count == 0)
            console.Out.WriteLine("  nothing: the image as it is");
        console.Out.WriteLine();
        console.Out.WriteLine("Passes over the pixels:");
        foreach (var (i, pass) in explained.Passes.Index())
            console.Out.WriteLine($"  {i + 1}  {Of(pass.Pass)}: {string.Join(", ", pass.Steps.Select(s => steps[s]))}  (of {string.Join(", ", pass.Steps.Select(s => s + 1))})");
        if (explained.Passes.Count == 0)
            console.Out.WriteLine("  none but to floats");
        console.Out.WriteLine();
        console.Out.WriteLine($"Decoded     {(explained.Region is { } region ? $"{region} of {plan.Input}{(explained.Shrink > 1 ? $" at 1/{explained.Shrink}" : "")}, where the file is a JPEG" : $"all of {plan.Input}")}");
        console.Out.WriteLine($"Source      {Format.Bytes(explained.SourceBytes)} as RGB");
        console.Out.WriteLine($"Working     {Format.Bytes(explained.PlaneBytes)} as floats");
        console.Out.WriteLine($"Result      {Format.Bytes(explained.ResultBytes)} as floats");
    }

    private static string Of(Pass pass) => pass switch
    {
        ResamplePass r => $"resample {r.Input} to {r.Output}, {r.Interpolation.ToString().ToLowerInvariant()}, beyond the edge {Of(r.Border, r.Fill)}",
        PointPass => "colour",
        AreaPass => "area",
        _ => pass.GetType().Name,
    };

    private static string Of(Border border, float fill) => border switch
    {
        Border.Constant => fill == 0 ? "black" : string.Create(CultureInfo.InvariantCulture, $"{fill:0.###}"),
        Border.Reflect => "mirrored",
        _ => "the edge",
    };
}
