using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace DataTools.Evaluation.Fusion;

/// <summary>Sums over rows of numbers: the same bits on any machine, since the width and the order are fixed.</summary>
internal static class Dense
{
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var left = MemoryMarshal.Cast<double, Vector256<double>>(a);
        var right = MemoryMarshal.Cast<double, Vector256<double>>(b);
        var sums = Vector256<double>.Zero;
        for (var i = 0; i < left.Length; i++)
            sums += left[i] * right[i];
        var sum = Vector256.Sum(sums);
        for (var i = left.Length * Vector256<double>.Count; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }

    /// <summary>Adds <paramref name="factor"/> times <paramref name="row"/> to <paramref name="result"/>.</summary>
    public static void AddScaled(double factor, ReadOnlySpan<double> row, Span<double> result)
    {
        var from = MemoryMarshal.Cast<double, Vector256<double>>(row);
        var to = MemoryMarshal.Cast<double, Vector256<double>>(result);
        var factors = Vector256.Create(factor);
        for (var i = 0; i < from.Length; i++)
            to[i] += factors * from[i];
        for (var i = from.Length * Vector256<double>.Count; i < row.Length; i++)
            result[i] += factor * row[i];
    }
}
