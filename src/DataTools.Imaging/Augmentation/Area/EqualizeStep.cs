using System.Buffers;
using DataTools.Imaging.Augmentation.Engine.Area;

namespace DataTools.Imaging.Augmentation.Area;

/// <summary>
/// The histogram of each channel made even, as Pillow's <c>ImageOps.equalize</c> and torchvision's <c>equalize</c> on 8
/// bits; a channel of one value stays as it is.
/// </summary>
public sealed record EqualizeStep : AreaStep
{
    internal override void Apply(in Planes picture)
    {
        Span<int> histogram = stackalloc int[Levels.Count];
        Span<float> table = stackalloc float[Levels.Count];
        for (var c = 0; c < picture.Channels; c++)
        {
            var plane = picture.Plane(c);
            var levels = Levels.Rent(plane);
            histogram.Clear();
            for (var i = 0; i < plane.Length; i++)
                histogram[levels[i]]++;
            var even = Levels.TryEqualize(histogram, table);
            for (var i = 0; even && i < plane.Length; i++)
                plane[i] = table[levels[i]];
            ArrayPool<byte>.Shared.Return(levels);
        }
    }
}
