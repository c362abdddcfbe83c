using DataTools.Imaging.Augmentation.Area;
using DataTools.Imaging.Codecs;

namespace DataTools.Imaging.Augmentation;

/// <summary>What is wrong with steps that come from outside: what no operation would draw and the engine does not expect.</summary>
internal static class PlanFaults
{
    /// <summary>The first fault, or null.</summary>
    public static string? Of(ImageSize input, IReadOnlyList<Step> steps)
    {
        if (!IsPicture(input))
            return $"a picture of {input} pixels";
        for (var i = 0; i < steps.Count; i++)
        {
            if (steps[i] is NormalizeStep && i < steps.Count - 1)
                return "normalisation is not the last step";
            if (Of(steps[i], inChain: false) is { } fault)
                return $"step {i + 1} ({PlanJson.NameOf(steps[i])}): {fault}";
        }
        return null;
    }

    private static string? Of(Step? step, bool inChain) => step switch
    {
        null => "no step",
        GeometryStep g => Geometry(g),
        ColourStep c => Finite(c.Factor),
        ColourMatrixStep m => m.Matrix.Count != 9 || m.Offset.Count != 3 ? "9 numbers and 3 are expected" : Finite([.. m.Matrix, .. m.Offset]),
        NormalizeStep n => inChain ? "normalisation in a chain"
            : n.Mean.Count is not (1 or 3) || n.Std.Count != n.Mean.Count || n.Std.Any(s => s <= 0) ? "one mean and one deviation above 0 a channel are expected"
            : Finite([.. n.Mean, .. n.Std]),
        EraseStep e => e.Fill.Count is not (1 or 3) ? "1 or 3 values are expected" : Finite([.. e.Fill]),
        GridMaskStep { Cell: < 1 } => "a cell of no pixels",
        GridMaskStep g => g.Ratio is >= 0 and <= 1 && g.Fill is >= 0 and <= 1 ? Finite(g.Angle) : "ratio and fill are in [0, 1]",
        GaussianBlurStep b => b.Sigma is > 0 and <= GaussianBlurStep.MaximalSigma && (b.Kernel == 0 || (b.Kernel is > 0 and <= GaussianBlurStep.MaximalKernel && b.Kernel % 2 == 1))
            ? null : $"sigma is above 0 and at most {GaussianBlurStep.MaximalSigma}, the kernel odd and at most {GaussianBlurStep.MaximalKernel}, or 0",
        MotionBlurStep m => m.Length is >= 0 and <= MotionBlurStep.MaximalLength ? Finite(m.Angle) : $"a length of {m.Length}",
        GaussianNoiseStep n => n.Std >= 0 ? Finite(n.Std) : $"a deviation of {n.Std}",
        JpegStep j => j.Quality is >= 1 and <= 100 ? null : $"quality {j.Quality}",
        DownscaleStep d => d.Factor is > 0 and <= 1 && d.Interpolation != Interpolation.Bicubic ? null : $"factor {d.Factor}, {d.Interpolation}",
        SharpnessStep s => s.Factor < 0 ? $"a factor of {s.Factor}" : Finite(s.Factor),
        ClaheStep c => c.Columns is >= 1 and <= ClaheStep.MaximalTiles && c.Rows is >= 1 and <= ClaheStep.MaximalTiles && c.ClipLimit > 0 ? Finite(c.ClipLimit) : $"1 to {ClaheStep.MaximalTiles} tiles a side and a limit are expected",
        MixChainsStep m => m.Chains.Any(c => c is null) ? "no chain" : m.Weights.Count != m.Chains.Count ? $"{m.Weights.Count} weights for {m.Chains.Count} chains"
            : Finite([m.Mix, .. m.Weights]) ?? m.Chains.SelectMany(c => c).Select(s => Of(s, inChain: true)).FirstOrDefault(f => f is not null),
        _ => null,
    };

    private static string? Geometry(GeometryStep step)
    {
        var (first, then, field) = (step.OutputToInput.First, step.OutputToInput.Then, step.OutputToInput.Displacement);
        if (!IsPicture(step.Output))
            return $"a picture of {step.Output} pixels";
        if (field is not null && (field.Columns < 2 || field.Rows < 2 || field.Width <= 0 || field.Height <= 0
            || field.X.LongLength != (long)field.Columns * field.Rows || field.Y.LongLength != field.X.LongLength))
        {
            return "a field of shifts whose numbers do not fit each other";
        }
        if (!first.HasInverse || !then.HasInverse)
            return "a map that folds the picture into a line";
        return Finite(first.A, first.B, first.C, first.D, first.E, first.F, first.G, first.H, then.A, then.B, then.C, then.D, then.E, then.F, then.G, then.H, step.Fill)
            ?? (field is null ? null : Finite([field.Width, field.Height, .. field.X, .. field.Y]));
    }

    private static bool IsPicture(ImageSize size) =>
        size is { Width: > 0, Height: > 0 } && (long)size.Width * size.Height <= ImageCodec.MaximalPixels;

    private static string? Finite(params ReadOnlySpan<double> values)
    {
        foreach (var value in values)
        {
            if (!double.IsFinite(value))
                return "a value that is no number";
        }
        return null;
    }
}
