namespace DataTools.Imaging.Augmentation.Area;

/// <summary>Rectangles filled with one colour or with noise; what of them is outside the picture does not count.</summary>
/// <param name="Rectangles">In whole pixels.</param>
/// <param name="Fill">One value, or one a channel, in [0, 1]; not looked at where there is a key.</param>
/// <param name="NoiseKey">Each value independently uniform in [0, 1), decided by this key; null: the fill.</param>
public sealed record EraseStep(IReadOnlyList<PixelRectangle> Rectangles, IReadOnlyList<float> Fill, ulong? NoiseKey = null) : AreaStep
{
    /// <inheritdoc/>
    public bool Equals(EraseStep? other) =>
        other is not null && NoiseKey == other.NoiseKey && Rectangles.SequenceEqual(other.Rectangles) && Fill.SequenceEqual(other.Fill);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(NoiseKey, Rectangles.Count, Rectangles.FirstOrDefault(), Fill.Count);

    internal override void Apply(in Planes picture) => throw new NotSupportedException();
}

/// <summary>A rectangle of whole pixels.</summary>
public readonly record struct PixelRectangle(int X, int Y, int Width, int Height);
