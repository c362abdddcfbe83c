namespace DataTools.Imaging.Augmentation.Engine;

/// <summary>Which pixel stands for one beyond the edge.</summary>
internal static class Borders
{
    /// <summary>An index of 0 to length - 1; for <see cref="Border.Constant"/> the nearest, as <see cref="Border.Replicate"/>.</summary>
    public static int Index(this Border border, long index, int length)
    {
        if ((ulong)index < (ulong)length)
            return (int)index;
        if (border != Border.Reflect || length == 1)
            return (int)Math.Clamp(index, 0, length - 1);
        var last = (long)length - 1;
        return (int)(last - Math.Abs(last - (Math.Abs(index) % (2 * last))));
    }
}
