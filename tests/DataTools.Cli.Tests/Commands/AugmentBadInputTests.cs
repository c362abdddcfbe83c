using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using DataTools.Catalog;
using DataTools.Catalog.Annotations;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Storage;
using DataTools.Catalog.Workspaces;
using DataTools.Imaging.Codecs;
using DataTools.Imaging.Pixels;

namespace DataTools.Cli.Tests.Commands;

/// <summary>Images, boxes and policies that few think of: each has a defined result, or an error that names the sample.</summary>
public sealed class AugmentBadInputTests : IDisposable
{
    private const string Sample = "cat/7.png";

    private const string
        Gray16 = "iVBORw0KGgoAAAANSUhEUgAAAAQAAAABEAAAAACMx4xSAAAAEUlEQVR4nGNgYHBoOPD//38ADQMEfnH+3tcAAAAASUVORK5CYII=",
        Rgb16 = "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABEAIAAAAr0DSeAAAAFUlEQVR4nGP4/7+BgYFByGT1WUZGACJ8BD/yTvViAAAAAElFTkSuQmCC",
        Transparent = "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAQAAABeK7cBAAAADUlEQVR4nGM88Z+hEQAGqAJKeGhdaQAAAABJRU5ErkJggg==",
        Cmyk = "/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwAFAwQEBAMFBAQEBQUFBgcMCAcHBwcPCwsJDBEPEhIRDxERExYcFxMUGhURERghGBodHR8fHxMXIiQiHiQcHh8e/8AAFAgAEAAQBEMRAE0RAFkRAEsRAP/EABcAAQEBAQAAAAAAAAAAAAAAAAAJCAf/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/9oADgRDAE0AWQBLAAA/ANltluMtlozgLMIzgjOA/9k=";

