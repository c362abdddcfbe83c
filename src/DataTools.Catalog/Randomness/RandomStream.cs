using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Text;

namespace DataTools.Catalog.Randomness;

/// <summary>
/// Counter-based random numbers (Philox4x32-10; Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011).
/// The n-th number of a stream is a pure function of (seed, sample, view, stream, n): threads, order and batch size
/// cannot change it, and one more draw in one stream shifts no other stream. A mutable struct: pass it by reference.
/// </summary>
public struct RandomStream
{
    private readonly uint _key0, _key1, _view, _stream;
    private ulong _block;
    private uint _r0, _r1, _r2, _r3;
    private int _left;

    /// <summary>The stream numbered <paramref name="stream"/> of one view (copy, epoch) of one sample under a seed.</summary>
    public RandomStream(ulong seed, ulong sample = 0, uint view = 0, uint stream = 0)
    {
        // Seed and sample share the 64 bits of the key: mixed, so that neighbours in either are far apart.
        var key = Mix(Mix(seed) ^ sample);
        _key0 = (uint)key;
        _key1 = (uint)(key >> 32);
        _view = view;
        _stream = stream;
    }

    /// <summary>The key of a sample: XXH64 of its id in UTF-8.</summary>
    public static ulong KeyOf(ReadOnlySpan<byte> utf8Id) => XxHash64.HashToUInt64(utf8Id);

    /// <inheritdoc cref="KeyOf(ReadOnlySpan{byte})"/>
    public static ulong KeyOf(string id) => XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(id));

    /// <summary>32 random bits.</summary>
    public uint NextUInt32()
    {
        if (_left == 0)
        {
            (_r0, _r1, _r2, _r3) = Philox((uint)_block, (uint)(_block >> 32), _stream, _view, _key0, _key1);
            _block++;
            _left = 4;
        }
        return _left-- switch { 4 => _r0, 3 => _r1, 2 => _r2, _ => _r3 };
    }

    /// <summary>Uniform in [0, 1), 53 bits.</summary>
    public double NextDouble() => (((ulong)NextUInt32() << 21) ^ (NextUInt32() >> 11)) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [<paramref name="low"/>, <paramref name="high"/>); <paramref name="low"/> where they are equal.</summary>
    public double Uniform(double low, double high)
    {
        var value = low + ((high - low) * NextDouble());
        // The sum may round up to the end that is excluded.
        return value >= high && low < high ? Math.BitDecrement(high) : value;
    }

    /// <summary>True with probability <paramref name="p"/>; always draws.</summary>
    public bool Chance(double p) => NextDouble() < p;

    /// <summary>Uniform in [0, <paramref name="exclusiveMax"/>), without bias (Lemire 2019).</summary>
    public int NextInt(int exclusiveMax)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exclusiveMax);
        var range = (uint)exclusiveMax;
        var product = (ulong)NextUInt32() * range;
        if ((uint)product < range)
        {
            var threshold = unchecked(0u - range) % range;
            while ((uint)product < threshold)
                product = (ulong)NextUInt32() * range;
        }
        return (int)(product >> 32);
    }

    /// <summary>Standard normal (Box and Muller 1958, one of the pair).</summary>
    public double NextNormal() =>
        Math.Sqrt(-2 * Math.Log(1 - NextDouble())) * Math.Cos(2 * Math.PI * NextDouble());

    /// <summary>Puts <paramref name="items"/> into a uniformly random order (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = NextInt(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    internal static (uint, uint, uint, uint) Philox(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1)
    {
        for (var round = 0; round < 10; round++)
        {
            var p0 = 0xD2511F53UL * c0;
            var p1 = 0xCD9E8D57UL * c2;
            (c0, c1, c2, c3) = ((uint)(p1 >> 32) ^ c1 ^ k0, (uint)p1, (uint)(p0 >> 32) ^ c3 ^ k1, (uint)p0);
            k0 += 0x9E3779B9;
            k1 += 0xBB67AE85;
        }
        return (c0, c1, c2, c3);
    }

    // The finaliser of SplitMix64 (Steele, Lea and Flood 2014).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong z)
    {
        z += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
