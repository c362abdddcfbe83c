using DataTools.Imaging.Augmentation.Area;

namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>The transforms that AutoAugment and its descendants draw from.</summary>
internal enum AutoTransform
{
    Identity,
    ShearX,
    ShearY,
    TranslateX,
    TranslateY,
    Rotate,
    Brightness,
    Color,
    Contrast,
    Sharpness,
    Posterize,
    Solarize,
    AutoContrast,
    Equalize,
    Invert,
}

/// <summary>
/// What the strongest magnitude of each transform is; the weakest changes nothing, and in between all is linear, as in
/// torchvision 0.14. Solarize goes from the threshold 255 to 0.
/// </summary>
/// <param name="Shear">Tangent of the shear, about the upper left corner.</param>
/// <param name="Share">Translation as a share of the side, rounded towards 0 to whole pixels.</param>
/// <param name="Pixels">Translation in pixels, beside the share.</param>
/// <param name="Degrees">Rotation about the centre.</param>
/// <param name="Colour">Brightness, colour, contrast and sharpness: the factor is 1 more or 1 less this.</param>
/// <param name="Bits">Posterize: bits kept at the weakest.</param>
/// <param name="FewerBits">Posterize: how many fewer at the strongest.</param>
internal sealed record MagnitudeSpace(double Shear, double Share, double Pixels, double Degrees, double Colour, int Bits, int FewerBits)
{
    private static readonly Step Contrasted = new AutoContrastStep(), Equalized = new EqualizeStep(), Inverted = new ColourStep(ColourKind.Invert, 1);

    /// <summary>Of AutoAugment and RandAugment.</summary>
    public static MagnitudeSpace Usual { get; } = new(0.3, 150.0 / 331, 0, 30, 0.9, 8, 4);

    /// <summary>Of TrivialAugment, wide.</summary>
    public static MagnitudeSpace Wide { get; } = new(0.99, 0, 32, 135, 0.99, 8, 6);

    /// <summary>Of AugMix.</summary>
    public static MagnitudeSpace Mix { get; } = new(0.3, 1.0 / 3, 0, 30, 0.9, 4, 4);

    /// <summary>The step of a transform, or null where it changes nothing.</summary>
    /// <param name="transform">Which.</param>
    /// <param name="strength">From 0 to 1.</param>
    /// <param name="negative">The other way, for transforms that have one.</param>
    /// <param name="size">Of the picture.</param>
    /// <param name="edge">What lies beyond it.</param>
    /// <param name="interpolation">For geometry.</param>
    public Step? Step(AutoTransform transform, double strength, bool negative, ImageSize size, Edge edge, Interpolation interpolation)
    {
        var signed = negative ? -strength : strength;
        var degrees = Math.Atan(signed * Shear) * 180 / Math.PI;
        Step Moved(double x, double y) => edge.Step(Affine.Translation(-Math.Truncate(x), -Math.Truncate(y)), size, interpolation);
        Step Sheared(double x, double y) => edge.Step(InverseAffine.About(0, 0, 0, (0, 0), 1, (x, y)), size, interpolation);
        return transform switch
        {
            AutoTransform.ShearX => Sheared(degrees, 0),
            AutoTransform.ShearY => Sheared(0, degrees),
            AutoTransform.TranslateX => Moved(signed * ((Share * size.Width) + Pixels), 0),
            AutoTransform.TranslateY => Moved(0, signed * ((Share * size.Height) + Pixels)),
            AutoTransform.Rotate => edge.Step(Affine.Rotation(signed * Degrees, size.Width / 2.0, size.Height / 2.0), size, interpolation),
            AutoTransform.Brightness => new ColourStep(ColourKind.Brightness, (float)(1 + (signed * Colour))),
            AutoTransform.Color => new ColourStep(ColourKind.Saturation, (float)(1 + (signed * Colour))),
            AutoTransform.Contrast => new ColourStep(ColourKind.Contrast, (float)(1 + (signed * Colour))),
            AutoTransform.Sharpness => new SharpnessStep((float)(1 + (signed * Colour))),
            AutoTransform.Posterize => new ColourStep(ColourKind.Posterize, Bits - (float)Math.Round(strength * FewerBits)),
            AutoTransform.Solarize => new ColourStep(ColourKind.Solarize, (float)(1 - strength)),
            AutoTransform.AutoContrast => Contrasted,
            AutoTransform.Equalize => Equalized,
            AutoTransform.Invert => Inverted,
            _ => null,
        };
    }
}
