using DataTools.Imaging.Augmentation.Engine;

namespace DataTools.Imaging.Augmentation;

/// <summary>Drawn steps into as few passes as there can be.</summary>
internal static class PassCompiler
{
    // A crop of whole pixels stays inside although its corners are rounded.
    private const double Tolerance = 1e-6;

    /// <summary>
    /// Fused: neighbouring geometry is one map, across colour that leaves what is filled beyond an edge as it is; colour is
    /// one pass after it. Exact: a pass for each step.
    /// </summary>
    public static IReadOnlyList<Pass> Compile(ImageSize input, IReadOnlyList<Step> steps, EngineMode mode)
    {
        var passes = new List<Pass>();
        var points = new List<PointStep>();
        ResamplePass? pending = null;
        var size = input;
        void Flush()
        {
            if (pending is not null)
                passes.Add(pending);
            if (points.Count > 0)
                passes.Add(new PointPass([.. points], null));
            pending = null;
            points.Clear();
        }
        foreach (var step in steps)
        {
            switch (step)
            {
                case GeometryStep geometry:
                    var next = new ResamplePass(geometry.OutputToInput, size, geometry.Output, geometry.Border, geometry.Fill, geometry.Interpolation);
                    if (!MayComeBefore(next, points) || (pending is not null && Joined(pending, next) is null))
                        Flush();
                    pending = pending is null ? next : Joined(pending, next)!;
                    size = geometry.Output;
                    break;
                case PointStep point:
                    points.Add(point);
                    break;
                case AreaStep area:
                    Flush();
                    passes.Add(new AreaPass(area));
                    break;
                case NormalizeStep:
                    break;
                default:
                    throw new ArgumentException($"{step.GetType().Name} is no kind of step", nameof(steps));
            }
            if (mode == EngineMode.Exact)
                Flush();
        }
        Flush();
        if (steps.OfType<NormalizeStep>().LastOrDefault() is { } normalise)
        {
            if (passes is [.., PointPass last] && mode == EngineMode.Fused)
                passes[^1] = last with { Normalise = normalise };
            else
                passes.Add(new PointPass([], normalise));
        }
        return passes;
    }

    // Whether colour that was to come before a resample may come after it: it must not change what that one fills in.
    private static bool MayComeBefore(ResamplePass next, List<PointStep> points) =>
        points.Count == 0 || !(points.Exists(p => !p.KeepsBlack) || (next is { Border: Border.Constant, Fill: not 0 } && !IsInside(next)));

    // One pass in place of two, the second after the first; null where there is none.
    private static ResamplePass? Joined(ResamplePass first, ResamplePass second)
    {
        // What never leaves its input has any border.
        var (firstInside, secondInside) = (IsInside(first), IsInside(second));
        var (border, fill) = secondInside ? (first.Border, first.Fill) : (second.Border, second.Fill);
        if (!firstInside && !secondInside && (first.Border, first.Fill) != (second.Border, second.Fill))
            return null;
        if (first.Interpolation != second.Interpolation && !IsWhole(first) && !IsWhole(second))
            return null;
        // Beyond the first one's picture may lie its horizon, and behind that the picture again, upside down.
        return first.Map.After(second.Map) is { } map && Bounds.Of(new Route(map), second.Output) is not null
            ? new(map, first.Input, second.Output, border, fill, IsWhole(second) ? first.Interpolation : second.Interpolation)
            : null;
    }

    private static bool IsInside(ResamplePass pass)
    {
        if (pass.Map.Displacement is not null || !pass.Map.First.IsAffine)
            return false;
        var (w, h) = (pass.Output.Width, pass.Output.Height);
        (double X, double Y)[] corners = [(0, 0), (w, 0), (0, h), (w, h)];
        return Array.TrueForAll(corners, c => pass.Map.Apply(c.X, c.Y) is var (x, y)
            && x >= -Tolerance && y >= -Tolerance && x <= pass.Input.Width + Tolerance && y <= pass.Input.Height + Tolerance);
    }

    // Crops and flips of whole pixels: no value is made between pixels.
    private static bool IsWhole(ResamplePass pass) => pass.Map is { Displacement: null, First: { IsAxisAligned: true } map }
        && Math.Abs(map.A) == 1 && Math.Abs(map.E) == 1 && map.C == Math.Round(map.C) && map.F == Math.Round(map.F);
}
