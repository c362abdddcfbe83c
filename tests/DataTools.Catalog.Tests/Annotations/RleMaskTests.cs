using System.Text.Json;
using CsCheck;
using DataTools.Catalog.Annotations;
using DataTools.Tests;

namespace DataTools.Catalog.Tests.Annotations;

public sealed class RleMaskTests
{
    [Fact]
    public void Pixels_survive_any_code() => Gen.Select(Gen.Int[1, 50], Gen.Int[1, 50]).SelectMany((h, w) => Gen.Byte[0, 1].Array[h * w].Select(p => (h, w, p))).Sample(t =>
    {
        var mask = RleMask.FromPixels(t.h, t.w, t.p);
        Assert.Equal(t.p, mask.ToPixels());
        Assert.Equal(t.p.Sum(b => b), mask.Area);
        Assert.Equal(mask, RleMask.FromRuns(t.h, t.w, mask.Runs()));
    }, iter: 300);

    [Fact]
    public void The_text_is_that_of_the_COCO_API()
    {
        // Worked by hand from the format: 6, 1, 40, 4, 5 with the differences 4 - 1 and 5 - 40 from the fourth run on.
        var mask = RleMask.FromRuns(8, 7, [6, 1, 40, 4, 5]);
        Assert.Equal("61X13mN", mask.Counts);
        Assert.Equal([6, 1, 40, 4, 5], mask.Runs());
    }

    [Fact]
    public void Runs_go_down_the_columns()
    {
        var mask = RleMask.FromRuns(2, 3, [1, 2, 3]);
        Assert.Equal([0, 1, 0, 1, 0, 0], mask.ToPixels());
    }

    [Fact]
    public void The_crowds_of_COCO_fill_the_boxes_that_are_stated()
    {
        var crowds = 0;
        foreach (var file in new[] { "instances_train2017.json", "instances_val2017.json" })
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(SharedData.Path("data", "coco", "annotations", file)));
            foreach (var annotation in json.RootElement.GetProperty("annotations").EnumerateArray().Where(a => a.GetProperty("iscrowd").GetInt32() == 1))
            {
                var code = annotation.GetProperty("segmentation");
                var size = code.GetProperty("size");
                var runs = code.GetProperty("counts").EnumerateArray().Select(c => c.GetInt32()).ToList();
                var mask = RleMask.FromRuns(size[0].GetInt32(), size[1].GetInt32(), runs);
                Assert.Equal(runs, mask.Runs());
                var inside = mask.ToPixels().Index().Where(p => p.Item == 1).Select(p => (X: p.Index % mask.Width, Y: p.Index / mask.Width)).ToList();
                var box = annotation.GetProperty("bbox").EnumerateArray().Select(n => n.GetInt32()).ToArray();
                int[] found = [inside.Min(p => p.X), inside.Min(p => p.Y), inside.Max(p => p.X), inside.Max(p => p.Y)];
                Assert.All(found.Zip([box[0], box[1], box[0] + box[2], box[1] + box[3]]), e => Assert.InRange(e.First, e.Second - 1, e.Second + 1));
                Assert.Equal(inside.Count, mask.Area);
                crowds++;
            }
        }
        Assert.Equal(5, crowds);
    }

    [Theory]
    [InlineData(2, 3, "")]
    [InlineData(2, 3, "61")]
    [InlineData(2, 3, "5")]
    [InlineData(2, 3, "6\u0001")]
    [InlineData(2, 3, "P")]
    [InlineData(2, 3, "oooooooooooooooooo0")]
    [InlineData(0, 0, "0")]
    [InlineData(1, -6, "6")]
    public void What_is_no_code_of_this_image_is_refused(int height, int width, string counts) =>
        Assert.Throws<FormatException>(() => new RleMask(height, width, counts).Runs());

    [Fact]
    public void Any_text_is_a_code_or_a_format_error() => Gen.String[Gen.Char['\u0020', '\u007f'], 0, 20].Sample(text =>
    {
        try
        {
            Assert.Equal(12, new RleMask(3, 4, text).Runs().Sum());
        }
        catch (FormatException)
        {
        }
    }, iter: 5000);
}
