using System.Numerics;

namespace DataTools.Imaging.Checks;

/// <summary>A small picture made ready to be compared, whatever its brightness and contrast.</summary>
internal sealed class Similarity
{
    /// <summary>Pixels a side: enough to tell pictures apart, too few to see what JPEG does.</summary>
    public const int Side = 16;

    private const int Values = Side * Side, Edges = 2 * (Side - 1) * (Side - 1);

    private readonly float[] _values = new float[Values], _edges = new float[Edges];
    private float _edgeDeviation;

    /// <summary>Takes another picture of <see cref="Side"/> pixels a side; false where it is a plain one.</summary>
    public bool Take(ReadOnlySpan<float> picture)
    {
        picture.CopyTo(_values);
        var k = 0;
        for (var y = 0; y + 1 < Side; y++)
        {
            for (var x = 0; x + 1 < Side; x++)
            {
                var at = (y * Side) + x;
                _edges[k++] = picture[at + 1] - picture[at];
                _edges[k++] = picture[at + Side] - picture[at];
            }
        }
        return Standardise(_values, out _) & Standardise(_edges, out _edgeDeviation);
    }

    /// <summary>
    /// The correlation of the values or that of their differences to the neighbours, whichever is less: -1 to 1. The
    /// second keeps pictures apart that share no more than a bright object on a dark ground.
    /// </summary>
    public double With(Similarity other) => Math.Min(Dot(_values, other._values), Dot(_edges, other._edges));

    /// <summary>The grey levels, on average, by which the edges of another differ that correlates with these so much.</summary>
    public double EdgesUnlike(double correlation) => _edgeDeviation * Math.Sqrt(Math.Max(0, 1 - (correlation * correlation)));

    private static bool Standardise(float[] values, out float deviation)
    {
        var mean = 0f;
        foreach (var value in values)
            mean += value;
        mean /= values.Length;
        var squares = 0f;
        for (var i = 0; i < values.Length; i++)
        {
            values[i] -= mean;
            squares += values[i] * values[i];
        }
        deviation = MathF.Sqrt(squares / values.Length);
        if (squares < 1e-6f)
            return false;
        var scale = 1 / MathF.Sqrt(squares);
        for (var i = 0; i < values.Length; i++)
            values[i] *= scale;
        return true;
    }

    private static float Dot(float[] a, float[] b)
    {
        var sum = Vector<float>.Zero;
        var i = 0;
        for (; i + Vector<float>.Count <= a.Length; i += Vector<float>.Count)
            sum += new Vector<float>(a, i) * new Vector<float>(b, i);
        var total = Vector.Sum(sum);
        for (; i < a.Length; i++)
            total += a[i] * b[i];
        return total;
    }
}
