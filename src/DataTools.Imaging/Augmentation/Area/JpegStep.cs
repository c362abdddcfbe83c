namespace DataTools.Imaging.Augmentation.Area;

/// <summary>The picture as JPEG and back.</summary>
/// <param name="Quality">1 to 100, on libjpeg's scale.</param>
public sealed record JpegStep(int Quality) : AreaStep
{
    internal override void Apply(in Planes picture) => throw new NotSupportedException();
}
