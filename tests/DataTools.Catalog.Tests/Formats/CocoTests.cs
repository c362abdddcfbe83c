using System.Text.Json;
using CsCheck;
using DataTools.Catalog.Annotations;
using DataTools.Catalog.Formats;
using DataTools.Catalog.Formats.Coco;
using DataTools.Catalog.Formats.Voc;
using DataTools.Catalog.Tests.Annotations;
using DataTools.Tests;

namespace DataTools.Catalog.Tests.Formats;

public sealed class CocoTests
{
    private const string Categories = """[{"id": 18, "name": "dog"}, {"id": 1, "name": "person", "keypoints": ["nose", "tail"], "skeleton": [[1, 2]]}]""";

    private static readonly DatasetFormat Format = CocoFormat.Format;

    [Fact]
    public void The_real_subset_is_read()
    {
        var root = SharedData.Path("data", "coco");
        var files = Tree.Of(root);
        Assert.Equal("COCO's lists in annotations/instances_train2017.json, annotations/instances_val2017.json", Format.Recognise(files));
        var content = Format.Load(files);
        Assert.Equal((80, "person", "toothbrush"), (content.Classes.Count, content.Classes[0], content.Classes[79]));
        var samples = content.Samples();
        Assert.Equal((32, 6), (samples["train"].Count, samples["validation"].Count));
        var objects = samples.Values.SelectMany(s => s).SelectMany(s => s.Annotations.Objects).ToList();
        Assert.Equal(424, objects.Count);
        Assert.Equal(5, objects.Count(o => o.Flags.HasFlag(ObjectFlags.Crowd) && o.Mask is not null && o.Polygons.Count == 0));
        Assert.Equal(419, objects.Count(o => o.Polygons.Count > 0 && o.Mask is null));
        Assert.Empty(content.Keypoints);

        // Against the file itself, read in another way.
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(root, "annotations", "instances_train2017.json")));
        foreach (var image in json.RootElement.GetProperty("images").EnumerateArray())
        {
            var sample = Assert.Single(samples["train"], s => s.Id == image.GetProperty("file_name").GetString());
            Assert.Equal(File.ReadAllBytes(Path.Combine(root, sample.Path!)), sample.Image.ToArray());
            Assert.Equal(image.GetProperty("coco_url").GetString(), sample.Annotations.SourceUrl);
            Assert.Contains("http", sample.Annotations.License!, StringComparison.Ordinal);
            var expected = json.RootElement.GetProperty("annotations").EnumerateArray().Where(a => a.GetProperty("image_id").GetInt64() == image.GetProperty("id").GetInt64()).ToList();
            Assert.Equal(expected.Count, sample.Annotations.Objects.Count);
            foreach (var (e, o) in expected.Zip(sample.Annotations.Objects))
            {
                double[] box = [o.Box.X, o.Box.Y, o.Box.Width, o.Box.Height];
                Assert.Equal(e.GetProperty("bbox").EnumerateArray().Select(n => n.GetDouble()), box);
                Assert.Equal(e.GetProperty("area").GetDouble(), o.Area);
                if (o.Polygons.Count > 0)
                    Assert.Equal(e.GetProperty("segmentation").EnumerateArray().Select(p => p.EnumerateArray().Select(n => n.GetDouble()).ToArray()), o.Polygons.Select(p => p.ToArray()));
                var category = json.RootElement.GetProperty("categories").EnumerateArray().Single(c => c.GetProperty("id").GetInt64() == e.GetProperty("category_id").GetInt64());
                Assert.Equal(category.GetProperty("name").GetString(), content.Classes[o.Category]);
            }
            var (width, height) = ImageSize.Of(sample.Image.Span)!.Value;
            Assert.All(sample.Annotations.Objects, o => Assert.True(o.Box.IsWithin(width, height, 1)));
        }
    }

    [Fact]
    public void Boxes_are_those_of_the_same_images_as_VOC()
    {
        var devkit = SharedData.Path("data", "voc", "VOCdevkit", "VOC2012");
        var voc = VocFormat.Format.Load(Tree.Of(devkit));
        var json = Tree.Bytes("coco_instances.json", File.ReadAllBytes(SharedData.Path("data", "voc", "other-formats", "coco_instances.json")));
        var coco = Format.Load(new("set", [.. Tree.Listed(Path.Combine(devkit, "JPEGImages")), json]));
        var samples = coco.Samples()["train"].ToDictionary(s => s.Id);
        Assert.Equal(60, samples.Count);
        foreach (var sample in voc.Samples().Values.SelectMany(s => s))
        {
            var other = samples[$"{sample.Id}.jpg"].Annotations.Objects;
            Assert.Equal(sample.Annotations.Objects.Count, other.Count);
            foreach (var o in sample.Annotations.Objects)
            {
                // The tool that wrote it took the corners for points: a pixel less.
                Assert.Contains(other, c => coco.Classes[c.Category] == voc.Classes[o.Category] && Math.Abs(c.Box.X - o.Box.X) <= 1 && Math.Abs(c.Box.Y - o.Box.Y) <= 1
                    && Math.Abs(c.Box.Right - o.Box.Right) <= 1 && Math.Abs(c.Box.Bottom - o.Box.Bottom) <= 1);
            }
        }
    }

    [Fact]
    public void All_that_COCO_can_say_is_kept()
    {
        var files = Tree.Of(["images/train2017/a.png", "images/val2017/a.png", "images/unlisted.png"], ("annotations/instances_train2017.json", "\uFEFF" + $$"""
            {"info": {"year": 2017}, "annotations": [
              {"id": 7, "image_id": 1, "category_id": 18, "bbox": [0.25, 1, 2, 1.5], "area": 3, "iscrowd": 1, "segmentation": {"size": [2, 4], "counts": "323"} },
              {"id": 8, "image_id": 1, "category_id": 1, "segmentation": [[0, 0, 4, 0, 4, 2]], "iscrowd": 0, "attributes": {"occluded": true, "color": "red"} },
              {"id": 9, "image_id": 1, "category_id": 1, "bbox": [1, 1, 1, 1], "segmentation": {"size": [2, 4], "counts": [3, 2, 3]} }],
             "images": [{"id": 1, "file_name": "a.png", "width": 4, "height": 2, "license": 4, "flickr_url": "http://flickr/1"}],
             "categories": {{Categories}}, "licenses": [{"id": 4, "name": "CC BY", "url": "http://cc/by"}]}
            """), ("annotations/person_keypoints_train2017.json", $$"""
            {"images": [{"id": 1, "file_name": "a.png"}], "categories": {{Categories}},
             "annotations": [{"id": 8, "image_id": 1, "category_id": 1, "bbox": [0, 0, 1, 1], "keypoints": [1.5, 1, 2, 0, 0, 0], "num_keypoints": 1},
                             {"id": 9, "image_id": 1, "category_id": 1, "bbox": [0, 0, 1, 1], "keypoints": [0, 0, 0, 0, 0, 0]}]}
            """), ("annotations/captions_train2017.json", "{}"), ("annotations/instances_val2017.json", $$"""
            {"images": [{"id": 1, "file_name": "a.png"}], "annotations": [], "categories": {{Categories}}}
            """));
        var content = Format.Load(files);
        Assert.Equal(["person", "dog"], content.Classes);
        var set = Assert.Single(content.Keypoints);
        Assert.Equal(("person", "nose tail", 0, 1), (set.Class, string.Join(' ', set.Names), set.Skeleton[0][0], set.Skeleton[0][1]));
        var samples = content.Samples();
        var train = Assert.Single(samples["train"]);
        Assert.Equal("images/train2017/a.png", train.Path);
        Assert.Equal("images/val2017/a.png", Assert.Single(samples["validation"]).Path);
        AnyAnnotations.AssertSame(
            new()
            {
                Labels = [0, 1],
                License = "CC BY (http://cc/by)",
                SourceUrl = "http://flickr/1",
                Objects =
                [
                    new(1, new(0.25, 1, 2, 1.5)) { Area = 3, Flags = ObjectFlags.Crowd, Mask = RleMask.FromRuns(2, 4, [3, 2, 3]) },
                    new(0, new(0, 0, 4, 2)) { Polygons = [[0, 0, 4, 0, 4, 2]], Flags = ObjectFlags.Occluded, Keypoints = [new(1.5, 1, 2), new(0, 0, 0)] },
                    new(0, new(1, 1, 1, 1)) { Mask = RleMask.FromRuns(2, 4, [3, 2, 3]) },
                ],
            }, train.Annotations);
    }

    [Fact]
    public void Splits_are_told_by_year_or_by_folder()
    {
        string Json(string image) => $$"""{"images": [{"id": 1, "file_name": "{{image}}"}], "annotations": [], "categories": {{Categories}}}""";
        var years = Tree.Of(["a.png", "b.png"], ("instances_train2014.json", Json("a.png")), ("instances_train2017.json", Json("b.png")));
        Assert.Equal(["train2014", "train2017"], Format.Load(years).Splits.Select(s => s.Name));
        var folders = Tree.Of(["train/a.png", "valid/a.png", "test/a.png"], [.. new[] { "train", "valid", "test" }.Select(s => ($"{s}/_annotations.coco.json", Json("a.png")))]);
        var samples = Format.Load(folders).Samples();
        Assert.Equal("valid/a.png", Assert.Single(samples["validation"]).Path);
        Assert.Equal("test/a.png", Assert.Single(samples["test"]).Path);
        var twice = Tree.Of(["a.png"], ("x/instances_train.json", Json("a.png")), ("y/instances_train.json", Json("a.png")));
        Assert.Contains("x/instances_train.json and y/instances_train.json are both of train", Format.Refused(twice).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "set: instances_train.json: it is no JSON that can be read, or cut off")]
    [InlineData("[1, 2]", "set: instances_train.json: it is no JSON object with lists of records")]
    [InlineData("{\"images\": [{\"id\": 1, \"file_name\": \"a.png\"}", "images, record 2: it is no JSON that can be read, or cut off")]
    [InlineData("{\"images\": [{\"id\": 1, \"file_name\": \"a.png\"}, {\"id\": 2,, }]}", "images, record 2: it is no JSON")]
    [InlineData("{\"images\": []} rest", "something follows after the end")]
    [InlineData("{\"images\": [{\"id\": 1}]}", "images, record 1: it has no file_name")]
    [InlineData("{\"images\": [7]}", "images, record 1: it is no JSON object")]
    [InlineData("{\"images\": [{\"file_name\": \"a.png\"}]}", "images, record 1: it has no id")]
    [InlineData("{\"images\": [{\"id\": 1.5, \"file_name\": \"a.png\"}]}", "images, record 1: its id is 1.5, not a whole number")]
    [InlineData("{\"images\": [{\"id\": 1, \"file_name\": \"a.png\"}, {\"id\": 1, \"file_name\": \"b.png\"}]}", "images, record 2: the id 1 was there before")]
    [InlineData("{\"images\": [{\"id\": 1, \"file_name\": \"a.png\"}]}", "it has no categories")]
    [InlineData("{\"images\": [{\"id\": 1, \"file_name\": \"a.png\"}], \"categories\": [{\"id\": 1, \"name\": \"a\"}], \"annotations\": null}", "annotations is no list")]
    [InlineData("{\"categories\": [{\"id\": 1, \"name\": \"a\"}]}", "it lists no images")]
    [InlineData("{\"categories\": [{\"id\": 1, \"name\": \"a\"}, {\"id\": 2, \"name\": \"a\"}]}", "category 2 is 'a', but so is category 1")]
    [InlineData("{\"categories\": [{\"id\": 1, \"name\": \"a\"}, {\"id\": 1, \"name\": \"b\"}]}", "categories, record 2: the id 1 was there before")]
    [InlineData("{\"annotations\": [{\"id\": 1, \"image_id\": 5, \"category_id\": 1, \"bbox\": [1, 2, 3, 4]}]}", "annotations, record 1: its image 5 is not listed")]
    [InlineData("{\"annotations\": [{\"id\": 1, \"category_id\": 1, \"bbox\": [1, 2, 3, 4]}]}", "annotations, record 1: it has no image_id")]
    public void What_concerns_the_whole_is_corrupt_and_names_list_and_record(string json, string reason)
    {
        var error = Assert.IsType<CorruptFileException>(Format.Refused(Tree.Of(["a.png", "b.png"], ("instances_train.json", json))));
        Assert.StartsWith("set: instances_train.json", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"category_id\": 99, \"bbox\": [1, 2, 3, 4]", "record 2 (id 2): category 99 is not one of the 2")]
    [InlineData("\"bbox\": [1, 2, 3, 4]", "record 2: it has no category_id")]
    [InlineData("\"category_id\": 1", "record 2: it has no bbox")]
    [InlineData("\"category_id\": 1, \"bbox\": [1, 2, 3]", "record 2: its bbox has 3 numbers, not 4")]
    [InlineData("\"category_id\": 1, \"bbox\": [1, 2, 3, \"0,5\"]", "record 2: its bbox holds \"0,5\", which is no number")]
    [InlineData("\"category_id\": 1, \"bbox\": [1, 2, 3, 1e999]", "record 2: its bbox holds 1e999, which is no number")]
    [InlineData("\"category_id\": 1, \"bbox\": [1, 2, 3, 4], \"segmentation\": [[1, 2, 3, 4]]", "record 2: polygon 1 of its segmentation has 4 numbers")]
    [InlineData("\"category_id\": 1, \"bbox\": [1, 2, 3, 4], \"segmentation\": 5", "record 2: its segmentation is neither polygons nor runs")]
    [InlineData("\"category_id\": 1, \"bbox\": [1, 2, 3, 4], \"segmentation\": {\"size\": [2, 4], \"counts\": [3, 2]}", "record 2: the runs of the mask cover 5 pixels, the image has 8")]
    [InlineData("\"category_id\": 1, \"bbox\": [1, 2, 3, 4], \"segmentation\": {\"size\": [2, 4], \"counts\": \"~~\"}", "record 2: the text of the mask is damaged")]
    [InlineData("\"category_id\": 1, \"bbox\": [1, 2, 3, 4], \"segmentation\": {\"size\": [4, 2], \"counts\": [3, 2, 3]}", "record 2 (id 2): its mask is of 2 x 4 pixels, the image of 4 x 2")]
    [InlineData("\"category_id\": 1, \"bbox\": [1, 2, 3, 4], \"segmentation\": {\"size\": [99999999, 99999999], \"counts\": [3]}", "record 2: a mask of 99999999 x 99999999 pixels")]
    [InlineData("\"category_id\": 1, \"bbox\": [1, 2, 3, 4], \"keypoints\": [1, 2]", "record 2: its 2 keypoint numbers are not three a point")]
    [InlineData("\"category_id\": 1, \"bbox\": [1, 2, 3, 4], \"keypoints\": [1, 2, 9, 1, 1, 1]", "record 2: the visibility of keypoint 1 is 9")]
    [InlineData("\"category_id\": 18, \"bbox\": [1, 2, 3, 4], \"keypoints\": [1, 2, 1]", "record 2 (id 2): it has 1 keypoints, its category 0")]
    [InlineData("\"id\": 1, \"category_id\": 1, \"bbox\": [1, 2, 3, 4]", "record 2: the id 1 was there before")]
    public void What_concerns_one_image_is_a_bad_sample_with_its_record(string members, string reason)
    {
        var id = members.Contains("\"id\"", StringComparison.Ordinal) ? "" : "\"id\": 2, ";
        var files = Tree.Of(["a.png", "b.png"], ("instances_train.json", $$"""
            {"images": [{"id": 1, "file_name": "a.png", "width": 4, "height": 2}, {"id": 2, "file_name": "b.png"}], "categories": {{Categories}},
             "annotations": [{"id": 1, "image_id": 2, "category_id": 1, "bbox": [1, 2, 3, 4]}, {{{id}}"image_id": 1, {{members}}}]}
            """));
        var error = Assert.IsType<BadSampleException>(Format.Refused(files));
        Assert.Equal("set: a.png", error.Sample);
        Assert.Contains("instances_train.json, annotations, record 2", error.Reason.Replace("annotations record", "annotations, record", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains(reason, error.Reason, StringComparison.Ordinal);
        Assert.Equal(["b.png"], Format.Load(files, Tree.Lenient([])).Samples()["train"].Select(s => s.Id));
    }

    [Fact]
    public void Images_that_no_file_lists_are_told()
    {
        var notes = new List<string>();
        var files = Tree.Of(["a.png", "b.png"], ("instances_train.json", $$"""{"images": [{"id": 1, "file_name": "b.png"}], "annotations": [], "categories": {{Categories}}}"""));
        Assert.Single(Format.Load(files, Tree.Strict with { OnNote = notes.Add }).Samples()["train"]);
        Assert.Equal(["set: images that no list of COCO's names were left out: 1, such as a.png"], notes);
    }

    [Fact]
    public void A_missing_or_ambiguous_image_is_a_bad_sample()
    {
        string Json(string name) => $$"""{"images": [{"id": 1, "file_name": "b.png"}, {"id": 2, "file_name": "{{name}}"}], "annotations": [], "categories": {{Categories}}}""";
        (string Name, string Reason)[] cases =
        [
            ("c.png", "images, record 2: the image is missing"), ("../../etc/passwd", "images, record 2: the image is missing"),
            ("a.png", "images, record 2: it can be x/a.png or y/a.png"), ("./b.png", "images, record 2: record 1 is of this file too"),
        ];
        foreach (var (name, reason) in cases)
        {
            var error = Assert.IsType<BadSampleException>(Format.Refused(Tree.Of(["x/a.png", "y/a.png", "b.png"], ("instances_train.json", Json(name)))));
            Assert.Equal(($"set: {name}", $"instances_train.json, {reason}"), (error.Sample, error.Reason));
        }
    }

    [Fact]
    public void Objects_survive_packing() => Gen.Select(AnyAnnotations.Object.Array[0, 4], Gen.Long, Gen.Long[0, long.MaxValue], Gen.Int[1, int.MaxValue]).Sample((objects, image, id, number) =>
    {
        var packed = new PackedObjects();
        foreach (var o in objects)
            packed.Add(image, new(number, id, o.Category, o));
        var found = packed.Of(image);
        Assert.All(found, o => Assert.Equal((number, id), (o.Number, o.Id)));
        AnyAnnotations.AssertSame(new() { Objects = objects }, new() { Objects = [.. found.Select(o => o.Object with { Category = (int)o.Category })] });
        Assert.Empty(packed.Of(image ^ 1));
    }, iter: 500);

    [Fact]
    public void Long_lists_take_no_memory_but_for_their_objects()
    {
        // 200 MB of text without an end: the reader stops at the record that is too large, or at the end, never holding it all.
        using var lists = new JsonLists(new Repeated("{\"info\": [ 1, 2 ], \"annotations\": ["u8.ToArray(), "{\"id\": 1, \"segmentation\": [[1.25, 2.5, 3, 4, 5, 6]]},\n"u8.ToArray(), 40_000_000), "x.json");
        var before = GC.GetAllocatedBytesForCurrentThread();
        var records = 0;
        var error = Assert.Throws<CorruptFileException>(() =>
        {
            while (lists.Next() is { } record)
            {
                record.Dispose();
                records++;
            }
        });
        Assert.True(records > 700_000);
        Assert.Contains($"annotations, record {records - 1}: it is no JSON", error.Message, StringComparison.Ordinal);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1000L * records);
    }

    [Fact]
    public void A_record_larger_than_any_is_refused()
    {
        using var lists = new JsonLists(new Repeated("{\"annotations\": [["u8.ToArray(), "1,"u8.ToArray(), 200_000_000), "x.json");
        Assert.Contains("annotations, record 1: it is no JSON that can be read, or cut off (a record of more than 32 MiB)", Assert.Throws<CorruptFileException>(() => lists.Next()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_change_of_a_file_gives_samples_or_an_error() => Format.Fuzz(
        Tree.Of(["a.png", "b.png"], ("instances_train.json", $$"""
            {"info": {"a": [1]}, "images": [{"id": 1, "file_name": "a.png", "width": 4, "height": 2, "license": 1}, {"id": 2, "file_name": "b.png"}], "categories": {{Categories}},
             "licenses": [{"id": 1, "name": "n"}], "annotations": [{"id": 1, "image_id": 2, "category_id": 1, "bbox": [1, 2, 3, 4], "segmentation": [[1, 2, 3, 4.5, 5, 6]], "keypoints": [1, 2, 2, 3, 4, 1]},
              {"id": 2, "image_id": 1, "category_id": 18, "bbox": [1, 2, 3, 4], "iscrowd": 1, "segmentation": {"size": [2, 4], "counts": "323"}, "area": 2}]}
            """)), "instances_train.json", iter: 5000);

    [Theory]
    [InlineData("\"id\": 1, \"keypoints\": [1, 1, 2, 1, 1, 1]", null)]
    [InlineData("\"keypoints\": [1, 1, 2, 1, 1, 1]", "set: person_keypoints_train.json: annotations, record 1: it has no id")]
    [InlineData("\"id\": 7, \"keypoints\": [1, 1, 2, 1, 1, 1]", "set: instances_train.json: it has no annotation 7, of which there are keypoints")]
    [InlineData("\"id\": 1, \"keypoints\": [1, 1]", "set: person_keypoints_train.json, annotations, record 1: its 2 keypoint numbers")]
    [InlineData("\"id\": 1, \"keypoints\": [1, 1, 1]", "annotations, record 1 (id 1): it has 1 keypoints, its category 2")]
    public void Keypoints_of_another_file_belong_to_its_annotations(string members, string? reason)
    {
        var files = WithKeypoints(members);
        if (reason is null)
            Assert.Equal(2, Format.Load(files).Samples()["train"][0].Annotations.Objects[0].Keypoints.Count);
        else
            Assert.Contains(reason, Format.Refused(files).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_change_of_a_file_of_keypoints_gives_samples_or_an_error() =>
        Format.Fuzz(WithKeypoints("\"id\": 1, \"keypoints\": [1, 1, 2, 1, 1, 1]"), "person_keypoints_train.json");

    private static FileList WithKeypoints(string members) => Tree.Of(
        ["a.png"],
        ("instances_train.json", $$"""{"images": [{"id": 1, "file_name": "a.png"}], "categories": {{Categories}}, "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4]}]}"""),
        ("person_keypoints_train.json", $$"""{"images": [{"id": 1, "file_name": "a.png"}], "categories": {{Categories}}, "annotations": [{"image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4], {{members}}}]}"""));

    // A head, then the same text again and again.
    private sealed class Repeated(byte[] head, byte[] text, long bytes) : MemoryStream
    {
        private long _at;

        public override int Read(Span<byte> buffer)
        {
            var count = (int)Math.Min(buffer.Length, bytes - _at);
            for (var i = 0; i < count; i++, _at++)
                buffer[i] = _at < head.Length ? head[_at] : text[(_at - head.Length) % text.Length];
            return count;
        }
    }
}
