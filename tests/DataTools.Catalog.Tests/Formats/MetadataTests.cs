using DataTools.Catalog.Annotations;
using DataTools.Catalog.Formats;
using DataTools.Catalog.Formats.Metadata;
using DataTools.Catalog.Tests.Annotations;

namespace DataTools.Catalog.Tests.Formats;

public sealed class MetadataTests
{
    private static readonly DatasetFormat Format = MetadataFormat.Format;

    [Fact]
    public void A_table_gives_each_image_its_class()
    {
        var files = Tree.Of(
            ["train/a.png", "train/deep/b.png", "test/c.png"],
            ("train/metadata.csv", "\uFEFFtext,file_name,label\r\n\"a, b\",a.png,10\r\nx,deep/b.png,9\r\n"), ("test/metadata.csv", "file_name,label\nc.png,\n"));
        Assert.Equal("train/metadata.csv with text, file_name, label", Format.Recognise(files));
        var content = Format.Load(files);
        Assert.Equal(["9", "10"], content.Classes);
        Assert.Equal(AnnotationKinds.None, content.Kinds);
        var samples = content.Samples();
        Assert.Equal([("train/a.png", 1), ("train/deep/b.png", 0)], samples["train"].Select(s => (s.Id, s.Label)));
        Assert.Equal([("test/c.png", Sample.Unlabelled)], samples["test"].Select(s => (s.Id, s.Label)));
    }

    [Fact]
    public void Objects_become_boxes_with_classes()
    {
        var files = Tree.Of(
            ["a.png", "b.png"], ("metadata.jsonl", """
            {"file_name": "a.png", "objects": {"bbox": [[1, 0.5, 2, 1], [0, 0, 4, 2]], "categories": ["dog", "cat"]}, "x": null}

            {"file_name": "./b.png", "objects": {"bbox": [], "category": []}}
            """));
        Assert.Equal("metadata.jsonl with file_name, objects, x", Format.Recognise(files));
        var content = Format.Load(files);
        Assert.Equal(["cat", "dog"], content.Classes);
        Assert.Equal(AnnotationKinds.Objects | AnnotationKinds.Labels, content.Kinds);
        var samples = content.Samples()["train"];
        AnyAnnotations.AssertSame(new() { Labels = [0, 1], Objects = [new(1, new(1, 0.5, 2, 1)), new(0, new(0, 0, 4, 2))] }, samples[0].Annotations);
        Assert.Equal([Sample.Unlabelled, Sample.Unlabelled], samples.Select(s => s.Label));
    }

    [Fact]
    public void Other_columns_can_be_named()
    {
        var files = Tree.Of(["a.png"], ("metadata.csv", "picture;kind;note\na.png;dog;x\n"));
        Assert.Null(Format.Recognise(files));
        Assert.Equal(["dog"], Format.Load(files, Tree.Strict with { ImageColumn = "picture", LabelColumn = "kind" }).Classes);
        Assert.Contains("metadata.csv has the columns picture, kind, note", Format.Refused(files).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Captions_alone_are_no_classes()
    {
        Assert.Null(Format.Recognise(Tree.Of(["a.png"], ("metadata.csv", "file_name,text\na.png,dog\n"))));
        Assert.Null(Format.Recognise(Tree.Of(["a.png"], ("metadata.jsonl", "{\"file_name\": \"a.png\", \"text\": \"dog\"}"))));
    }

    [Theory]
    [InlineData("metadata.jsonl", "{\"file_name\": \"a.png\", \"label\": \"x\"}\n{\"file_name\": ", "set: metadata.jsonl: line 2: it is no JSON that can be read")]
    [InlineData("metadata.jsonl", "{\"file_name\": \"a.png\", \"label\": \"x\"}\n[1]", "set: metadata.jsonl: line 2: it is no JSON object")]
    [InlineData("metadata.jsonl", "{\"file_name\": \"a.png\", \"label\": \"x\"}\n{\"label\": \"x\"}", "set: metadata.jsonl: line 2: it has no file_name")]
    [InlineData("metadata.jsonl", "{\"file_name\": \"a.png\", \"label\": 0.5}", "line 1: its label is 0.5, neither a name nor a whole number")]
    [InlineData("metadata.jsonl", "{\"file_name\": \"a.png\", \"label\": \"\"}", "set: a.png: its label is empty (metadata.jsonl, line 1)")]
    [InlineData("metadata.jsonl", "{\"file_name\": \"a.png\", \"objects\": {\"bbox\": [[1, 2, 3]], \"categories\": [1]}}", "line 1: a bbox has 3 numbers, not 4")]
    [InlineData("metadata.jsonl", "{\"file_name\": \"a.png\", \"objects\": {\"bbox\": [[1, 2, 3, \"0,5\"]], \"categories\": [1]}}", "line 1: a bbox holds \"0,5\", which is no number")]
    [InlineData("metadata.jsonl", "{\"file_name\": \"a.png\", \"objects\": {\"bbox\": [[1, 2, 3, 4]], \"categories\": []}}", "line 1: its objects have 1 boxes, but 0 categories")]
    [InlineData("metadata.jsonl", "{\"file_name\": \"a.png\", \"objects\": {\"bbox\": [[1, 2, 3, 4]]}}", "line 1: its objects have no categories")]
    [InlineData("metadata.jsonl", "{\"file_name\": \"../x.png\", \"label\": 1}", "set: ../x.png: the image is missing (metadata.jsonl, line 1)")]
    [InlineData("metadata.csv", "file_name,label\na.png,x,y\n", "set: metadata.csv: line 2 is no row of a table")]
    [InlineData("metadata.csv", "file_name,label\na.png,x\na.png,x\n", "set: metadata.csv: line 3: a.png was there before (metadata.csv, line 2)")]
    [InlineData("metadata.csv", "file_name,label\nb.png,x\na.png,x\n", "set: b.png: the image is missing (metadata.csv, line 2)")]
    [InlineData("metadata.csv", "file_name,label\na.png,\n", "set: a.png: its label is empty (metadata.csv, line 2)")]
    [InlineData("metadata.csv", "", "set: metadata.csv: the table is empty")]
    public void What_is_broken_is_told_with_its_line(string path, string text, string reason) =>
        Assert.Contains(reason, Format.Refused(Tree.Of(["a.png"], (path, text))).Message, StringComparison.Ordinal);

    [Fact]
    public void An_image_without_a_row_is_a_bad_sample() =>
        Assert.Contains("set: b.png: no row of the metadata is of it", Format.Refused(Tree.Of(["a.png", "b.png"], ("metadata.csv", "file_name,label\na.png,x\n"))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("metadata.jsonl", "{\"file_name\": \"a.png\", \"label\": \"x\", \"objects\": {\"bbox\": [[1, 2, 3, 4]], \"categories\": [1]}}\n{\"file_name\": \"b.png\", \"label\": \"y\"}\n")]
    [InlineData("metadata.csv", "file_name,label\na.png,x\nb.png,\"y\"\n")]
    public void Any_change_of_a_file_gives_samples_or_an_error(string path, string text) => Format.Fuzz(Tree.Of(["a.png", "b.png"], (path, text)), path);
}