    private readonly Support.Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Theory]
    [InlineData("smaller than a crop", "5x4x3", "random_crop: { size: 32 }", "32x32x3")]
    [InlineData("smaller than a crop in its middle", "5x4x3", "center_crop: { size: 32 }", "32x32x3")]
    [InlineData("one pixel", "1x1x3", "random_resized_crop: { size: 24 }", "24x24x3")]
    [InlineData("one column", "1x300x3", "random_resized_crop: { size: 24 }", "24x24x3")]
    [InlineData("one row", "300x1x1", "random_resized_crop: { size: 24 }", "24x24x1")]
    [InlineData("one pixel turned and blurred", "1x1x1", "one_of: { operations: [{ rotation: { degrees: [40, 40] } }] }", "1x1x1")]
    [InlineData("gray", "9x7x1", "saturation: { factor: [0.5, 0.5] }", "9x7x1")]
    [InlineData("16 bits, gray", Gray16, "rotation: { degrees: 10 }", "4x1x1")]
    [InlineData("16 bits", Rgb16, "rotation: { degrees: 10 }", "2x1x3")]
    [InlineData("transparent", Transparent, "rotation: { degrees: 10 }", "2x1x3")]
    [InlineData("CMYK", Cmyk, "random_resized_crop: { size: 24 }", "24x24x3")]
    [InlineData("all erased", "9x7x3", "random_erasing: { scale: [1, 1], ratio: [1, 1], p: 1 }", "9x7x3")]
    public async Task Odd_images_give_a_defined_result(string what, string image, string operation, string size)
    {
        var said = await Augment(Bytes(image), operation);
        Assert.True(said.Contains("exit code 0", StringComparison.Ordinal), $"{what}: {said}");
        using var entry = Store.Open("more");
        var copy = ImageCodec.Decode(entry.Split(SplitNames.Train), 1);
        Assert.Equal(size, $"{copy.Width}x{copy.Height}x{copy.Channels}");
    }

    [Theory]
    [InlineData("cut off", "cut", "horizontal_flip", 4, "cut off")]
    [InlineData("no image", "text", "horizontal_flip", 4, "not an image that can be decoded")]
    [InlineData("of no bytes", "empty", "horizontal_flip", 4, "not an image that can be decoded")]
    [InlineData("too large", "bomb", "center_crop: { size: 8 }", 4, "20000 x 20000 pixels are more than the 100 million allowed")]
    [InlineData("beside the crop", "9x7x3", "crop: { x: 20, y: 0, size: 4 }", 3, "crop would leave nothing of an image of 9 x 7")]
    [InlineData("made too large", "9x7x3", "resize: { size: [20000, 20000] }", 3, "million allowed")]
    public async Task What_cannot_be_names_the_sample_and_leaves_nothing(string what, string image, string operation, int exitCode, string why)
    {
        var said = await Augment(Bytes(image), operation);
        Assert.True(said.Contains($"exit code {exitCode}", StringComparison.Ordinal), $"{what}: {said}");
        Assert.Contains(Sample, said, StringComparison.Ordinal);
        Assert.Contains(why, said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
        Assert.Equal(["pets"], Directory.GetFileSystemEntries(_cli.Workspace["catalogs"]).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("crop: { x: 0, y: 0, size: 0 }", "size")]
    [InlineData("random_resized_crop: { size: 24, scale: [0, 0] }", "scale")]
    [InlineData("normalize: { mean: [0.5], std: [0.2] }", "normalised values are no picture")]
    [InlineData("sequential: { operations: [{ normalize: { mean: [0.5], std: [0.2] } }] }", "normalize")]
    public async Task A_policy_that_leaves_no_picture_is_refused_before_any_image_is_read(string operation, string why)
    {
        var said = await Augment("never looked at"u8.ToArray(), operation);
        Assert.Contains("exit code 3", said, StringComparison.Ordinal);
        Assert.Contains(why, said, StringComparison.Ordinal);
        Assert.Equal(["pets"], Directory.GetFileSystemEntries(_cli.Workspace["catalogs"]).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Boxes_on_and_beyond_the_border_stay_in_the_picture_or_are_dropped()
    {
        Box[] boxes = [new(0, 0, 48, 32), new(47, 31, 1, 1), new(0, 0, 1, 1), new(48, 0, 5, 5), new(-4, -4, 8, 8), new(24, 16, 0, 0), new(-9, -9, 3, 3)];
        foreach (var operation in new[] { "horizontal_flip: { p: 1 }", "rotation: { degrees: [37, 37] }", "crop: { x: 20, y: 10, size: [16, 12] }" })
        {
            var said = await Augment(Bytes("48x32x3"), operation, boxes);
            Assert.Contains("exit code 0", said, StringComparison.Ordinal);
            using (var entry = Store.Open("more"))
            {
                var (split, card) = (entry.Split(SplitNames.Train), entry.Card);
                var picture = ImageCodec.Decode(split, 1);
                Assert.Equal(boxes, split.Annotations(0).Objects.Select(o => o.Box));
                Assert.All(split.Annotations(1).Objects, o => Assert.True(
                    o.Box.X >= 0 && o.Box.Y >= 0 && o.Box.Right <= picture.Width + 1e-6 && o.Box.Bottom <= picture.Height + 1e-6, $"{operation}: {o.Box}"));
            }
            Store.Remove("more");
            Store.Remove("pets");
        }
    }

    private EntryStore Store => new(Workspace.Locate(_cli.Workspace.Path, _cli.Workspace.Path, _ => null));

    private async Task<string> Augment(byte[] image, string operation, params Box[] boxes)
    {
        Store.Write(
            new DatasetCard { Name = "pets", Source = "folder:pets", Fingerprint = "" },
            new(["cat"], [new(SplitNames.Train, 1, [new Sample(Sample, image, 0, Sample) { Annotations = new() { Objects = [.. boxes.Select(b => new ObjectAnnotation(0, b))] } }])])
            {
                Kinds = AnnotationKinds.Objects,
            });
        _cli.Workspace.Write("policy.yaml", System.Text.Encoding.UTF8.GetBytes($"operations:\n  - {operation}\n"));
        return await _cli.Run("augment", "pets", "--policy", "policy.yaml", "--as", "more");
    }

    private static byte[] Bytes(string image) => image switch
    {
        "cut" => Made(40, 30, 3)[..900],
        "text" => "not an image"u8.ToArray(),
        "empty" => [],
        "bomb" => Zeros(20_000),
        _ when image.Length > 20 => Convert.FromBase64String(image),
        _ when image.Split('x') is [var w, var h, var c] => Made(int.Parse(w), int.Parse(h), int.Parse(c)),
        _ => throw new ArgumentOutOfRangeException(nameof(image), image, "no picture of these tests"),
    };

    private static byte[] Made(int width, int height, int channels)
    {
        var image = new PixelImage(width, height, channels);
        for (var p = 0; p < image.Pixels.Length; p++)
            image.Pixels[p] = (byte)((p * 37) ^ (p >> 3));
        return ImageCodec.EncodePng(image);
    }

    // A whole PNG of one bit a pixel, small as a file.
    private static byte[] Zeros(int side)
    {
        using var png = new MemoryStream();
        png.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, side);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), side);
        header[8] = 1;
        Chunk("IHDR"u8, header);
        using var data = new MemoryStream();
        using (var zlib = new ZLibStream(data, CompressionLevel.Fastest, leaveOpen: true))
            zlib.Write(new byte[(1 + ((side + 7) / 8)) * side]);
        Chunk("IDAT"u8, data.ToArray());
        Chunk("IEND"u8, []);
        return png.ToArray();

        void Chunk(ReadOnlySpan<byte> type, ReadOnlySpan<byte> body)
        {
            byte[] chunk = [.. type, .. body];
            var number = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(number, body.Length);
            png.Write(number);
            png.Write(chunk);
            BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.HashToUInt32(chunk));
            png.Write(number);
        }
    }
}
