using DataTools.Catalog.Randomness;

namespace DataTools.Training.Feeding;

/// <summary>
/// Divides samples of several classes so that each part has its share of each class (Sechidis, Tsoumakas and Vlahavas, "On
/// the stratification of multi-label data", ECML 2011): the rarest class first, each of its samples to the part that wants
/// most of it.
/// </summary>
internal static class IterativeStratification
{
    /// <summary>The keys of the share <paramref name="fraction"/> of the samples, by the seed and the keys alone.</summary>
    /// <param name="samples">Each with a key of its own and its classes.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="fraction">Above 0 and below 1.</param>
    /// <param name="seed">Decides which of equals.</param>
    public static IReadOnlySet<string> Choose(IReadOnlyList<(string Key, int[] Classes)> samples, int classes, double fraction, ulong seed)
    {
        var left = samples.OrderBy(s => new RandomStream(seed, RandomStream.KeyOf(s.Key)).NextUInt32()).ThenBy(s => s.Key, StringComparer.Ordinal).ToList();
        double[] shares = [fraction, 1 - fraction];
        var wanted = shares.Select(share => share * left.Count).ToArray();
        var ofClass = shares.Select(share => Count(left, classes).Select(n => share * n).ToArray()).ToArray();
        var chosen = new HashSet<string>(StringComparer.Ordinal);
        while (left.Count > 0)
        {
            var counts = Count(left, classes);
            // The rarest of what is left; -1: samples without any class.
            var rarest = Enumerable.Range(0, classes).Where(c => counts[c] > 0).OrderBy(c => counts[c]).FirstOrDefault(-1);
            foreach (var sample in left.Where(s => rarest < 0 || s.Classes.Contains(rarest)))
            {
                var part = Wants(0, rarest).CompareTo(Wants(1, rarest)) > 0 ? 0 : 1;
                if (part == 0)
                    chosen.Add(sample.Key);
                wanted[part]--;
                foreach (var c in sample.Classes)
                    ofClass[part][c]--;
            }
            left.RemoveAll(s => rarest < 0 || s.Classes.Contains(rarest));
        }
        return chosen;

        (double OfClass, double OfAll) Wants(int part, int c) => (c < 0 ? 0 : ofClass[part][c], wanted[part]);
    }

    private static int[] Count(IEnumerable<(string Key, int[] Classes)> samples, int classes)
    {
        var counts = new int[classes];
        foreach (var c in samples.SelectMany(s => s.Classes))
            counts[c]++;
        return counts;
    }
}
