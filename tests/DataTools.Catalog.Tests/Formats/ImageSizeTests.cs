using System.Buffers.Binary;
using System.Text;
using System.Xml.Linq;
using CsCheck;
using DataTools.Catalog.Formats;
using DataTools.Tests;

namespace DataTools.Catalog.Tests.Formats;

public sealed class ImageSizeTests
{
    [Fact]
    public void Every_real_image_has_a_size()
    {
        var images = Tree.Of(SharedData.Path("data")).Files.Where(f => f.IsImage).ToList();
        Assert.All(images, f => Assert.NotNull(ImageSize.Of(f.ReadAll(f.Path))));
        Assert.True(images.Count > 1000);
    }

    [Fact]
    public void It_is_what_the_annotations_of_VOC_say()
    {
        var root = SharedData.Path("data", "voc", "VOCdevkit", "VOC2012");
        foreach (var xml in Directory.EnumerateFiles(Path.Combine(root, "Annotations")))
        {
            var size = XDocument.Load(xml).Root!.Element("size")!;
            var image = File.ReadAllBytes(Path.Combine(root, "JPEGImages", Path.ChangeExtension(Path.GetFileName(xml), ".jpg")));
            Assert.Equal(((int)size.Element("width")!, (int)size.Element("height")!), ImageSize.Of(image));
        }
    }

    [Fact]
    public void An_image_on_its_side_has_the_size_that_is_seen()
    {
        var folder = SharedData.Path("data", "exif-orientation");
        foreach (var group in Directory.EnumerateFiles(folder, "*.jpg").GroupBy(f => Path.GetFileName(f).Split('_')[0]))
        {
            var sizes = group.Select(f => ImageSize.Of(File.ReadAllBytes(f))!.Value).Distinct().ToList();
            var (width, height) = Assert.Single(sizes);
            Assert.Equal(group.Key == "Landscape", width > height);
        }
        Assert.NotEmpty(Directory.GetFiles(folder, "*_6.jpg"));
    }

    [Theory]
    [InlineData("GIF89a\u0003\0\u0004\u0001", 3, 260)]
    [InlineData("GIF87a\u0003\0\u0004\u0001", 3, 260)]
    [InlineData("BM------------\u0028\0\0\0\u0003\0\0\0\u0004\0\0\0", 3, 4)]
    [InlineData("BM------------\u0028\0\0\0\u0003\0\0\0\u00fc\u00ff\u00ff\u00ff", 3, 4)]
    [InlineData("BM------------\u000c\0\0\0\u0003\0\u0004\0", 3, 4)]
    [InlineData("RIFF----WEBPVP8 ----\0\0\0\u009d\u0001\u002a\u0003\u0040\u0004\u0080", 3, 4)]
    [InlineData("RIFF----WEBPVP8L----\u002f\u0002\u00c0\0\0", 3, 4)]
    [InlineData("RIFF----WEBPVP8X\n\0\0\0\0\0\0\0\u0002\0\0\u0003\0\0", 3, 4)]
    [InlineData("RIFF----WEBPVP8X\n\0\0\0\u0008\0\0\0\u0002\0\0\u0003\0\0EXIF\u001a\0\0\0MM\0*\0\0\0\u0008\0\u0001\u0001\u0012\0\u0003\0\0\0\u0001\0\u0008\0\0", 4, 3)]
    [InlineData("\u00ff\u00d8\u00ff\u00e1\0\u0022Exif\0\0II*\0\u0008\0\0\0\u0001\0\u0012\u0001\u0003\0\u0001\0\0\0\u0006\0\0\0\0\0\0\0\u00ff\u00c2\0\u000b\u0008\0\u0003\0\u0004\u0001\u0001\u0011\0", 3, 4)]
    [InlineData("\u00ff\u00d8\u00ff\u00c4\0\u0003x\u00ff\u00ff\u00c9\0\u000b\u0008\0\u0003\0\u0004\u0001\u0001\u0011\0", 4, 3)]
    public void Headers_by_their_specifications(string latin1, int width, int height) =>
        Assert.Equal((width, height), ImageSize.Of(Encoding.Latin1.GetBytes(latin1)));

    [Fact]
    public void A_png_on_its_side_is_turned()
    {
        byte[] png = Tree.Png;
        Assert.Equal((4, 2), ImageSize.Of(png));
        byte[] exif = [.. Encoding.Latin1.GetBytes("MM\0*\0\0\0\u0008\0\u0001\u0001\u0012\0\u0003\0\0\0\u0001\0\u0006\0\0\0\0\0\0")];
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, exif.Length);
        Assert.Equal((2, 4), ImageSize.Of([.. png[..33], .. length, .. "eXIf"u8, .. exif, 0, 0, 0, 0, .. png[33..]]));
    }

    [Fact]
    public void What_is_cut_off_has_no_size_or_the_right_one()
    {
        foreach (var file in Directory.EnumerateFiles(SharedData.Path("data", "exif-orientation")).Take(3).Where(f => f.EndsWith("jpg", StringComparison.Ordinal)))
        {
            var bytes = File.ReadAllBytes(file);
            var size = ImageSize.Of(bytes);
            for (var length = 0; length < Math.Min(bytes.Length, 30_000); length += 7)
                Assert.True(ImageSize.Of(bytes.AsSpan(0, length)) is not { } cut || cut == size);
        }
    }

    [Fact]
    public void Any_bytes_have_a_size_or_none()
    {
        string[] starts = ["\u0089PNG\r\n\u001a\n\0\0\0\rIHDR", "\u00ff\u00d8\u00ff", "GIF89a", "BM", "RIFF----WEBPVP8 ", "RIFF----WEBPVP8L", "RIFF----WEBPVP8X", "\u00ff\u00d8\u00ff\u00e1\0\u0022Exif\0\0II*\0", ""];
        Gen.Select(Gen.Int[0, starts.Length - 1].Select(i => starts[i]), Gen.Byte.Array[0, 80]).Sample(
            t => ImageSize.Of([.. Encoding.Latin1.GetBytes(t.Item1), .. t.Item2]) is not { } size || (size.Width > 0 && size.Height > 0), iter: 20_000);
    }
}
