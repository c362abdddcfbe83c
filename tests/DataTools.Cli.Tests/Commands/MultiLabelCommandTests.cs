using System.Text.Json;
using DataTools.Cli.Tests.Reports;
using DataTools.Imaging.Codecs;
using DataTools.Imaging.Pixels;
using DataTools.Tests;
using DataTools.Training.Torch;

namespace DataTools.Cli.Tests.Commands;

public sealed class MultiLabelCommandTests : IDisposable
{
    private const int Side = 12, Cell = 6;

    // What is drawn, each in a corner of its own: a filled square, a frame, a cross, and stripes.
    private static readonly (string Name, Func<int, int, bool> Inside)[] Shapes =
    [
        ("square", (_, _) => true), ("frame", (x, y) => x is 0 or Cell - 1 || y is 0 or Cell - 1), ("cross", (x, y) => x == y || x + y == Cell - 1), ("stripes", (x, _) => x % 2 == 0),
    ];

    private readonly Support.Cli _cli = new();

    public MultiLabelCommandTests() => TorchRuntime.Use(2);

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Images_with_several_drawn_shapes_are_learnt_from_coco_and_told()
    {
        Coco("train2017", 128);
        Coco("val2017", 32);
        Assert.Contains("exit code 0", await _cli.Run("pull", $"folder:{_cli.Workspace["drawn"]}", "--as", "drawn"), StringComparison.Ordinal);
        Assert.Contains("hint:  With --multi-label", await _cli.Run("train", "drawn"), StringComparison.Ordinal);
        foreach (var run in (string[])["a", "b"])
        {
            var trained = await _cli.Run("train", "drawn", "--multi-label", "--batch-size", "8", "--epochs", "5", "--threads", "2", "--workers", "1", "--seed", run == "a" ? "0" : "1", "--run", run);
            Assert.Contains("exit code 0", trained, StringComparison.Ordinal);
            Assert.Contains($"{run}: the best epoch has an mAP of ", trained, StringComparison.Ordinal);
            Assert.Contains(", subset accuracy ", trained, StringComparison.Ordinal);
        }

        using var json = JsonDocument.Parse(Json(await _cli.Run("evaluate", "a", "b", "--split", "validation", "--crops", "1", "--format", "json")));
        var rows = json.RootElement.GetProperty("rows").EnumerateArray().ToList();
        Assert.Equal(["a", "b", "mean"], rows.Select(r => r.GetProperty("name").GetString()));
        Assert.All(rows, r => Assert.InRange(r.GetProperty("figures").GetProperty("meanAveragePrecision").GetDouble(), 0.8, 1));
        var table = await _cli.Run("evaluate", "a", "b", "--split", "validation");
        Assert.Contains("mAP is the mean over the 4 classes that are there", table, StringComparison.Ordinal);
        Assert.Matches("mean of 2 +10 ", table);
        Assert.Contains("error: the fusion vote (", await _cli.Run("evaluate", "a", "b", "--fuse", "vote"), StringComparison.Ordinal);

        var compared = await _cli.Run("compare", "a", "b");
        Assert.Contains("mAP   Micro F1   Macro F1", compared, StringComparison.Ordinal);
        Assert.DoesNotContain("Top-1", compared, StringComparison.Ordinal);

        var page = HtmlReportTests.Parse(await File.ReadAllTextAsync(_cli.Workspace["runs", "a", "report.html"], TestContext.Current.CancellationToken));
        Assert.Equal(["Training", "Classes", "Worst mistakes", "Settings"], page.Descendants("h2").Select(h => h.Value));
        Assert.Contains(page.Descendants("tr"), r => r.Value.StartsWith("mAP", StringComparison.Ordinal));
        await Predicts();
    }

