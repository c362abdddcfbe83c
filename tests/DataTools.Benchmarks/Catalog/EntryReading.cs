using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Randomness;
using DataTools.Catalog.Storage;
using DataTools.Catalog.Workspaces;

namespace DataTools.Benchmarks.Catalog;

/// <summary>
/// Writing, opening and reading an entry of 60,000 images of about 900 bytes, as Fashion-MNIST has. Targets: opens in
/// less than 100 ms, 100,000 random samples a second or more on one thread. The files lie in the page cache.
/// </summary>
internal static class EntryReading
{
    private const int Count = 60_000, Classes = 10, Files = 10_000, Repeats = 7;

    public static void Run(Report report)
    {
        var folder = Directory.CreateTempSubdirectory("datatools-benchmark-").FullName;
        try
        {
            var samples = Samples();
            var megabytes = samples.Sum(s => (double)s.Image.Length) / 1e6;
            var flat = Path.Combine(folder, "flat");
            var store = new EntryStore(Workspace.Locate(folder, folder, _ => null));

            var written = Report.Once(() => Write(store, samples));
            report.Row("write", megabytes / written, "MB/s", megabytes / Report.Once(() => WriteFlat(flat, samples)), "the bytes into one file, flushed");
            Opening(report, store, flat);
            using var entry = store.Open("bench");
            Reading(report, entry.Split(SplitNames.Train), samples, flat, folder);
            report.Note($"{Count:#,0} images, {megabytes:0.0} MB; opening and reading: median of {Repeats}; one thread; page cache warm.");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Opening(Report report, EntryStore store, string flat)
    {
        var first = Report.Once(() => store.Open("bench").Dispose());
        var open = Report.Median(Repeats, () => store.Open("bench").Dispose());
        var whole = Report.Median(Repeats, () => File.ReadAllBytes(flat));
        report.Row("first open", first * 1e3, "ms", whole * 1e3, "the bytes from one file into memory");
        report.Row("open", open * 1e3, "ms", whole * 1e3, "the bytes from one file into memory");
    }

    private static void Reading(Report report, EntrySplit split, Sample[] samples, string flat, string folder)
    {
        var order = Enumerable.Range(0, Count).ToArray();
        var inOrder = order.ToArray();
        new RandomStream(1).Shuffle<int>(order);

        Rate(split, order);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Rate(split, order);
        var allocated = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Count;

        using var reader = new FlatReader(flat, samples);
        var random = Count / Report.Median(Repeats, () => Rate(split, order));
        var sequential = Count / Report.Median(Repeats, () => Rate(split, inOrder));
        report.Row("random samples", random, "/s", Count / Report.Median(Repeats, () => reader.Read(order)), "seek and read in one file");
        report.Row("random samples", random, "/s", SeparateFiles(folder, samples, order), "File.ReadAllBytes, a file an image");
        report.Row("random samples allocate", allocated, "bytes each");
        report.Row("sequential samples", sequential, "/s", Count / Report.Median(Repeats, () => reader.Read(inOrder)), "seek and read in one file");
    }

    // Image, label and id of each; every image is looked at, first byte to last, so that its pages are really there.
    private static void Rate(EntrySplit split, int[] order)
    {
        long sum = 0;
        foreach (var i in order)
            sum += Sum(split.Image(i)) + split.Label(i) + split.IdUtf8(i).Length;
        GC.KeepAlive(sum == 0 ? split : null);
    }

    private static long Sum(ReadOnlySpan<byte> bytes)
    {
        long sum = 0;
        foreach (var value in System.Runtime.InteropServices.MemoryMarshal.Cast<byte, long>(bytes))
            sum += value;
        return sum;
    }

    private static double SeparateFiles(string folder, Sample[] samples, int[] order)
    {
        string PathOf(int i) => Path.Combine(folder, "files", $"{i % 100}", $"{i}.png");
        var some = order.Where(i => i < Files).ToArray();
        foreach (var i in some)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(PathOf(i))!);
            File.WriteAllBytes(PathOf(i), samples[i].Image.Span);
        }
        long sum = 0;
        return Files / Report.Median(3, () =>
        {
            foreach (var i in some)
                sum += Sum(File.ReadAllBytes(PathOf(i)));
        });
    }

    private static void Write(EntryStore store, Sample[] samples) => store.Write(
        new DatasetCard { Name = "bench", Source = "benchmark:bench" },
        new DatasetContent([.. Enumerable.Range(0, Classes).Select(c => $"class {c}")], [new(SplitNames.Train, Count, samples)]));

    private static void WriteFlat(string path, Sample[] samples)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
        foreach (var sample in samples)
            file.Write(sample.Image.Span);
        file.Flush(flushToDisk: true);
    }

    private static Sample[] Samples()
    {
        var random = new RandomStream(2);
        var samples = new Sample[Count];
        for (var i = 0; i < Count; i++)
        {
            var image = new byte[800 + random.NextInt(200)];
            for (var k = 0; k + 4 <= image.Length; k += 4)
                BitConverter.TryWriteBytes(image.AsSpan(k), random.NextUInt32());
            samples[i] = new($"train/{i}", image, random.NextInt(Classes));
        }
        return samples;
    }

    /// <summary>The baseline: the images one after another in a file, read at their offsets into one buffer.</summary>
    private sealed class FlatReader : IDisposable
    {
        private readonly Microsoft.Win32.SafeHandles.SafeFileHandle _file;
        private readonly long[] _offsets;
        private readonly byte[] _buffer = new byte[1024];
        private long _sum;

        public FlatReader(string path, Sample[] samples)
        {
            _file = File.OpenHandle(path);
            _offsets = new long[samples.Length + 1];
            for (var i = 0; i < samples.Length; i++)
                _offsets[i + 1] = _offsets[i] + samples[i].Image.Length;
        }

        public void Read(int[] order)
        {
            foreach (var i in order)
            {
                var image = _buffer.AsSpan(0, (int)(_offsets[i + 1] - _offsets[i]));
                RandomAccess.Read(_file, image, _offsets[i]);
                _sum += Sum(image);
            }
        }

        public void Dispose() => _file.Dispose();
    }
}
