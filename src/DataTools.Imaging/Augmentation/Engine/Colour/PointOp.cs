using DataTools.Catalog;

namespace DataTools.Imaging.Augmentation.Engine.Colour;

/// <summary>What is done to a block of pixels.</summary>
internal enum PointKind
{
    Scale,
    Contrast,
    Line,
    Saturation,
    Hue,
    Gamma,
    Grayscale,
    Invert,
    Solarize,
    Posterize,
    Matrix,
    Levels,
    Normalise,
}

/// <summary>A point step made ready for a number of channels: plain numbers, without a reference.</summary>
internal unsafe struct PointOp
{
    public PointKind Kind;

    /// <summary>What values are multiplied by, or the step's own number.</summary>
    public float Factor;

    /// <summary>What is added: of contrast the mean's share, which is known only when the steps before it are.</summary>
    public float Offset;

    /// <summary>3 x 3 and the 3 offsets; for normalisation mean and 1 / std of each channel.</summary>
    public fixed float Values[12];

    /// <summary>Room for the pass's steps, rounding to levels and normalisation.</summary>
    public static int Most(PointPass pass) => pass.Steps.Count + 2;

    /// <summary>Fills <paramref name="ops"/> with what changes anything; says how many there are.</summary>
    public static int Prepare(PointPass pass, int channels, bool levels, Span<PointOp> ops)
    {
        var count = 0;
        for (var i = 0; i < pass.Steps.Count; i++)
        {
            if (TryOf(pass.Steps[i], channels, out var op))
                ops[count++] = op;
        }
        if (levels)
            ops[count++] = new() { Kind = PointKind.Levels };
        if (pass.Normalise is { } normalise)
            ops[count++] = Of(normalise, channels);
        return count;
    }

    // False where nothing would change.
    private static bool TryOf(PointStep point, int channels, out PointOp op)
    {
        op = default;
        if (point is ColourMatrixStep matrix)
        {
            op = Of(matrix, channels);
            return true;
        }
        if (point is not ColourStep step)
            throw new ArgumentException($"{point.GetType().Name} is no kind of colour step", nameof(point));
        if (!float.IsFinite(step.Factor))
            throw new ArgumentOutOfRangeException(nameof(point), step.Factor, $"{step.Kind} by a number that is none");
        (op.Kind, op.Factor) = (Of(step.Kind), step.Kind == ColourKind.Posterize ? Steps(step.Factor) : step.Factor);
        return step.Kind switch
        {
            ColourKind.Brightness or ColourKind.Contrast or ColourKind.Gamma => step.Factor != 1,
            ColourKind.Saturation => channels == 3 && step.Factor != 1,
            ColourKind.Hue => channels == 3 && step.Factor != 0,
            ColourKind.Grayscale => channels == 3,
            _ => true,
        };
    }

    private static PointKind Of(ColourKind kind) => kind switch
    {
        ColourKind.Brightness => PointKind.Scale,
        ColourKind.Contrast => PointKind.Contrast,
        ColourKind.Saturation => PointKind.Saturation,
        ColourKind.Hue => PointKind.Hue,
        ColourKind.Gamma => PointKind.Gamma,
        ColourKind.Grayscale => PointKind.Grayscale,
        ColourKind.Invert => PointKind.Invert,
        ColourKind.Solarize => PointKind.Solarize,
        ColourKind.Posterize => PointKind.Posterize,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a colour step"),
    };

    // How many levels of 256 become one.
    private static float Steps(float bits) => 1 << (8 - Math.Clamp((int)bits, 0, 8));

    private static PointOp Of(ColourMatrixStep step, int channels)
    {
        if (step.Matrix.Count != 9 || step.Offset.Count != 3)
            throw new ArgumentException($"a colour matrix of {step.Matrix.Count} values and {step.Offset.Count} offsets: 9 and 3", nameof(step));
        if (channels == 1)
            return new() { Kind = PointKind.Line, Factor = step.Matrix[0] + step.Matrix[1] + step.Matrix[2], Offset = step.Offset[0] };
        var op = new PointOp { Kind = PointKind.Matrix };
        for (var i = 0; i < 12; i++)
            op.Values[i] = i < 9 ? step.Matrix[i] : step.Offset[i - 9];
        return op;
    }

    private static PointOp Of(NormalizeStep step, int channels)
    {
        if (step.Mean.Count != 1 && step.Mean.Count != channels)
        {
            throw new InvalidInputException(
                $"normalize has {step.Mean.Count} values for an image of {channels} channels", "Give mean and std one value, or one for each channel.");
        }
        var op = new PointOp { Kind = PointKind.Normalise };
        for (var c = 0; c < channels; c++)
        {
            // One value serves all channels, as a gray statistic on a colour image does.
            var k = step.Mean.Count == 1 ? 0 : c;
            (op.Values[2 * c], op.Values[(2 * c) + 1]) = ((float)step.Mean[k], (float)(1 / step.Std[k]));
        }
        return op;
    }
}
