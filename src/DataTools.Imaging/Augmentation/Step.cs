namespace DataTools.Imaging.Augmentation;

/// <summary>One operation with its parameters drawn, for one image.</summary>
public abstract record Step;

/// <summary>
/// A change of geometry. What lies outside the input, after the map, is black.
/// </summary>
/// <param name="OutputToInput">Where in the input each point of the output comes from.</param>
/// <param name="Output">The size of the output.</param>
public sealed record GeometryStep(Affine OutputToInput, ImageSize Output) : Step;

/// <summary>Which colour step; the definitions are torchvision's, on values in [0, 1].</summary>
public enum ColourKind
{
    /// <summary>x f.</summary>
    Brightness,

    /// <summary>x f + m (1 - f), where m is the mean of the gray image.</summary>
    Contrast,

    /// <summary>x f + g (1 - f), where g is the pixel's gray value.</summary>
    Saturation,
}

/// <summary>A change of colour, clamped to [0, 1] afterwards.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Factor">f: 1 changes nothing.</param>
public sealed record ColourStep(ColourKind Kind, float Factor) : Step;

/// <summary>(x - mean) / std per channel; not clamped. The last step, if any.</summary>
public sealed record NormalizeStep(IReadOnlyList<double> Mean, IReadOnlyList<double> Std) : Step;
