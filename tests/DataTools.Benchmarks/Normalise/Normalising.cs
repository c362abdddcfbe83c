using System.Diagnostics;
using System.Security.Cryptography;
using DataTools.Catalog;
using DataTools.Catalog.Formats;
using DataTools.Catalog.Randomness;
using DataTools.Catalog.Storage;
using DataTools.Catalog.Workspaces;
using DataTools.Connectors;
using DataTools.Imaging.Checks;
using DataTools.Imaging.Codecs;
using DataTools.Imaging.Pixels;
using DataTools.Imaging.Tests.Checks;

namespace DataTools.Benchmarks.Normalise;

/// <summary>
/// A folder of 200,000 small JPEGs and one of 50,000 PNGs of CIFAR's size become entries: rate against reading and hashing
/// the same files, memory, disk. Then the checks look for 4,000 duplicates that were planted among the JPEGs.
/// </summary>
internal static class Normalising
{
    private const int Jpegs = 200_000, Pngs = 50_000, Classes = 100, PlantedEach = 1000, JpegSide = 64, PngSide = 32;

    // By number, so that a picture and its change can be told from the name.
    private static readonly (string Kind, Func<PixelImage, int, PixelImage> Change)[] Changes =
        [.. Planted.Changes.Where(c => c.Name is "crop to 90 %" or "JPEG quality 50" or "resize to 60 %" or "mirrored")];

