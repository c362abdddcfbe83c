namespace DataTools.Imaging.Augmentation.Area;

/// <summary>
/// x f + s (1 - f), where s is smoothed by Pillow's 3 x 3 filter (1 1 1, 1 5 1, 1 1 1) / 13, as torchvision's
/// <c>adjust_sharpness</c>: the outermost pixels stay as they are.
/// </summary>
/// <param name="Factor">f: 0 smooths, 1 changes nothing, 2 sharpens.</param>
public sealed record SharpnessStep(float Factor) : AreaStep
{
    internal override void Apply(in Planes picture) => throw new NotSupportedException();
}
