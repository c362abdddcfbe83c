namespace DataTools.Imaging.Checks;

/// <summary>Two images of an entry that are the same.</summary>
/// <param name="A">The one.</param>
/// <param name="B">The other.</param>
/// <param name="How"><see cref="Exact"/>, <see cref="Near"/> or <see cref="Mirrored"/>.</param>
internal sealed record DuplicatePair(ImageFacts A, ImageFacts B, string How)
{
    public const string Exact = "same file", Near = "shows the same", Mirrored = "mirrored";

    /// <summary>
    /// All pairs, those of equal files first. Of a group of equal files the first stands for all: n - 1 pairs, not
    /// n (n - 1) / 2; one more for each split that it meets.
    /// </summary>
    public static IEnumerable<DuplicatePair> Of(IReadOnlyList<ImageFacts> images, IReadOnlyList<NearPair> near)
    {
        var same = Enumerable.Range(0, images.Count).GroupBy(i => images[i].ContentHash).Where(g => g.Count() > 1).Select(g => g.ToList()).ToList();
        foreach (var group in same)
        {
            var firsts = new Dictionary<string, int>();
            foreach (var at in group)
            {
                var split = images[at].At.Split;
                if (firsts.TryGetValue(split, out var first))
                    yield return new(images[first], images[at], Exact);
                else
                    firsts.Add(split, at);
                foreach (var (other, earlier) in firsts.Where(f => f.Key != split))
                    yield return new(images[earlier], images[at], Exact);
            }
        }
        var twins = same.ToDictionary(g => images[g[0]].ContentHash);
        // A near duplicate of a file is one of its copies in other splits as well.
        IEnumerable<int> Copies(int image) => twins.TryGetValue(images[image].ContentHash, out var group) ? group.DistinctBy(g => images[g].At.Split) : [image];
        foreach (var pair in near)
        {
            foreach (var a in Copies(pair.First))
            {
                foreach (var b in Copies(pair.Second))
                    yield return new(images[a], images[b], pair.Mirrored ? Mirrored : Near);
            }
        }
    }
}