    public static void Run(Report report)
    {
        var folder = Directory.CreateTempSubdirectory("datatools-benchmark-").FullName;
        try
        {
            var jpegs = Path.Combine(folder, "jpegs");
            Parallel.For(0, Jpegs - (PlantedEach * Changes.Length), i => Write(jpegs, i, ImageCodec.EncodeJpeg(Picture(i, JpegSide), 90), "jpg"));
            Parallel.For(0, PlantedEach * Changes.Length, i => Write(
                jpegs, Jpegs + i, ImageCodec.EncodeJpeg(Changes[i % Changes.Length].Change(Picture(SourceOf(i), JpegSide), i), Changes[i % Changes.Length].Kind.StartsWith("JPEG", StringComparison.Ordinal) ? 50 : 90), "jpg"));
            var pngs = Path.Combine(folder, "pngs");
            Parallel.For(0, Pngs, i => Write(pngs, i, ImageCodec.EncodePng(Picture(i, PngSide)), "png"));
            Pull(report, folder, pngs, "50,000 PNGs of 32 x 32");
            Pull(report, folder, jpegs, "200,000 JPEGs of 64 x 64");
            Check(report, folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Pull(Report report, string folder, string images, string what)
    {
        var files = FolderFiles.List(images, CancellationToken.None);
        var bytes = files.Files.Sum(f => f.Bytes);
        var hashed = Report.Once(() =>
        {
            foreach (var file in files.Files)
                SHA256.HashData(file.ReadAll(file.Path));
        });
        var services = new ServiceContext(Workspace.Locate(folder, folder, _ => null), _ => null, TimeProvider.System, "benchmark");
        using var puller = new Puller(services);
        using var watch = new DiskWatch(Path.Combine(folder, "catalogs"), Path.Combine(folder, "cache"));
        GC.Collect();
        var before = Environment.WorkingSet;
        using var process = Process.GetCurrentProcess();
        var peak = 0L;
        using var sampling = new Timer(_ => peak = Math.Max(peak, Environment.WorkingSet), null, 0, 100);
        var taken = Report.Once(() => puller.PullAsync(new DatasetRef("folder", images), new()).GetAwaiter().GetResult());
        report.Row($"{what}: into an entry", files.Files.Count / taken, "images/s", files.Files.Count / hashed, "reading and hashing (SHA-256) the same files, one thread");
        report.Row("  memory beyond the start's", (peak - before) / 1e6, "MB");
        report.Row("  most disk meanwhile", watch.Peak() / 1e6, "MB", DiskWatch.Size(Path.Combine(folder, "catalogs", Path.GetFileName(images))) / 1e6, "the entry");
        report.Note($"{what}: {bytes / 1e6:0.0} MB of files.");
    }

    private static void Check(Report report, string folder)
    {
        using var entry = new EntryStore(Workspace.Locate(folder, folder, _ => null)).Open("jpegs");
        CheckReport found = null!;
        report.Row("check with near duplicates, 200,000 images", Report.Once(() => found = EntryChecks.Run(entry, near: true, Environment.ProcessorCount, null, CancellationToken.None)), "s");
        var pairs = found.Findings.Where(f => f.Check is "near-duplicates" or "mirrored-duplicates")
            .SelectMany(f => f.Instances.Where(i => i.Other is not null).Select(i => (Mirrored: f.Check[0] == 'm', A: Number(i.Sample.Id), B: Number(i.Other!.Id)))).ToList();
        var right = pairs.Where(p => Math.Max(p.A, p.B) >= Jpegs && Math.Min(p.A, p.B) == SourceOf(Math.Max(p.A, p.B) - Jpegs)).ToList();
        for (var c = 0; c < Changes.Length; c++)
        {
            var kind = Changes[c].Kind;
            report.Row($"  found: {kind}", 100.0 * right.Count(p => (Math.Max(p.A, p.B) - Jpegs) % Changes.Length == c && p.Mirrored == (kind == "mirrored")) / PlantedEach, "%");
        }
        report.Row("  of the pairs found were planted", 100.0 * right.Count / Math.Max(1, pairs.Count), "%");
    }

    private static int SourceOf(int planted) => planted * 47;

    private static int Number(string id) => int.Parse(Path.GetFileNameWithoutExtension(id), System.Globalization.CultureInfo.InvariantCulture);

    private static void Write(string folder, int number, byte[] encoded, string extension)
    {
        var target = Path.Combine(folder, $"class{number % Classes:D3}");
        Directory.CreateDirectory(target);
        File.WriteAllBytes(Path.Combine(target, $"{number:D7}.{extension}"), encoded);
    }

    // Soft random patches: unlike every other number's.
    private static PixelImage Picture(int number, int side)
    {
        const int grid = 7;
        var random = new RandomStream((ulong)number, 5);
        var values = new byte[grid * grid * 3];
        for (var i = 0; i < values.Length; i++)
            values[i] = (byte)random.NextInt(256);
        var image = new PixelImage(side, side, 3);
        for (var y = 0; y < side; y++)
        {
            var (top, fy) = Math.DivRem(y * (grid - 1) * 256 / side, 256);
            for (var x = 0; x < side; x++)
            {
                var (left, fx) = Math.DivRem(x * (grid - 1) * 256 / side, 256);
                var at = ((top * grid) + left) * 3;
                for (var c = 0; c < 3; c++)
                {
                    var upper = (values[at + c] * (256 - fx)) + (values[at + 3 + c] * fx);
                    var lower = (values[at + (3 * grid) + c] * (256 - fx)) + (values[at + (3 * grid) + 3 + c] * fx);
                    image.Pixels[(((y * side) + x) * 3) + c] = (byte)(((upper * (256 - fy)) + (lower * fy)) >> 16);
                }
            }
        }
        return image;
    }

    /// <summary>The most bytes that some folders took while it lived.</summary>
    private sealed class DiskWatch : IDisposable
    {
        private readonly string[] _folders;
        private readonly long _before;
        private readonly Timer _timer;
        private long _peak;

        public DiskWatch(params string[] folders)
        {
            _folders = folders;
            _before = folders.Sum(Size);
            _timer = new(_ => Look(), null, 0, 250);
        }

        public long Peak()
        {
            Look();
            return _peak - _before;
        }

        public static long Size(string folder)
        {
            try
            {
                return Directory.Exists(folder) ? new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length) : 0;
            }
            catch (IOException)
            {
                // Renamed while it was looked at: the next look sees it.
                return 0;
            }
        }

        public void Dispose() => _timer.Dispose();

        private void Look() => _peak = Math.Max(_peak, _folders.Sum(Size));
    }
}