    private async Task Predicts()
    {
        // The image with all four, and the one with none.
        var shown = await _cli.Run("predict", "a", "drawn/val2017/val2017-15.png", "drawn/val2017/val2017-0.png", "--threshold", "0.3");
        foreach (var (name, _) in Shapes)
            Assert.Matches($"val2017-15.png: .*{name} [0-9.]+ %", shown);
        Assert.Contains("val2017-0.png: none of the classes; the likeliest is ", shown, StringComparison.Ordinal);
        Assert.Matches("15.png: [a-z]+ [0-9.]+ %\n", await _cli.Run("predict", "a", "drawn/val2017/val2017-15.png", "--top", "1"));

        _cli.Workspace.Write("tags.csv", "image,tags\nval2017-0,square frame\nval2017-15,cross\n"u8.ToArray());
        var said = await _cli.Run("predict", "a", "drawn/val2017/val2017-15.png", "drawn/val2017/val2017-0.png", "--csv", "out.csv", "--like", "tags.csv", "--threshold", "0.3");
        Assert.Contains("2 rows; the names of the classes with a probability of at least 0.3, a space between two; 1 images have none", said, StringComparison.Ordinal);
        Assert.Equal("image,tags\nval2017-0,\nval2017-15,square frame cross stripes\n", await File.ReadAllTextAsync(_cli.Workspace["out.csv"], TestContext.Current.CancellationToken));
        Assert.Contains("--threshold 2: above 0, at most 1", await _cli.Run("predict", "a", "drawn", "--threshold", "2"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runs_of_one_class_take_no_threshold_and_are_not_mixed_with_others()
    {
        await _cli.Run("pull", "builtin:shapes");
        await _cli.Run("subset", "shapes", "--classes", "circle,square", "--per-class", "20", "--as", "few");
        await _cli.Run("train", "few", "--epochs", "1", "--batch-size", "16", "--run", "one");
        // One label is a list of one.
        Assert.Contains("exit code 0", await _cli.Run("train", "few", "--epochs", "1", "--batch-size", "16", "--multi-label", "--run", "several"), StringComparison.Ordinal);
        Assert.Contains("A threshold is for runs trained with --multi-label", await _cli.Run("predict", "one", "--on", "few", "--threshold", "0.5"), StringComparison.Ordinal);
        Assert.Contains("several gives a sample several labels (--multi-label), one one", await _cli.Run("evaluate", "one", "several"), StringComparison.Ordinal);
        var compared = await _cli.Run("compare", "one", "several");
        Assert.Contains("Top-1", compared, StringComparison.Ordinal);
        Assert.Contains("mAP", compared, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("coco")]
    [InlineData("voc")]
    public async Task Real_annotations_are_learnt(string format)
    {
        var folder = SharedData.Path("data", format);
        Assert.Contains("exit code 0", await _cli.Run("pull", $"folder:{folder}", "--format", format, "--as", "real"), StringComparison.Ordinal);
        var said = await _cli.Run("train", "real", "--multi-label", "--image-size", "32", "--epochs", "2", "--batch-size", "8", "--threads", "2", "--run", "r");
        Assert.Contains("r: the best epoch has an mAP of ", said, StringComparison.Ordinal);
        Assert.Contains("exit code 0", said, StringComparison.Ordinal);
    }

    private static string Json(string said) => said.Split("\n", 2)[1].Split("---")[0];

    // Image i of a split has the shapes whose bits i has.
    private void Coco(string split, int count)
    {
        var images = Enumerable.Range(0, count).Select(i => new { id = i + 1, file_name = $"{split}-{i}.png", width = Side, height = Side });
        var objects = Enumerable.Range(0, count).SelectMany(i => Enumerable.Range(0, Shapes.Length).Where(s => (i & (1 << s)) != 0).Select(s => (Image: i + 1, Shape: s)));
        var annotations = objects.Select((o, n) => new
        {
            id = n + 1,
            image_id = o.Image,
            category_id = o.Shape + 1,
            bbox = new[] { o.Shape % 2 * Cell, o.Shape / 2 * Cell, Cell, Cell },
            area = Cell * Cell,
            iscrowd = 0,
            segmentation = Array.Empty<double[]>(),
        });
        var categories = Shapes.Select((s, c) => new { id = c + 1, name = s.Name, supercategory = "shape" });
        _cli.Workspace.Write($"drawn/annotations/instances_{split}.json", JsonSerializer.SerializeToUtf8Bytes(new { images, annotations, categories }));
        for (var i = 0; i < count; i++)
            _cli.Workspace.Write($"drawn/{split}/{split}-{i}.png", Picture(i));
    }

    private static byte[] Picture(int i)
    {
        var image = new PixelImage(Side, Side, 1);
        for (var p = 0; p < image.Pixels.Length; p++)
        {
            var (x, y) = (p % Side, p / Side);
            var shape = (x / Cell) + (y / Cell * 2);
            image.Pixels[p] = (byte)(((i * 31) + (p * 7919)) % 60 + ((i & (1 << shape)) != 0 && Shapes[shape].Inside(x % Cell, y % Cell) ? 180 : 0));
        }
        return ImageCodec.EncodePng(image);
    }
}
