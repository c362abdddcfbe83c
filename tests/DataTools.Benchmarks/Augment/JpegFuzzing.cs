using System.Diagnostics;
using DataTools.Catalog;
using DataTools.Imaging.Codecs;
using DataTools.Imaging.Tests.Codecs.Jpeg;

namespace DataTools.Benchmarks.Augment;

/// <summary>
/// The managed JPEG decoder on 100,000 damaged files: none may crash, hang, or cost more memory than its size; what it still
/// decodes is compared with SkiaSharp. They may differ where the damage makes coefficients too large for any picture: what
/// overflows there is not defined, and SkiaSharp's own answer changes with the processor.
/// </summary>
internal static class JpegFuzzing
{
    private const int Count = 100_000;

    public static void Run(Report report)
    {
        var (outcomes, slowest) = (new Dictionary<FuzzResult, int>(), 0.0);
        var (same, near, far, refused, start) = (0, 0, 0, 0, Stopwatch.GetTimestamp());
        for (var n = 0; n < Count; n++)
        {
            var begun = Stopwatch.GetTimestamp();
            var (result, image, input) = JpegFuzz.Decode(n);
            slowest = Math.Max(slowest, Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            outcomes[result] = outcomes.GetValueOrDefault(result) + 1;
            if (image is null)
                continue;
            try
            {
                using var other = ImageCodec.Open(input, "", JpegDecoder.Skia);
                // As stored, as the decoder gives it.
                var theirs = other.Exif is 0 or 1 ? other.Decode().Pixels : image.Pixels;
                var furthest = theirs.Length == image.Pixels.Length ? theirs.Zip(image.Pixels, (a, b) => Math.Abs(a - b)).Max() : 256;
                (same, near, far) = furthest == 0 ? (same + 1, near, far) : furthest <= 4 ? (same, near + 1, far) : (same, near, far + 1);
            }
            catch (BadSampleException)
            {
                refused++;
                report.Note($"input {n} is decoded here, and refused by SkiaSharp");
            }
        }
        report.Row("damaged files", Count / Stopwatch.GetElapsedTime(start).TotalSeconds, "a second");
        foreach (var (result, count) in outcomes.OrderBy(o => o.Key))
            report.Row($"  {result}", count, "files");
        report.Row("  the slowest", slowest, "ms");
        report.Note($"Of those decoded {same} are the bytes of SkiaSharp, {near} differ by 4 at most, {far} by more, {refused} it refuses.");
    }
}
