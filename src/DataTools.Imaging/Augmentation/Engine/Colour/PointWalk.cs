using System.Runtime.Intrinsics;

namespace DataTools.Imaging.Augmentation.Engine.Colour;

/// <summary>
/// All point steps of a pass in one walk over the pixels: blocks that stay in the first cache, one tight loop for each
/// step, then the next step on the same block. The arithmetic is on eight floats at a time, in one order and without
/// fused multiply-add: whatever a processor has, the bits are the same.
/// </summary>
internal static unsafe class PointWalk
{
    private const int Block = 256, Lanes = 8, OnStack = 32;

    // From this many blocks on, contrast's mean in the fused mode is that of one block in four.
    private const int ManyBlocks = 64;

    private static readonly PointPass Nothing = new([], null);

    /// <summary>The pass on the picture, in place.</summary>
    /// <param name="pass">Steps and normalisation.</param>
    /// <param name="picture">Values in [0, 1].</param>
    /// <param name="exact">The mean for contrast is of all pixels, and the values come out as levels of 255 unless normalised.</param>
    public static void Run(PointPass pass, in Planes picture, bool exact)
    {
        var most = PointOp.Most(pass);
        var ops = most <= OnStack ? stackalloc PointOp[OnStack] : new PointOp[most];
        ops = ops[..PointOp.Prepare(pass, picture.Channels, exact && pass.Normalise is null, ops)];
        if (ops.IsEmpty)
            return;
        var area = picture.Size.Width * picture.Size.Height;
        var scratch = stackalloc float[3 * Block];
        fixed (float* planes = picture.Values)
        {
            var pixels = new Pixels(planes, area, picture.Channels, area);
            for (var k = 0; k < ops.Length; k++)
            {
                if (ops[k].Kind == PointKind.Contrast)
                    ops[k].Offset = Mean(ops[..k], pixels, scratch, exact) * (1 - ops[k].Factor);
            }
            for (var at = 0; at < area; at += Block)
            {
                var block = pixels.Part(at, Math.Min(Block, area - at));
                if (block.Length % Lanes == 0)
                {
                    Apply(ops, block);
                    continue;
                }
                var whole = block.Padded(scratch);
                Apply(ops, whole);
                whole.Part(0, block.Length).CopyTo(block);
            }
        }
    }

    /// <summary>Values as whole levels of 255.</summary>
    public static void Round(in Planes picture) => Run(Nothing, picture, exact: true);

    private static void Apply(ReadOnlySpan<PointOp> ops, in Pixels block)
    {
        for (var k = 0; k < ops.Length; k++)
            PointKernels.Apply(ops[k], block);
    }

    // Of the gray picture as it is after some steps.
    private static float Mean(ReadOnlySpan<PointOp> before, in Pixels pixels, float* scratch, bool exact)
    {
        var blocks = (pixels.Length + Block - 1) / Block;
        var some = !exact && blocks >= ManyBlocks;
        var (sum, count) = (0.0, 0L);
        for (var group = 0; group * (some ? 4 : 1) < blocks; group++)
        {
            // Which of four goes round in a way that no width of a picture keeps step with.
            var index = some ? (4 * group) + ((group + (group >> 2) + (group >> 4) + (group >> 6)) & 3) : group;
            if (index >= blocks)
                break;
            var block = pixels.Part(index * Block, Math.Min(Block, pixels.Length - (index * Block)));
            count += block.Length;
            if (before.IsEmpty && block.Length % Lanes == 0)
            {
                sum += PointKernels.GraySum(block);
                continue;
            }
            var whole = block.Padded(scratch);
            Apply(before, whole);
            whole.Clear(block.Length);
            sum += PointKernels.GraySum(whole);
        }
        return (float)(sum / count);
    }

    /// <summary>Some pixels of a picture of planes.</summary>
    internal readonly struct Pixels(float* first, nint stride, int channels, int length)
    {
        public float* First => first;

        /// <summary>From one channel to the next.</summary>
        public nint Stride => stride;

        public int Channels => channels;

        public int Length => length;

        public Pixels Part(int start, int count) => new(first + start, stride, channels, count);

        public void CopyTo(in Pixels target)
        {
            for (var c = 0; c < channels; c++)
                new ReadOnlySpan<float>(first + (c * stride), length).CopyTo(new(target.First + (c * target.Stride), length));
        }

        /// <summary>A copy in a block, as long as whole vectors are, its end 0.</summary>
        public Pixels Padded(float* target)
        {
            var copy = new Pixels(target, Block, channels, (length + Lanes - 1) / Lanes * Lanes);
            CopyTo(copy);
            copy.Clear(length);
            return copy;
        }

        /// <summary>Zeros from a pixel on.</summary>
        public void Clear(int start)
        {
            for (var c = 0; c < channels; c++)
                new Span<float>(first + (c * stride) + start, length - start).Clear();
        }
    }
}
