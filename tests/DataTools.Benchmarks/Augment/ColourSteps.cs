using System.Diagnostics;
using DataTools.Catalog.Randomness;
using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Augmentation.Area;
using DataTools.Imaging.Augmentation.Engine.Colour;

namespace DataTools.Benchmarks.Augment;

/// <summary>
/// Microseconds that each colour and area step takes on 224 x 224 x 3 on one thread; point steps beside the same
/// definition written plainly, one pixel after the other, timed in turns with ours.
/// </summary>
internal static class ColourSteps
{
    private const int Side = 224, Area = Side * Side, Rounds = 61;

    private static readonly NormalizeStep ImageNet = new([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]);

    public static void Run(Report report)
    {
        var source = new float[3 * Area];
        var random = new RandomStream(1);
        for (var i = 0; i < source.Length; i++)
            source[i] = (float)random.NextDouble();
        ColourStep Step(ColourKind kind, float factor) => new(kind, factor);
        ColourStep[] single =
        [
            Step(ColourKind.Brightness, 1.2f), Step(ColourKind.Contrast, 0.8f), Step(ColourKind.Saturation, 1.3f), Step(ColourKind.Hue, 0.08f), Step(ColourKind.Gamma, 0.8f),
            Step(ColourKind.Grayscale, 1), Step(ColourKind.Invert, 1), Step(ColourKind.Solarize, 0.5f), Step(ColourKind.Posterize, 4),
        ];
        foreach (var step in single)
            Point(report, $"{step.Kind}", source, new([step], null));
        Point(report, "normalise", source, new([], ImageNet));
        Point(report, "jitter (brightness, contrast, saturation, hue) and normalise", source, new(single[..4], ImageNet));
        AreaStep[] areas =
        [
            new AutoContrastStep(), new EqualizeStep(), new ClaheStep(3), new SharpnessStep(2), new GaussianBlurStep(1), new GaussianBlurStep(3), new MotionBlurStep(9, 30),
            new GaussianNoiseStep(0.1f, 3), new JpegStep(75), new DownscaleStep(0.5f), new EraseStep([new(40, 40, 90, 90)], [0]), new EraseStep([new(40, 40, 90, 90)], [], 1),
            new GridMaskStep(32, 0.5f, 0, 0), new GridMaskStep(32, 0.5f, 0, 0, 20),
        ];
        var planes = new float[source.Length];
        foreach (var step in areas)
            report.Row(Name(step), Median(source, planes, () => step.Apply(new(planes, 3, new(Side, Side)))), "us");
    }

    private static void Point(Report report, string what, float[] source, PointPass pass)
    {
        var planes = new float[source.Length];
        var (ours, plain) = (new List<double>(), new List<double>());
        Warm(source, planes, () => PointWalk.Run(pass, new(planes, 3, new(Side, Side)), exact: false));
        Warm(source, planes, () => Plain(pass, planes));
        for (var i = 0; i < Rounds * 5; i++)
        {
            source.CopyTo(planes, 0);
            ours.Add(Report.Once(() => PointWalk.Run(pass, new(planes, 3, new(Side, Side)), exact: false)));
            if (i % 5 != 0)
                continue;
            source.CopyTo(planes, 0);
            plain.Add(Report.Once(() => Plain(pass, planes)));
        }
        report.Row(what, ours.Order().ElementAt(ours.Count / 2) * 1e6, "us", plain.Order().ElementAt(plain.Count / 2) * 1e6, "one pixel after the other");
    }

    // Until the compiler has done its best.
    private static void Warm(float[] source, float[] planes, Action action)
    {
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start).TotalSeconds < 0.4;)
        {
            source.CopyTo(planes, 0);
            action();
        }
    }

    private static double Median(float[] source, float[] planes, Action action)
    {
        Warm(source, planes, action);
        var times = new List<double>();
        for (var i = 0; i < Rounds; i++)
        {
            source.CopyTo(planes, 0);
            times.Add(Report.Once(action));
        }
        return times.Order().ElementAt(Rounds / 2) * 1e6;
    }

    // Step after step over the whole picture, as one would write it.
    private static void Plain(PointPass pass, float[] p)
    {
        foreach (var step in pass.Steps.Cast<ColourStep>())
        {
            var (f, sum) = (step.Factor, 0.0);
            for (var i = 0; step.Kind == ColourKind.Contrast && i < Area; i++)
                sum += Gray(p, i);
            var mean = (float)(sum / Area) * (1 - f);
            for (var i = 0; i < Area; i++)
            {
                var (r, g, b) = (p[i], p[Area + i], p[(2 * Area) + i]);
                var gray = step.Kind == ColourKind.Contrast ? mean : Gray(p, i) * (1 - f);
                (p[i], p[Area + i], p[(2 * Area) + i]) = step.Kind switch
                {
                    ColourKind.Hue => Turned(r, g, b, f),
                    ColourKind.Contrast or ColourKind.Saturation => (Clamp((r * f) + gray), Clamp((g * f) + gray), Clamp((b * f) + gray)),
                    ColourKind.Grayscale => (Gray(p, i), Gray(p, i), Gray(p, i)),
                    _ => (One(step, r), One(step, g), One(step, b)),
                };
            }
        }
        for (var i = 0; pass.Normalise is { } n && i < p.Length; i++)
            p[i] = (p[i] - (float)n.Mean[i / Area]) / (float)n.Std[i / Area];
    }

    private static string Name(AreaStep step) => step is EraseStep erase ? $"EraseStep, {(erase.NoiseKey is null ? "filled" : "noise")}" : $"{step}";

    private static float One(ColourStep step, float v) => step.Kind switch
    {
        ColourKind.Brightness => Clamp(v * step.Factor),
        ColourKind.Gamma => MathF.Pow(v, step.Factor),
        ColourKind.Invert => 1 - v,
        ColourKind.Solarize => v >= step.Factor ? 1 - v : v,
        _ => ((int)((v * 255) + 0.5f) >> (8 - (int)step.Factor) << (8 - (int)step.Factor)) / 255f,
    };

    private static (float R, float G, float B) Turned(float r, float g, float b, float turns)
    {
        var (v, least) = (MathF.Max(r, MathF.Max(g, b)), MathF.Min(r, MathF.Min(g, b)));
        var c = v - least;
        if (c == 0)
            return (r, g, b);
        var h = (v == r ? (g - b) / c : v == g ? 2 + ((b - r) / c) : 4 + ((r - g) / c)) + (turns * 6);
        h -= 6 * MathF.Floor(h / 6);
        var f = h - MathF.Floor(h);
        var (down, up) = (v - (c * f), least + (c * f));
        return (int)h switch
        {
            0 => (v, up, least),
            1 => (down, v, least),
            2 => (least, v, up),
            3 => (least, down, v),
            4 => (up, least, v),
            _ => (v, least, down),
        };
    }

    private static float Gray(float[] p, int i) => (0.299f * p[i]) + (0.587f * p[Area + i]) + (0.114f * p[(2 * Area) + i]);

    private static float Clamp(float value) => MathF.Min(1, MathF.Max(0, value));
}
