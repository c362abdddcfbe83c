using System.Text.Json.Serialization;

namespace DataTools.Imaging.Augmentation;

/// <summary>One operation with its parameters drawn, for one image.</summary>
public abstract record Step;

/// <summary>What lies beyond the edge of an image.</summary>
public enum Border
{
    /// <summary>One value in all channels.</summary>
    Constant,

    /// <summary>The image mirrored at its edge, without the edge's pixels coming twice.</summary>
    Reflect,

    /// <summary>The edge's pixels again and again.</summary>
    Replicate,
}

/// <summary>How values between pixels are made.</summary>
public enum Interpolation
{
    /// <summary>Linear along both axes; where the image shrinks, widened by the scale (antialiased).</summary>
    Bilinear,

    /// <summary>Cubic (Keys 1981, a = -0.5 as Pillow), likewise widened.</summary>
    Bicubic,

    /// <summary>The nearest pixel.</summary>
    Nearest,
}

/// <summary>A change of geometry.</summary>
/// <param name="OutputToInput">Where in the input each point of the output comes from.</param>
/// <param name="Output">The size of the output.</param>
[method: JsonConstructor]
public sealed record GeometryStep(CoordinateMap OutputToInput, ImageSize Output) : Step
{
    /// <summary>An affine or projective one.</summary>
    public GeometryStep(in Homography outputToInput, ImageSize output)
        : this(new CoordinateMap(outputToInput), output)
    {
    }

    /// <inheritdoc cref="GeometryStep(in Homography, ImageSize)"/>
    public GeometryStep(in Affine outputToInput, ImageSize output)
        : this((Homography)outputToInput, output)
    {
    }

    /// <summary>What is beyond the input's edge.</summary>
    public Border Border { get; init; }

    /// <summary>The value there for <see cref="Border.Constant"/>, in [0, 1].</summary>
    public float Fill { get; init; }

    /// <summary>How values between pixels are made.</summary>
    public Interpolation Interpolation { get; init; }
}

/// <summary>
/// A change that looks at one pixel at a time, clamped to [0, 1] afterwards. Such steps are done together, block by block,
/// and change places with geometry.
/// </summary>
public abstract record PointStep : Step
{
    /// <summary>Whether black stays black: only then can what comes from beyond an edge be filled before or after it.</summary>
    public virtual bool KeepsBlack => true;
}

/// <summary>Which colour step; the definitions are torchvision's, on values in [0, 1].</summary>
public enum ColourKind
{
    /// <summary>x f.</summary>
    Brightness,

    /// <summary>x f + m (1 - f), where m is the mean of the gray image.</summary>
    Contrast,

    /// <summary>x f + g (1 - f), where g is the pixel's gray value.</summary>
    Saturation,

    /// <summary>The hue of HSV turned by f turns, exactly; f in [-0.5, 0.5].</summary>
    Hue,

    /// <summary>x to the power f.</summary>
    Gamma,

    /// <summary>Gray in all channels.</summary>
    Grayscale,

    /// <summary>1 - x.</summary>
    Invert,

    /// <summary>1 - x where x is at least f.</summary>
    Solarize,

    /// <summary>Only the upper f bits of 8 are kept.</summary>
    Posterize,
}

/// <summary>A change of colour by one number.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Factor">f: for the first three 1 changes nothing.</param>
public sealed record ColourStep(ColourKind Kind, float Factor) : PointStep
{
    /// <inheritdoc/>
    // Contrast draws towards the mean, black too; but torchvision's own order leaves that to the policy, and it is little.
    public override bool KeepsBlack => Kind is not (ColourKind.Invert or ColourKind.Solarize);
}

/// <summary>
/// Each channel from all: out = M in + offset. PCA lighting, channel shuffle and the like; on gray images only the first
/// row's sum and offset count.
/// </summary>
/// <param name="Matrix">3 x 3, rows first.</param>
/// <param name="Offset">3 values.</param>
public sealed record ColourMatrixStep(IReadOnlyList<float> Matrix, IReadOnlyList<float> Offset) : PointStep
{
    /// <inheritdoc/>
    public override bool KeepsBlack => Offset.All(o => o == 0);

    /// <inheritdoc/>
    public bool Equals(ColourMatrixStep? other) => other is not null && Matrix.SequenceEqual(other.Matrix) && Offset.SequenceEqual(other.Offset);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Matrix[0], Matrix[4], Offset[0]);
}

/// <summary>(x - mean) / std per channel; not clamped. The last step, if any.</summary>
public sealed record NormalizeStep(IReadOnlyList<double> Mean, IReadOnlyList<double> Std) : Step
{
    /// <inheritdoc/>
    public bool Equals(NormalizeStep? other) => other is not null && Mean.SequenceEqual(other.Mean) && Std.SequenceEqual(other.Std);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Mean.Count, Mean[0], Std[0]);
}

/// <summary>
/// A change that looks at neighbours or at the whole picture: blur, noise, equalize, erasing. Nothing changes places with
/// it.
/// </summary>
public abstract record AreaStep : Step
{
    /// <summary>Changes the picture in place.</summary>
    internal abstract void Apply(in Planes picture);
}

/// <summary>A picture as planes of floats in [0, 1].</summary>
internal readonly ref struct Planes(Span<float> values, int channels, ImageSize size)
{
    /// <summary>Channels x height x width.</summary>
    public Span<float> Values { get; } = values;

    public int Channels { get; } = channels;

    public ImageSize Size { get; } = size;

    /// <summary>One channel.</summary>
    public Span<float> Plane(int channel) => Values.Slice(channel * Size.Width * Size.Height, Size.Width * Size.Height);
}
