using DataTools.Catalog.Annotations;

namespace DataTools.Catalog.Formats;

/// <summary>Samples one at a time, those that cannot be read reported.</summary>
internal static class SampleStream
{
    /// <summary>
    /// <paramref name="load"/> of each item, when it is asked for. Where that throws <see cref="BadSampleException"/>, the
    /// fault is reported to <paramref name="bad"/>, which throws it or goes on.
    /// </summary>
    public static IEnumerable<Sample> Of<T>(IEnumerable<T> items, Func<T, Sample> load, BadSamples bad, CancellationToken cancellation)
    {
        foreach (var item in items)
        {
            cancellation.ThrowIfCancellationRequested();
            Sample sample;
            try
            {
                sample = load(item);
            }
            catch (BadSampleException fault)
            {
                bad.Report(fault);
                continue;
            }
            yield return sample;
        }
    }

    /// <summary>
    /// The splits of a data set in their order, each a stream of the samples of its items. Throws
    /// <see cref="InvalidInputException"/> where there are no items at all.
    /// </summary>
    public static IReadOnlyList<SplitContent> Splits<T>(
        FileList files, IReadOnlyList<T> items, Func<T, string> split, Func<T, Sample> load, BadSamples bad, CancellationToken cancellation)
    {
        if (items.Count == 0)
            throw new InvalidInputException($"{files.Origin}: it has no image that can be read", "Where it should, another format may fit: name it with --format.");
        return
        [
            .. SplitNames.InOrder(items.GroupBy(split), g => g.Key)
                .Select(g => new SplitContent(g.Key, g.Count(), Of(g, load, bad, cancellation))),
        ];
    }

    /// <summary>The classes of which objects are in an image: its labels, where it has no single one.</summary>
    public static IReadOnlyList<int> LabelsOf(IReadOnlyList<ObjectAnnotation> objects) => [.. objects.Select(o => o.Category).Distinct().Order()];
}
