namespace DataTools.Imaging.Augmentation.Area;

/// <summary>
/// The picture made smaller and large again: detail is lost. With <see cref="Interpolation.Nearest"/> pixels are left out
/// and repeated, with <see cref="Interpolation.Bilinear"/> averaged and interpolated.
/// </summary>
/// <param name="Factor">The small picture's width over the picture's, in (0, 1].</param>
/// <param name="Interpolation">Nearest or bilinear.</param>
public sealed record DownscaleStep(float Factor, Interpolation Interpolation = Interpolation.Bilinear) : AreaStep
{
    internal override void Apply(in Planes picture) => throw new NotSupportedException();
}
