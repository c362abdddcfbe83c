using System.Numerics;

namespace DataTools.Imaging.Checks;

/// <summary>
/// Finds, among millions of 64-bit hashes, those that differ from one in few bits, without comparing all with all:
/// multi-index hashing (Norouzi, Punjani, Fleet, "Fast Search in Hamming Space with Multi-Index Hashing", CVPR 2012). Two
/// hashes that differ in at most 11 bits differ in at most two bits of one of their four quarters.
/// </summary>
internal sealed class HashIndex
{
    /// <summary>The largest distance that is found for certain.</summary>
    public const int Radius = 11;

    private const int Quarters = 4, Bits = 16, Keys = 1 << Bits;

    // All ways to change up to two bits of a quarter, the likeliest first.
    private static readonly int[] Changes =
    [
        0, .. Enumerable.Range(0, Bits).Select(a => 1 << a),
        .. from a in Enumerable.Range(0, Bits) from b in Enumerable.Range(0, a) select (1 << a) | (1 << b),
    ];

    private readonly ulong[] _hashes;
    private readonly int[][] _starts = new int[Quarters][];
    private readonly int[][] _items = new int[Quarters][];

    public HashIndex(ulong[] hashes)
    {
        _hashes = hashes;
        for (var q = 0; q < Quarters; q++)
        {
            var starts = new int[Keys + 1];
            foreach (var hash in hashes)
                starts[Key(hash, q) + 1]++;
            for (var k = 0; k < Keys; k++)
                starts[k + 1] += starts[k];
            var items = new int[hashes.Length];
            var next = starts.AsSpan(0, Keys).ToArray();
            for (var i = 0; i < hashes.Length; i++)
                items[next[Key(hashes[i], q)]++] = i;
            (_starts[q], _items[q]) = (starts, items);
        }
    }

    /// <summary>
    /// Calls <paramref name="found"/> with the index of each hash within <paramref name="distance"/> bits (some of them
    /// more than once), until <paramref name="budget"/> hashes have been looked at; false where that cut the search short.
    /// </summary>
    public bool Search(ulong hash, int distance, int budget, Action<int> found)
    {
        for (var q = 0; q < Quarters; q++)
        {
            var key = Key(hash, q);
            foreach (var change in Changes)
            {
                var near = key ^ change;
                foreach (var item in _items[q].AsSpan(_starts[q][near].._starts[q][near + 1]))
                {
                    if (--budget < 0)
                        return false;
                    if (BitOperations.PopCount(_hashes[item] ^ hash) <= distance)
                        found(item);
                }
            }
        }
        return true;
    }

    private static int Key(ulong hash, int quarter) => (int)(hash >> (quarter * Bits)) & (Keys - 1);
}
