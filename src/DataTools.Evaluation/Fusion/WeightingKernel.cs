using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace DataTools.Evaluation.Fusion;

/// <summary>
/// A few weightings on their way through the samples: 6 x 16 sums are what the registers of a processor with 256-bit
/// vectors hold. Of each sum only what the verdict needs is kept: the label's, and the highest of the others.
/// </summary>
internal sealed class WeightingKernel
{
    /// <summary>Weightings that are judged together.</summary>
    public const int Group = 6;

    private const float SmallestNormal = 1.17549435e-38f;

    // 16 samples are 4 factors for each of 4 lanes; the product of 8 of the smallest is still a normal double.
    private const int BlocksToLog = 2;

    private readonly int _weightings, _members, _classes;

    // Members x weightings.
    private readonly float[] _weights;
    private readonly Vector256<float>[] _own = new Vector256<float>[2 * Group], _others = new Vector256<float>[2 * Group];
    private readonly Vector256<int>[] _right = new Vector256<int>[Group];
    private readonly Vector256<double>[] _products = new Vector256<double>[Group];
    private readonly double[] _losses = new double[Group];
    private readonly int[] _ties = new int[Group];
    private int _blocks;

    /// <param name="weightings">Weightings x members; what is beyond six is not looked at.</param>
    /// <param name="members">How many members.</param>
    /// <param name="classes">How many classes.</param>
    public WeightingKernel(ReadOnlySpan<double> weightings, int members, int classes)
    {
        (_weightings, _members, _classes) = (Math.Min(Group, weightings.Length / members), members, classes);
        _weights = new float[members * Group];
        for (var i = 0; i < Math.Min(weightings.Length, _weights.Length); i++)
            _weights[(i % members * Group) + (i / members)] = (float)weightings[i];
        _products.AsSpan().Fill(Vector256<double>.One);
    }

