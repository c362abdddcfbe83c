using System.Buffers;
using DataTools.Imaging.Augmentation.Area;
using DataTools.Imaging.Augmentation.Engine.Area;

namespace DataTools.Imaging.Augmentation.Batches;

/// <summary>What was drawn for a batch by <see cref="MixUp"/> or <see cref="CutMix"/>.</summary>
/// <param name="Partners">For each image the index of the one mixed into it: a permutation.</param>
/// <param name="Lambda">How much of the image itself is left, in [0, 1].</param>
/// <param name="Box">What comes from the partner; null: all is mixed by <see cref="Lambda"/>.</param>
public sealed record BatchMixture(IReadOnlyList<int> Partners, double Lambda, PixelRectangle? Box)
{
    // Few enough that a block of all images of a batch stays in the cache.
    private const int Block = 1024;

    /// <summary>Mixes images in place, which may be normalised.</summary>
    /// <param name="images">Images x channels x height x width.</param>
    /// <param name="size">Of one image: that which the mixture was drawn for.</param>
    public void Apply(Span<float> images, ImageSize size)
    {
        var one = Partners.Count == 0 ? 0 : images.Length / Partners.Count;
        var area = size.Width * size.Height;
        if (one * Partners.Count != images.Length || one % area != 0)
            throw new ArgumentException($"{images.Length} floats for {Partners.Count} images of {size}", nameof(images));
        var copies = ArrayPool<float>.Shared.Rent(Partners.Count * Math.Max(Block, size.Width));
        if (Box is { } box)
        {
            for (var row = 0; row < one / size.Width; row++)
            {
                var y = row % size.Height;
                if (y >= box.Y && y < box.Y + box.Height && box.Width > 0)
                    Mix(images, one, (row * size.Width) + box.X, box.Width, 0, copies);
            }
        }
        else
        {
            for (var at = 0; at < one; at += Block)
                Mix(images, one, at, Math.Min(Block, one - at), (float)Lambda, copies);
        }
        ArrayPool<float>.Shared.Return(copies);
    }

    /// <summary>Soft labels: images x classes, each row with a sum of 1.</summary>
    /// <param name="labels">The class of each image.</param>
    /// <param name="classes">How many there are.</param>
    public float[] Labels(ReadOnlySpan<int> labels, int classes)
    {
        if (labels.Length != Partners.Count)
            throw new ArgumentException($"{labels.Length} labels for {Partners.Count} images", nameof(labels));
        var soft = new float[labels.Length * classes];
        for (var i = 0; i < labels.Length; i++)
        {
            if ((uint)labels[i] >= (uint)classes)
                throw new ArgumentOutOfRangeException(nameof(labels), labels[i], $"a class from 0 to {classes - 1}");
        }
        for (var i = 0; i < labels.Length; i++)
        {
            soft[(i * classes) + labels[i]] += (float)Lambda;
            soft[(i * classes) + labels[Partners[i]]] += 1 - (float)Lambda;
        }
        return soft;
    }

    // The same part of all images at once: what is overwritten is kept until every partner has it.
    private void Mix(Span<float> images, int one, int start, int length, float own, Span<float> copies)
    {
        for (var i = 0; i < Partners.Count; i++)
            images.Slice((i * one) + start, length).CopyTo(copies[(i * length)..]);
        for (var i = 0; i < Partners.Count; i++)
        {
            var target = images.Slice((i * one) + start, length);
            var partner = copies.Slice(Partners[i] * length, length);
            if (own == 0)
                partner.CopyTo(target);
            else
                PlaneMath.Sum(target, own, partner, 1 - own);
        }
    }
}
