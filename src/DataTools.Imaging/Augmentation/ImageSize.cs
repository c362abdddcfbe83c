namespace DataTools.Imaging.Augmentation;

/// <summary>Width and height in pixels.</summary>
public readonly record struct ImageSize(int Width, int Height)
{
    /// <summary>One number is a square.</summary>
    public static implicit operator ImageSize(int side) => new(side, side);

    /// <summary>As it is written in policies.</summary>
    internal double[] Sides => Width == Height ? [Width] : [Width, Height];

    /// <inheritdoc/>
    public override string ToString() => $"{Width} x {Height}";
}
