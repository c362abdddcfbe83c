using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using DataTools.Catalog.Formats;
using DataTools.Catalog.Formats.Cifar;
using DataTools.Tests;

namespace DataTools.Catalog.Tests.Formats;

public sealed class CifarFormatTests
{
    private const int Plane = 1024;

    [Fact]
    public void The_real_pictures_are_the_same_in_both_versions_and_have_the_known_pixels()
    {
        var binary = Unpacked("cifar10", "cifar-10-binary.tar.gz");
        var python = Unpacked("cifar10", "cifar-10-python.tar.gz");
        Assert.Same(CifarBinaryFormat.Ten, DatasetFormats.Of(binary));
        Assert.Same(CifarPythonFormat.Ten, DatasetFormats.Of(python));
        var (one, other) = (CifarBinaryFormat.Ten.Load(binary), CifarPythonFormat.Ten.Load(python));
        Assert.Equal(one.Classes, other.Classes);
        var (ones, others) = (one.Samples(), other.Samples());
        Assert.Equal([("train", 1000), ("test", 500)], ones.Select(s => (s.Key, s.Value.Count)));
        Assert.Equal([1000L, 500L], one.Splits.Select(s => s.ExpectedCount!.Value));
        foreach (var (split, samples) in ones)
        {
            foreach (var (a, b) in samples.Zip(others[split], (a, b) => (a, b)))
            {
                Assert.Equal((a.Id, a.Label), (b.Id, b.Label));
                Assert.True(a.Image.Span.SequenceEqual(b.Image.Span), a.Id);
            }
            Assert.Equal(samples.Count, others[split].Count);
        }

        var rows = File.ReadLines(SharedData.Path("data", "cifar10", "index.csv")).Skip(1).Select(l => l.Split(',')).ToList();
        Assert.Equal(1500, rows.Count);
        foreach (var row in rows)
        {
            var sample = others[row[0]][int.Parse(row[1], CultureInfo.InvariantCulture)];
            Assert.Equal((row[2], row[3]), ($"{sample.Label}", other.Classes[sample.Label]));
            Assert.Equal(row[^1], PlanesMd5(sample));
        }
    }

    [Fact]
    public void The_real_fine_labels_are_read()
    {
        var files = Unpacked("cifar100", "cifar-100-binary.tar.gz");
        Assert.Same(CifarBinaryFormat.Hundred, DatasetFormats.Of(files));
        var content = CifarBinaryFormat.Hundred.Load(files);
        Assert.Equal(("apple", "worm", 100), (content.Classes[0], content.Classes[99], content.Classes.Count));
        Assert.Equal([("train", 1000), ("test", 500)], content.Samples().Select(s => (s.Key, s.Value.Count)));
    }

    // Made by Python 3.11's pickle and NumPy 1.24: a batch of two pictures, of which each byte says its place modulo 251.
    [Theory]
    [MemberData(nameof(PickleSamples.Batches), MemberType = typeof(PickleSamples))]
    public void Batches_of_every_protocol_are_read(int protocol, byte[] batch)
    {
        Assert.InRange(protocol, 0, 4);
        var files = Hundred(batch);
        Assert.Same(CifarPythonFormat.Hundred, DatasetFormats.Of(files));
        var samples = CifarPythonFormat.Hundred.Load(files).Samples()["train"];
        Assert.Equal([("train-00000", 1, "a.png"), ("train-00001", 0, "b.png")], samples.Select(s => (s.Id, s.Label, s.Path!)));
        var pixels = Enumerable.Range(0, 2 * 3 * Plane).Select(i => (byte)(i % 251)).ToArray();
        Assert.Equal(StoredPng.Encode(Interleaved(pixels[(3 * Plane)..]), 32, 32, 3), samples[1].Image.ToArray());
    }

    public static TheoryData<string, string, string> BrokenBatches() => new()
    {
        { "cut off", "80027d7101", "set: train: pickle, byte 5: cut off: 1 bytes are announced, 0 are left" },
        { "no dictionary", "80025d2e", "set: train: the pickle holds no dictionary" },
        { "no data", "80027d2e", "set: train: the pickle has no data" },
        { "a command", "63706f736978\n73797374656d\n2858020000006c737452".Replace("\n", "0a", StringComparison.Ordinal) + "2e", "set: train: pickle, byte 0: it names posix.system, which a data set has no use for and which is not run" },
        { "a class", "80024b018129" + "2e", "set: train: pickle, byte 4: the opcode NEWOBJ is not allowed" },
        { "an instance", "2869", "set: train: pickle, byte 1: the opcode INST is not allowed" },
        { "more than the end", "80027d2e00", "set: train: pickle, byte 3: 1 bytes follow the end" },
    };

