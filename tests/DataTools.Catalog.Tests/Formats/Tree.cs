using System.Diagnostics;
using System.Text;
using CsCheck;
using DataTools.Catalog.Formats;

namespace DataTools.Catalog.Tests.Formats;

/// <summary>Files of a data set: those of a real folder, or some given as text and bytes.</summary>
internal static class Tree
{
    /// <summary>A picture of 4 x 2 pixels.</summary>
    public static byte[] Png { get; } = StoredPng.Encode(new byte[8], 4, 2);

    public static FileList Of(string folder) => new(folder, Listed(folder));

    /// <summary>The files below a folder as a list, their paths below <paramref name="prefix"/>.</summary>
    public static IEnumerable<ListedFile> Listed(string folder, string prefix = "") =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(f => (Path: prefix + Path.GetRelativePath(folder, f).Replace('\\', '/'), Real: f)).OrderBy(f => f.Path, StringComparer.Ordinal)
            .Select(f => new ListedFile(f.Path, new FileInfo(f.Real).Length, () => File.OpenRead(f.Real)));

    public static FileList Of(params (string Path, string Text)[] files) => new("set", files.Select(f => Bytes(f.Path, Encoding.UTF8.GetBytes(f.Text))));

    /// <summary>Text files, and a picture for each other path.</summary>
    public static FileList Of(IEnumerable<string> images, params (string Path, string Text)[] files) =>
        new("set", [.. files.Select(f => Bytes(f.Path, Encoding.UTF8.GetBytes(f.Text))), .. images.Select(i => Bytes(i, Png))]);

    public static ListedFile Bytes(string path, byte[] bytes) => new(path, bytes.Length, () => new MemoryStream(bytes));

    /// <summary>The same files with other bytes in one of them.</summary>
    public static FileList With(this FileList files, string path, byte[] bytes) =>
        new(files.Origin, [.. files.Files.Where(f => f.Path != path), Bytes(path, bytes)]);

    public static FileList With(this FileList files, string path, string text) => files.With(path, Encoding.UTF8.GetBytes(text));

    public static FileList Without(this FileList files, string path) => new(files.Origin, files.Files.Where(f => f.Path != path));

    public static DatasetContent Load(this DatasetFormat format, FileList files, ReadOptions? options = null) =>
        format.Read(files, options ?? Strict, CancellationToken.None);

    /// <summary>All samples by split, each read.</summary>
    public static IReadOnlyDictionary<string, List<Sample>> Samples(this DatasetContent content) =>
        content.Splits.ToDictionary(s => s.Name, s =>
        {
            var samples = s.Samples.ToList();
            Assert.Equal(samples.Count, samples.Select(x => x.Id).Distinct().Count());
            return samples;
        });

    public static ReadOptions Strict => new() { BadSamples = new(OnBadSample.Fail) };

    public static ReadOptions Lenient(List<BadSampleException> faults) => new() { BadSamples = new(OnBadSample.Skip, faults.Add) };

    /// <summary>The fault of reading everything.</summary>
    public static DataToolsException Refused(this DatasetFormat format, FileList files) =>
        Assert.ThrowsAny<DataToolsException>(() => format.Load(files).Samples());

    /// <summary>
    /// Whatever a file is changed to, the set can be read, with some samples reported perhaps, or there is an error that
    /// users can understand; in bounded time.
    /// </summary>
    public static void Fuzz(this DatasetFormat format, FileList files, string path, int iter = 3000)
    {
        var original = files.Get(path).ReadAll(path);
        Mutations(original).Sample(
            bytes =>
            {
                var clock = Stopwatch.StartNew();
                try
                {
                    var changed = files.With(path, bytes);
                    format.Recognise(changed);
                    foreach (var samples in format.Load(changed, Lenient([])).Splits)
                        samples.Samples.Take(3).Count();
                }
                catch (DataToolsException e)
                {
                    Assert.Contains(files.Origin, e.Message, StringComparison.Ordinal);
                }
                Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"{bytes.Length} bytes took {clock.Elapsed}");
            },
            iter: iter, threads: 1);
    }

    /// <summary>The bytes with some changed, cut off, repeated or exchanged for what parsers stumble over.</summary>
    public static Gen<byte[]> Mutations(byte[] original)
    {
        var place = Gen.Int[0, Math.Max(original.Length - 1, 0)];
        string[] odd =
        [
            "", "\0", "\uFEFF", "<", ">", "&", "\"", "{", "}", "[", "]", ",", ":", "-1", "1e999", "NaN", "99999999999999999999", "0,5", "\n", "null",
            "<!DOCTYPE a [<!ENTITY b \"c\">]>", "&b;", "../", "\t", " ", "é",
        ];
        var pieces = Gen.Int[0, odd.Length - 1].Select(i => Encoding.UTF8.GetBytes(odd[i]));
        return Gen.OneOf(
            Gen.Select(place, Gen.Byte, (at, b) => (byte[])[.. original[..at], b, .. original.Skip(at + 1)]),
            Gen.Select(place, place, (a, b) => (byte[])[.. original[..Math.Min(a, b)], .. original[Math.Max(a, b)..]]),
            Gen.Select(place, pieces, (at, piece) => (byte[])[.. original[..at], .. piece, .. original[at..]]),
            Gen.Select(place, pieces, Gen.Int[1, 12], (at, piece, length) => (byte[])[.. original[..at], .. piece, .. original.Skip(at + length)]),
            Gen.Select(place, place, (a, b) => (byte[])[.. original, .. original[Math.Min(a, b)..Math.Max(a, b)]]),
            place.Select(at => original[..at]),
            Gen.Byte.Array[0, 40]);
    }
}
