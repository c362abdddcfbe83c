using DataTools.Catalog;
using DataTools.Imaging.Augmentation.Engine.Area;

namespace DataTools.Imaging.Augmentation.Area;

/// <summary>
/// The picture made smaller and large again: detail is lost. With <see cref="Interpolation.Nearest"/> pixels are left out
/// and repeated, with <see cref="Interpolation.Bilinear"/> averaged and interpolated.
/// </summary>
/// <param name="Factor">The small picture's width over the picture's, in (0, 1].</param>
/// <param name="Interpolation">Nearest or bilinear.</param>
public sealed record DownscaleStep(float Factor, Interpolation Interpolation = Interpolation.Bilinear) : AreaStep
{
    internal override void Apply(in Planes picture)
    {
        if (!(Factor > 0 && Factor <= 1) || Interpolation is not (Interpolation.Nearest or Interpolation.Bilinear))
            throw new InvalidInputException($"a picture scaled down by {Factor}, {Interpolation}", "The factor is above 0 and at most 1, the interpolation nearest or bilinear.");
        var small = new ImageSize(
            Math.Max(1, (int)Math.Round(picture.Size.Width * (double)Factor)), Math.Max(1, (int)Math.Round(picture.Size.Height * (double)Factor)));
        for (var c = 0; c < picture.Channels; c++)
            Rescaling.DownAndUp(picture.Plane(c), picture.Size, small, Interpolation == Interpolation.Nearest);
    }
}
