using System.Text;

namespace DataTools.Catalog.Storage;

/// <summary>The fingerprint that an entry would have, without writing it.</summary>
public static class ContentFingerprint
{
    /// <summary>Reads all samples once. Equals <see cref="Cards.DatasetCard.Fingerprint"/> of an entry with this content.</summary>
    public static string Of(DatasetContent content, Func<SplitContent, IProgress<long>?>? progress = null, CancellationToken cancellation = default)
    {
        var splits = new List<(string Name, int Samples, byte[] Hash)>();
        foreach (var split in content.Splits)
        {
            var report = progress?.Invoke(split);
            using var fingerprint = new SplitFingerprint();
            var count = 0;
            foreach (var sample in split.Samples)
            {
                cancellation.ThrowIfCancellationRequested();
                fingerprint.Add(Encoding.UTF8.GetBytes(sample.Id), sample.Label, sample.Image.Span, sample.Annotations);
                count++;
                report?.Report(count);
            }
            splits.Add((split.Name, count, fingerprint.Finish()));
        }
        return SplitFingerprint.OfEntry(content.Classes, SplitNames.InOrder(splits, s => s.Name));
    }
}
