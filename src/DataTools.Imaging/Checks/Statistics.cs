namespace DataTools.Imaging.Checks;

/// <summary>Sizes and colours of each split.</summary>
internal static class Statistics
{
    public static IReadOnlyList<SplitStatistics> Of(Inspection inspection) =>
        [.. inspection.Entry.Splits.Select(s => Of(s.Name, [.. inspection.Images.Where(i => i.At.Split == s.Name && i.Fault is null)]))];

    private static SplitStatistics Of(string split, List<ImageFacts> images)
    {
        var channels = images.TrueForAll(i => i.IsGray) ? 1 : 3;
        var (mean, std) = (new double[channels], new double[channels]);
        var pixels = images.Sum(i => (double)i.Width * i.Height);
        for (var c = 0; c < channels && pixels > 0; c++)
        {
            mean[c] = images.Sum(i => i.Sums[i.IsGray ? 0 : c]) / pixels;
            std[c] = Math.Sqrt(Math.Max(0, (images.Sum(i => i.Squares[i.IsGray ? 0 : c]) / pixels) - (mean[c] * mean[c])));
        }
        return new(
            split, images.Count, images.Count(i => i.IsGray),
            images.GroupBy(i => i.Encoding ?? "other").OrderByDescending(g => g.Count()).ToDictionary(g => g.Key, g => g.Count()),
            Range(images.Select(i => i.Width)), Range(images.Select(i => i.Height)), mean, std);
    }

    private static IReadOnlyList<int> Range(IEnumerable<int> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? [] : [sorted[0], sorted[sorted.Count / 2], sorted[^1]];
    }
}