    [Theory]
    [MemberData(nameof(BrokenBatches))]
    public void A_batch_that_cannot_be_is_told(string what, string hex, string message)
    {
        Assert.NotEmpty(what);
        var error = CifarPythonFormat.Hundred.Refused(Hundred(Convert.FromHexString(hex)));
        Assert.IsType<CorruptFileException>(error);
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Counts_and_labels_that_cannot_be_are_told()
    {
        var batch = PickleSamples.Protocol2;
        // The label 0 (K\0) of the second picture.
        var at = batch.AsSpan().IndexOf("K\u0001K\u0000"u8);
        Assert.True(at > 0);
        byte[] changed = [.. batch];
        changed[at + 3] = 2;
        Assert.Equal("set: train: label 2 of record 1 is not one of the 2 classes", CifarPythonFormat.Hundred.Refused(Hundred(changed)).Message);
        changed = [.. batch[..at], .. batch[(at + 2)..]];
        Assert.Equal("set: train: 2 pictures, but 1 fine_labels", CifarPythonFormat.Hundred.Refused(Hundred(changed)).Message);

        var files = Tree.Of(("a/batches.meta.txt", "cat\n\ndog\n"), ("a/data_batch_1.bin", ""), ("a/data_batch_3.bin", ""));
        Assert.Equal("set: a/data_batch_2.bin: the file is missing", CifarBinaryFormat.Ten.Refused(files).Message);
        Assert.Equal("set: a/batches.meta.txt: it names no class", CifarBinaryFormat.Ten.Refused(Tree.Of(("a/batches.meta.txt", " \n"), ("a/test_batch.bin", ""))).Message);
        Assert.Equal("set: a/test_batch.bin: cut off: 4 bytes are no whole number of records of 3073 bytes", CifarBinaryFormat.Ten.Refused(Tree.Of(("a/batches.meta.txt", "cat"), ("a/test_batch.bin", "1234"))).Message);
        Assert.Contains("there are a/fine_label_names.txt and b/fine_label_names.txt", CifarBinaryFormat.Hundred.Refused(Tree.Of(("a/fine_label_names.txt", "cat"), ("b/fine_label_names.txt", "cat"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_the_pickle_is_changed_to_there_is_content_or_an_error_of_ours()
    {
        CifarPythonFormat.Hundred.FuzzBriefly(Hundred(PickleSamples.Protocol2), "train");
        CifarPythonFormat.Hundred.FuzzBriefly(Hundred(PickleSamples.Protocol2), "meta");
        CifarBinaryFormat.Ten.FuzzBriefly(Tree.Of(("batches.meta.txt", "cat\ndog\n"), ("test_batch.bin", new string('\0', 3073 * 2))), "test_batch.bin");
        CifarBinaryFormat.Ten.FuzzBriefly(Tree.Of(("batches.meta.txt", "cat\ndog\n"), ("test_batch.bin", new string('\0', 3073 * 2))), "batches.meta.txt");
    }

    private static FileList Hundred(byte[] batch) => new("set", [Tree.Bytes("meta", PickleSamples.Meta), Tree.Bytes("train", batch)]);

    private static byte[] Interleaved(byte[] planes) =>
        [.. Enumerable.Range(0, Plane).SelectMany(i => new[] { planes[i], planes[Plane + i], planes[(2 * Plane) + i] })];

    // The pixels lie uncompressed in our PNG, behind a byte a row.
    private static string PlanesMd5(Sample sample)
    {
        var png = sample.Image.ToArray();
        var at = png.AsSpan().IndexOf("IDAT"u8) + 4 + 2 + 5;
        var rgb = Enumerable.Range(0, 32).SelectMany(y => png[(at + (y * 97) + 1)..(at + ((y + 1) * 97))]).ToArray();
        return Convert.ToHexStringLower(MD5.HashData([.. Enumerable.Range(0, 3).SelectMany(c => Enumerable.Range(0, Plane).Select(i => rgb[(3 * i) + c]))]));
    }

    private static FileList Unpacked(string folder, string name)
    {
        using var gzip = new GZipStream(File.OpenRead(SharedData.Path("data", folder, name)), CompressionMode.Decompress);
        using var tar = new TarReader(gzip);
        var files = new List<ListedFile>();
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is null)
                continue;
            var bytes = new byte[entry.Length];
            entry.DataStream.ReadExactly(bytes);
            files.Add(Tree.Bytes(entry.Name, bytes));
        }
        return new("set", files);
    }
}