    /// <summary>Judges one block: columns x members x 16 samples, of which those with <paramref name="labels"/> count.</summary>
    public void Add(ReadOnlySpan<float> block, ReadOnlySpan<int> labels)
    {
        _others.AsSpan().Fill(Vector256.Create(-1f));
        for (var column = 0; column < _classes; column++)
            Sum(ref MemoryMarshal.GetReference(block[(column * _members * WeightingTable.Block)..]), column == 0);
        for (var half = 0; half < 2; half++)
        {
            var counts = Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(labels.Length - (half * WeightingTable.Lanes)));
            for (var w = 0; w < _weightings; w++)
                Judge(block, labels, counts, w, half);
        }
        if (++_blocks % BlocksToLog == 0)
            TakeLogarithms();
    }

    /// <summary>What one weighting came to: samples that are right, and the sum of -ln p.</summary>
    public (int Right, double Loss) Total(int weighting)
    {
        TakeLogarithms();
        return (_ties[weighting] - Vector256.Sum(_right[weighting]), _losses[weighting]);
    }

    // The weighted sums of one column over the members: 12 vectors that stay in registers.
    private void Sum(ref float column, bool isLabel)
    {
        ref var weight = ref MemoryMarshal.GetArrayDataReference(_weights);
        Vector256<float> a0 = default, a1 = default, a2 = default, a3 = default, a4 = default, a5 = default;
        Vector256<float> b0 = default, b1 = default, b2 = default, b3 = default, b4 = default, b5 = default;
        for (var m = 0; m < _members; m++)
        {
            var a = Vector256.LoadUnsafe(ref column);
            var b = Vector256.LoadUnsafe(ref column, WeightingTable.Lanes);
            var factor = Vector256.Create(weight);
            a0 += a * factor;
            b0 += b * factor;
            factor = Vector256.Create(Unsafe.Add(ref weight, 1));
            a1 += a * factor;
            b1 += b * factor;
            factor = Vector256.Create(Unsafe.Add(ref weight, 2));
            a2 += a * factor;
            b2 += b * factor;
            factor = Vector256.Create(Unsafe.Add(ref weight, 3));
            a3 += a * factor;
            b3 += b * factor;
            factor = Vector256.Create(Unsafe.Add(ref weight, 4));
            a4 += a * factor;
            b4 += b * factor;
            factor = Vector256.Create(Unsafe.Add(ref weight, 5));
            a5 += a * factor;
            b5 += b * factor;
            column = ref Unsafe.Add(ref column, WeightingTable.Block);
            weight = ref Unsafe.Add(ref weight, Group);
        }
        ref var to = ref MemoryMarshal.GetArrayDataReference(isLabel ? _own : _others);
        if (isLabel)
        {
            (Unsafe.Add(ref to, 0), Unsafe.Add(ref to, 1), Unsafe.Add(ref to, 2)) = (a0, a1, a2);
            (Unsafe.Add(ref to, 3), Unsafe.Add(ref to, 4), Unsafe.Add(ref to, 5)) = (a3, a4, a5);
            (Unsafe.Add(ref to, 6), Unsafe.Add(ref to, 7), Unsafe.Add(ref to, 8)) = (b0, b1, b2);
            (Unsafe.Add(ref to, 9), Unsafe.Add(ref to, 10), Unsafe.Add(ref to, 11)) = (b3, b4, b5);
            return;
        }
        Raise(ref to, a0);
        Raise(ref Unsafe.Add(ref to, 1), a1);
        Raise(ref Unsafe.Add(ref to, 2), a2);
        Raise(ref Unsafe.Add(ref to, 3), a3);
        Raise(ref Unsafe.Add(ref to, 4), a4);
        Raise(ref Unsafe.Add(ref to, 5), a5);
        Raise(ref Unsafe.Add(ref to, 6), b0);
        Raise(ref Unsafe.Add(ref to, 7), b1);
        Raise(ref Unsafe.Add(ref to, 8), b2);
        Raise(ref Unsafe.Add(ref to, 9), b3);
        Raise(ref Unsafe.Add(ref to, 10), b4);
        Raise(ref Unsafe.Add(ref to, 11), b5);
    }

    // No sum is NaN, so the plain instruction will do.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Raise(ref Vector256<float> highest, Vector256<float> value) => highest = Vector256.MaxNative(highest, value);

    private void Judge(ReadOnlySpan<float> block, ReadOnlySpan<int> labels, Vector256<int> counts, int w, int half)
    {
        var (own, others) = (_own[(half * Group) + w], _others[(half * Group) + w]);
        _right[w] += Vector256.GreaterThan(own, others).AsInt32() & counts;
        var ties = Vector256.Equals(own, others).AsInt32() & counts;
        if (ties != Vector256<int>.Zero)
            _ties[w] += RightOf(block, labels, ties, own, w, half);
        var factors = Vector256.ConditionalSelect(counts.AsSingle(), Vector256.MaxNative(own, Vector256.Create(SmallestNormal)), Vector256<float>.One);
        _products[w] *= Vector256.WidenLower(factors) * Vector256.WidenUpper(factors);
    }

    // Of the samples where the label shares the highest sum, those where no class of a lower index does. The same sums anew.
    private int RightOf(ReadOnlySpan<float> block, ReadOnlySpan<int> labels, Vector256<int> ties, Vector256<float> own, int w, int half)
    {
        var right = 0;
        for (var lane = 0; lane < WeightingTable.Lanes; lane++)
        {
            if (ties[lane] == 0)
                continue;
            var n = (half * WeightingTable.Lanes) + lane;
            var first = true;
            for (var column = 1; column <= labels[n] && first; column++)
            {
                var sum = 0f;
                for (var m = 0; m < _members; m++)
                    sum += block[(((column * _members) + m) * WeightingTable.Block) + n] * _weights[(m * Group) + w];
                first = sum < own[lane];
            }
            right += first ? 1 : 0;
        }
        return right;
    }

    private void TakeLogarithms()
    {
        for (var w = 0; w < Group; w++)
        {
            for (var lane = 0; lane < Vector256<double>.Count; lane++)
                _losses[w] -= Math.Log(_products[w][lane]);
            _products[w] = Vector256<double>.One;
        }
    }
}
