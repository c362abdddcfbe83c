using DataTools.Catalog;
using DataTools.Imaging.Augmentation.Engine.Area;

namespace DataTools.Imaging.Augmentation.Area;

/// <summary>Rectangles filled with one colour or with noise; what of them is outside the picture does not count.</summary>
/// <param name="Rectangles">In whole pixels.</param>
/// <param name="Fill">One value, or three, of which a gray picture takes the gray, in [0, 1]; not looked at where there is a key.</param>
/// <param name="NoiseKey">Each value independently uniform in [0, 1), decided by this key; null: the fill.</param>
public sealed record EraseStep(IReadOnlyList<PixelRectangle> Rectangles, IReadOnlyList<float> Fill, ulong? NoiseKey = null) : AreaStep
{
    /// <inheritdoc/>
    public bool Equals(EraseStep? other) =>
        other is not null && NoiseKey == other.NoiseKey && Rectangles.SequenceEqual(other.Rectangles) && Fill.SequenceEqual(other.Fill);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(NoiseKey, Rectangles.Count, Rectangles.FirstOrDefault(), Fill.Count);

    internal override void Apply(in Planes picture)
    {
        if (Fill.Count is 0 ? NoiseKey is null : Fill.Count is not (1 or 3))
        {
            throw new InvalidInputException(
                $"erasing with {Fill.Count} values", "Give one value, or one for each of three channels.");
        }
        // Rows of noise begin with a group of their own each.
        var row = 0u;
        for (var i = 0; i < Rectangles.Count; i++)
        {
            var (x, y, w, h) = Rectangles[i];
            var (left, right) = (Math.Clamp(x, 0, picture.Size.Width), (int)Math.Clamp((long)x + w, 0, picture.Size.Width));
            var (top, bottom) = (Math.Clamp(y, 0, picture.Size.Height), (int)Math.Clamp((long)y + h, 0, picture.Size.Height));
            for (var c = 0; c < picture.Channels; c++)
            {
                for (var at = top; at < bottom && left < right; at++)
                {
                    var erased = picture.Plane(c).Slice((at * picture.Size.Width) + left, right - left);
                    if (NoiseKey is { } key)
                        Noise.FillUniform(erased, row, key);
                    else
                        erased.Fill(Math.Clamp(Value(c, picture.Channels), 0, 1));
                    row += ((uint)erased.Length + Noise.Group - 1) / Noise.Group;
                }
            }
        }
    }

    private float Value(int channel, int channels) => Fill.Count == 1 ? Fill[0]
        : channels == 3 ? Fill[channel]
        : (0.299f * Fill[0]) + (0.587f * Fill[1]) + (0.114f * Fill[2]);
}

/// <summary>A rectangle of whole pixels.</summary>
public readonly record struct PixelRectangle(int X, int Y, int Width, int Height);
