using DataTools.Catalog;
using DataTools.Catalog.Formats;
using DataTools.Imaging.Codecs;

namespace DataTools.Connectors.Reading;

/// <summary>Content whose images have all been decoded once to see that they can be; their bytes stay as they are.</summary>
internal static class CheckedImages
{
    /// <summary>
    /// The same content, in the same order; what cannot be decoded is reported to <paramref name="bad"/>. Read on one
    /// thread, as the files of an archive share its stream; decoded on several. <paramref name="shown"/>: what the file of
    /// a path is called in errors.
    /// </summary>
    public static DatasetContent Of(Func<string, string> shown, DatasetContent content, BadSamples bad, CancellationToken cancellation) =>
        content with { Splits = [.. content.Splits.Select(s => s with { Samples = Of(shown, s.Samples, bad, cancellation) })] };

    /// <summary>As above, for one stream of samples.</summary>
    public static IEnumerable<Sample> Of(Func<string, string> shown, IEnumerable<Sample> samples, BadSamples bad, CancellationToken cancellation)
    {
        foreach (var (sample, fault) in InOrder.Select(samples, s => Check(shown, s), 2 * Environment.ProcessorCount, cancellation))
        {
            if (fault is null)
                yield return sample;
            else
                bad.Report(fault);
        }
    }

    private static (Sample Sample, BadSampleException? Fault) Check(Func<string, string> shown, Sample sample)
    {
        try
        {
            ImageCodec.Decode(sample.Image.Span, shown(sample.Path ?? sample.Id));
            return (sample, null);
        }
        catch (BadSampleException fault)
        {
            return (sample, fault);
        }
    }
}
