using DataTools.Catalog.Formats;
using DataTools.Catalog.Formats.WebDataset;

namespace DataTools.Catalog.Tests.Formats;

public sealed class WebDatasetTests
{
    private static readonly DatasetFormat Format = WebDatasetFormat.Format;

    [Fact]
    public void Files_of_one_key_are_a_sample_and_shards_tell_the_split()
    {
        var files = Tree.Of(
            ["set-train-000000/a.jpg", "set-train-000001/b.seg.png", "set-train-000001/b.png", "set-val-000000/a.webp", "set-test-0/c.jpg"],
            ("set-train-000000/a.cls", "10\n"), ("set-train-000001/b.cls", "\uFEFF9"), ("set-train-000001/b.txt", "a caption"), ("set-val-000000/a.json", "{\"label\": 9, \"x\": [1]}"));
        Assert.Equal("set-train-000000/a.cls beside set-train-000000/a.jpg", Format.Recognise(files));
        var content = Format.Load(files);
        // Numbers in their order, each a class of its name.
        Assert.Equal(["9", "10"], content.Classes);
        var samples = content.Samples();
        Assert.Equal([("a", 1, "set-train-000000/a.jpg"), ("b", 0, "set-train-000001/b.png")], samples["train"].Select(s => (s.Id, s.Label, s.Path!)));
        Assert.Equal([("a", 0)], samples["validation"].Select(s => (s.Id, s.Label)));
        Assert.Equal([("c", Sample.Unlabelled)], samples["test"].Select(s => (s.Id, s.Label)));
    }

    [Fact]
    public void Names_are_classes_and_numbers_count_a_list_of_names()
    {
        Assert.Equal(["cat", "dog"], Format.Load(Tree.Of(["0/a.png", "0/b.png"], ("0/a.json", "{\"label\": \"dog\"}"), ("0/b.json", "{\"label\": \"cat\"}"))).Classes);
        var files = Tree.Of(["0/a.png", "0/b.png"], ("classnames.txt", "wolf\r\ncat\r\ndog\r\n"), ("0/a.cls", "2"), ("0/b.cls", "cat"));
        var content = Format.Load(files);
        Assert.Equal(["wolf", "cat", "dog"], content.Classes);
        Assert.Equal([2, 1], content.Samples()["train"].Select(s => s.Label));
        Assert.Contains("set: 0/a.png: its class '3' is not one of the 3", Format.Refused(files.With("0/a.cls", "3")).Message, StringComparison.Ordinal);
        Assert.Contains("the class 'wolf' appears twice", Format.Refused(files.With("classnames.txt", "wolf\nwolf")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_export_without_its_list_of_classes_says_what_is_missing()
    {
        var files = Tree.Of(["0/a.png"], ("0/a.json", "{\"datatools\": {\"id\": \"x\", \"labels\": [14]}}"));
        Assert.Contains("classnames.txt is missing", Format.Refused(files).Message, StringComparison.Ordinal);
        Assert.Equal("webdataset", DatasetFormats.Of(files).Name);
    }

    [Fact]
    public void Keys_that_begin_anew_in_each_shard_keep_the_shard()
    {
        var samples = Format.Load(Tree.Of(["data/s0/1.png", "data/s1/1.png"], ("data/s0/1.cls", "a"), ("data/s1/1.cls", "b"))).Samples()["train"];
        Assert.Equal(["s0/1", "s1/1"], samples.Select(s => s.Id));
    }

    [Fact]
    public void Another_member_can_be_the_label()
    {
        var files = Tree.Of(["0/a.png"], ("0/a.json", "{\"kind\": \"dog\"}"));
        Assert.Null(Format.Recognise(files));
        Assert.Equal(["dog"], Format.Load(files, Tree.Strict with { LabelColumn = "kind" }).Classes);
    }

    [Theory]
    [InlineData("0/a.cls", "", "set: 0/a.cls: the file is empty")]
    [InlineData("0/a.cls", " \n", "set: 0/a.cls: it is not one number or name")]
    [InlineData("0/a.cls", "1\n2", "set: 0/a.cls: it is not one number or name")]
    [InlineData("0/b.json", "{\"label\": ", "set: 0/b.json: it is no JSON that can be read")]
    [InlineData("0/b.json", "{\"label\": 1.5}", "set: 0/b.json: its label is 1.5, neither a name nor a whole number")]
    [InlineData("0/b.json", "{\"label\": [1]}", "set: 0/b.json: its label is [1], neither")]
    [InlineData("0/b.json", "{}", "set: 0/b.png: neither 0/b.cls nor 0/b.json says its class")]
    [InlineData("0/b.json", "[1]", "set: 0/b.png: neither")]
    public void What_is_broken_is_a_bad_sample(string path, string text, string reason)
    {
        var error = Assert.IsType<BadSampleException>(Format.Refused(Set().With(path, text)));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Single(Format.Load(Set().With(path, text), Tree.Lenient([])).Samples()["train"]);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_told() =>
        Assert.Contains("0/a.cls: it is no UTF-8 text", Format.Refused(Set().With("0/a.cls", [0xff, 0xfe, 0x80])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("0/a.cls")]
    [InlineData("0/b.json")]
    [InlineData("classes.txt")]
    public void Any_change_of_a_file_gives_samples_or_an_error(string path) => Format.Fuzz(Set().With("classes.txt", "x\ny\n"), path);

    [Fact]
    public void What_our_export_says_beside_the_class_is_read_back_and_named_where_it_is_damaged()
    {
        const string own = """{"label": "x", "datatools": {"id": "é/1", "objects": [{"bbox": [1, 2, 3, 4], "category": 0, "polygons": [], "keypoints": []}]}}""";
        var sample = Format.Load(Set().With("classes.txt", "x\ny\n").With("0/b.json", own)).Samples()["train"][1];
        Assert.Equal(("é/1", 4.0), (sample.Id, sample.Annotations.Objects[0].Box.Height));
        foreach (var (from, to) in new[] { ("\"category\": 0", "\"category\": \"a\""), ("3, 4", "3"), ("\"é/1\"", "1"), ("\"id\"", "\"name\"") })
            Assert.Contains("0/b.json", Format.Refused(Set().With("classes.txt", "x\ny\n").With("0/b.json", own.Replace(from, to, StringComparison.Ordinal))).Message, StringComparison.Ordinal);
        Format.Fuzz(Set().With("classes.txt", "x\ny\n").With("0/b.json", own), "0/b.json");
    }

    private static FileList Set() => Tree.Of(["0/a.png", "0/b.png"], ("0/a.cls", "0"), ("0/b.json", "{\"label\": \"x\"}"));
}
