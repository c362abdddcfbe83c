using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace DataTools.Tests;

/// <summary>The development kit of ILSVRC2012, and tars, made in memory.</summary>
internal static class MadeImageNet
{
    /// <summary>
    /// The three files by their roles: two classes, three pictures to learn from and two to validate, whose first bytes are
    /// their numbers.
    /// </summary>
    public static Dictionary<string, byte[]> Files()
    {
        const string first = "n01440764", second = "n01443537";
        return new()
        {
            ["train images"] = Tar(($"{second}.tar", Tar(($"{second}_1.JPEG", [1]))), ($"{first}.tar", Tar(($"{first}_2.JPEG", [2]), ($"{first}_3.JPEG", [3])))),
            ["validation images"] = Tar(("ILSVRC2012_val_00000002.JPEG", [12]), ("ILSVRC2012_val_00000001.JPEG", [11])),
            ["devkit"] = Kit(Meta((2, first, "tench, Tinca tinca", 0), (1, second, "goldfish", 0), (1001, "n00001740", "entity", 2)), "1\n2\n"),
        };
    }

    /// <summary><c>meta.mat</c>: a structure for each synset, with its number, WordNet id, words and number of children.</summary>
    public static byte[] Meta(params (int Number, string Id, string Words, int Children)[] synsets)
    {
        var mat = new MadeMat();
        byte[] Number(int value) => mat.Numbers("", [1, 1], [value]);
        return mat.File(mat.Structs(
            "synsets", [synsets.Length, 1], ["ILSVRC2012_ID", "WNID", "words", "gloss", "num_children", "children", "wordnet_height", "num_train_images"],
            [.. synsets.Select(s => (byte[])
            [
                .. Number(s.Number), .. mat.Text("", s.Id), .. mat.Text("", s.Words), .. mat.Text("", "a gloss"), .. Number(s.Children),
                .. mat.Numbers("", [1, s.Children], [.. Enumerable.Range(1, s.Children).Select(i => (double)i)]), .. Number(0), .. Number(1300),
            ])]));
    }

    /// <summary>The kit as it is published.</summary>
    public static byte[] Kit(byte[] meta, string truth)
    {
        const string data = "ILSVRC2012_devkit_t12/data/";
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(Tar(("ILSVRC2012_devkit_t12/readme.txt", "text"u8.ToArray()), (data + "meta.mat", meta), (data + "ILSVRC2012_validation_ground_truth.txt", Encoding.ASCII.GetBytes(truth))));
        return packed.ToArray();
    }

    /// <summary>A tar with these files, in order.</summary>
    public static byte[] Tar(params (string Name, byte[] Content)[] files)
    {
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach (var (name, content) in files)
                tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
        }
        return bytes.ToArray();
    }
}
