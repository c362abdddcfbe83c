using DataTools.Imaging.Augmentation.Engine.Area;

namespace DataTools.Imaging.Augmentation.Area;

/// <summary>
/// Each channel stretched linearly so that its darkest value becomes 0 and its brightest 1, as torchvision's
/// <c>autocontrast</c>; a channel of one value stays as it is.
/// </summary>
public sealed record AutoContrastStep : AreaStep
{
    internal override void Apply(in Planes picture)
    {
        for (var c = 0; c < picture.Channels; c++)
        {
            var plane = picture.Plane(c);
            var (least, most) = PlaneMath.Range(plane);
            // Less than half a level apart is a channel of one value with rounding errors.
            if (most - least > 0.5f / 255)
                PlaneMath.Stretch(plane, least, 1 / (most - least));
        }
    }
}
