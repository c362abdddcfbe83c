namespace DataTools.Imaging.Augmentation.Area;

/// <summary>The mean along a line through each pixel, what is between pixels by linear interpolation, the edge repeated.</summary>
/// <param name="Length">Of the line in pixels; up to 1 changes nothing.</param>
/// <param name="Angle">Of the line in degrees, counter-clockwise; 0 is level.</param>
public sealed record MotionBlurStep(float Length, float Angle) : AreaStep
{
    internal override void Apply(in Planes picture) => throw new NotSupportedException();
}
