using System.Text;
using DataTools.Catalog.Annotations;
using DataTools.Catalog.Formats;
using DataTools.Catalog.Formats.ImageNet;
using DataTools.Tests;

namespace DataTools.Catalog.Tests.Formats;

public sealed class ImageNetFormatTests
{
    private const string Crane = "n02012849", Tench = "n01440764", Machine = "n03126707";

    // The kit's numbers are in another order than the ids; 1001 has children and is no class.
    private static readonly byte[] Meta = MadeImageNet.Meta((1, Machine, "crane", 0), (2, Tench, "tench, Tinca tinca", 0), (3, Crane, "crane", 0), (1001, "n00001740", "entity", 2));

    private static readonly ListedFile Kit = Tree.Bytes("ILSVRC2012_devkit_t12.tar.gz", MadeImageNet.Kit(Meta, "2\n1\n"));

    [Fact]
    public void The_real_photos_have_the_classes_of_the_mapping()
    {
        var files = Tree.Of(SharedData.Path("data", "imagenet"));
        Assert.Same(ImageNetFormat.Format, DatasetFormats.Of(files));
        var content = ImageNetFormat.Format.Load(files);
        Assert.Equal((1000, "tench, Tinca tinca", "toilet tissue, toilet paper, bathroom tissue"), (content.Classes.Count, content.Classes[0], content.Classes[999]));
        Assert.Equal(1000, content.Classes.Distinct().Count());
        var samples = content.Samples()["train"];
        Assert.Equal((106, 106), (samples.Count, samples.Select(s => s.Label).Distinct().Count()));
        Assert.Equal(106, content.Splits.Single().ExpectedCount);
        var mapping = File.ReadLines(SharedData.Path("data", "imagenet", "LOC_synset_mapping.txt")).ToList();
        Assert.All(samples, s => Assert.StartsWith(s.Path!.Split('/')[1], mapping[s.Label], StringComparison.Ordinal));
    }

    [Fact]
    public void The_tars_are_read_from_front_to_back_with_the_kit()
    {
        var opened = 0;
        var train = Train();
        var files = new FileList("set",
        [
            Kit, new("ILSVRC2012_img_train.tar", train.Length, () =>
            {
                opened++;
                return new Once(train);
            }),
            Tree.Bytes("ILSVRC2012_img_val.tar", MadeImageNet.Tar(("ILSVRC2012_val_00000001.JPEG", [31]), ("ILSVRC2012_val_00000002.JPEG", [32]))),
        ]);
        Assert.Same(ImageNetFormat.Format, DatasetFormats.Of(files));
        var content = ImageNetFormat.Format.Load(files);
        Assert.Equal(["tench, Tinca tinca", $"crane ({Crane})", $"crane ({Machine})"], content.Classes);
        Assert.Equal(
            [
                ("train", $"{Machine}_7", 2, $"{Machine}/{Machine}_7.JPEG", 1), ("train", $"{Machine}_8", 2, $"{Machine}/{Machine}_8.JPEG", 2), ("train", $"{Tench}_5", 0, $"{Tench}/{Tench}_5.JPEG", 3),
                ("validation", "ILSVRC2012_val_00000001", 0, "ILSVRC2012_val_00000001.JPEG", 31), ("validation", "ILSVRC2012_val_00000002", 2, "ILSVRC2012_val_00000002.JPEG", 32),
            ],
            content.Samples().SelectMany(s => s.Value.Select(x => (s.Key, x.Id, x.Label, x.Path!, (int)x.Image.Span[0]))));
        Assert.Equal(1, opened);
    }

    [Fact]
    public void Without_a_kit_the_tars_of_train_are_called_by_their_ids()
    {
        var whole = ImageNetFormat.Format.Load(new("set", [Tree.Bytes("ILSVRC2012_img_train.tar", Train())]));
        Assert.Equal([Tench, Machine], whole.Classes);
        var apart = new FileList("set", [Kit, Tree.Bytes($"train/{Tench}.tar", MadeImageNet.Tar(($"{Tench}_5.JPEG", [3])))]);
        Assert.Same(ImageNetFormat.Format, DatasetFormats.Of(apart));
        Assert.Equal((3, $"{Tench}_5"), (ImageNetFormat.Format.Load(apart).Classes.Count, ImageNetFormat.Format.Load(apart).Samples()["train"].Single().Id));
        var error = Assert.Throws<InvalidInputException>(() => ImageNetFormat.Format.Load(new("set", [Tree.Bytes("ILSVRC2012_img_val.tar", MadeImageNet.Tar(("ILSVRC2012_val_00000001.JPEG", [31])))])));
        Assert.Equal("set: nothing says which classes there are", error.Message);
    }

    [Fact]
    public void Kaggle_s_folders_are_read_with_boxes()
    {
        const string data = "ILSVRC/Data/CLS-LOC/", notes = "ILSVRC/Annotations/CLS-LOC/";
        var files = Tree.Of(
            [$"{data}train/{Tench}/{Tench}_1.JPEG", $"{data}val/ILSVRC2012_val_00000001.JPEG", $"{data}test/ILSVRC2012_test_00000001.JPEG"],
            ("LOC_synset_mapping.txt", $"{Tench} tench, Tinca tinca\n{Crane} crane\n"),
            ("LOC_val_solution.csv", $"ImageId,PredictionString\nILSVRC2012_val_00000001,{Crane} 0 0 499 254 {Crane} 1 2 3 4 \n"),
            ($"{notes}val/ILSVRC2012_val_00000001.xml", $"<annotation><object><name>{Crane}</name><difficult>1</difficult><bndbox><xmin>0</xmin><ymin>0</ymin><xmax>499</xmax><ymax>254</ymax></bndbox></object></annotation>"));
        Assert.Same(ImageNetFormat.Format, DatasetFormats.Of(files));
        var content = ImageNetFormat.Format.Load(files);
        Assert.Equal(AnnotationKinds.Objects, content.Kinds);
        var samples = content.Samples();
        Assert.Equal(
            [("train", $"{Tench}_1", 0), ("validation", "ILSVRC2012_val_00000001", 1), ("test", "ILSVRC2012_test_00000001", -1)],
            samples.SelectMany(s => s.Value.Select(x => (s.Key, x.Id, x.Label))));
        var box = Assert.Single(samples["validation"][0].Annotations.Objects);
        Assert.Equal((1, new Box(0, 0, 500, 255), ObjectFlags.Difficult), (box.Category, box.Box, box.Flags));
        Assert.Empty(samples["train"][0].Annotations.Objects);
    }

    [Fact]
    public void What_cannot_be_is_told()
    {
        string[] images = [$"train/{Tench}/a.JPEG", "val/ILSVRC2012_val_00000001.JPEG"];
        const string mapping = $"{Tench} tench\n{Crane} crane", truth = "ILSVRC2012_validation_ground_truth.txt";
        Assert.Equal("set: LOC_synset_mapping.txt: line 2: 'n1 crane' is not a new WordNet id with its words", Refused(Tree.Of(images, ("LOC_synset_mapping.txt", $"{Tench} tench\nn1 crane"))));
        Assert.Equal($"set: LOC_synset_mapping.txt: line 2: '{Tench} crane' is not a new WordNet id with its words", Refused(Tree.Of(images, ("LOC_synset_mapping.txt", $"{Tench} tench\n{Tench} crane"))));
        Assert.StartsWith("bad sample set: val/ILSVRC2012_val_00000001.JPEG: nothing says its class", Refused(Tree.Of(images, ("LOC_synset_mapping.txt", mapping))), StringComparison.Ordinal);
        Assert.Equal($"bad sample set: train/{Machine}/a.JPEG: {Machine} is none of the 2 classes", Refused(Tree.Of([$"train/{Machine}/a.JPEG"], ("LOC_synset_mapping.txt", mapping))));
        Assert.Equal("set: LOC_val_solution.csv: line 3: x was there before", Refused(Tree.Of(images, ("LOC_synset_mapping.txt", mapping), ("LOC_val_solution.csv", $"ImageId,PredictionString\nx,{Crane} 1\nx,{Crane} 1"))));
        Assert.Equal("set: LOC_val_solution.csv: line 2: 'x;n1' is not an image's name and its objects", Refused(Tree.Of(images, ("LOC_synset_mapping.txt", mapping), ("LOC_val_solution.csv", "ImageId;PredictionString\nx;n1"))));
        Assert.Equal($"set: {truth}: line 2: 1001 is no class of meta.mat", Refused(Tree.Of(images, (truth, "1\n1001")).With("meta.mat", Meta)));
        Assert.Equal($"set: {truth}: line 2 is empty", Refused(Tree.Of(images, (truth, "1\n\n1")).With("meta.mat", Meta)));
        Assert.Equal("set: meta.mat: synsets(2) has no sound ILSVRC2012_ID", Refused(Tree.Of(images, (truth, "1")).With("meta.mat", MadeImageNet.Meta((1, Tench, "a", 0), (1, Crane, "b", 0)))));
        Assert.Equal("set: meta.mat: synsets(1) has no sound WNID", Refused(Tree.Of(images, (truth, "1")).With("meta.mat", MadeImageNet.Meta((1, "tench", "a", 0)))));
    }

    [Fact]
    public void Damaged_tars_are_told_with_their_place()
    {
        var train = Train();
        var error = Refused(new("set", [Kit, Tree.Bytes("ILSVRC2012_img_train.tar", train[..(train.Length - 2100)])]));
        Assert.StartsWith("set: ILSVRC2012_img_train.tar", error, StringComparison.Ordinal);
        Assert.Contains("damaged", error, StringComparison.Ordinal);
        Assert.StartsWith("set: ILSVRC2012_devkit_t12.tar.gz: ", Refused(new("set", [Tree.Bytes(Kit.Path, "no gzip"u8.ToArray()), Tree.Bytes("ILSVRC2012_img_train.tar", train)])), StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_a_file_is_changed_to_there_is_content_or_an_error_of_ours()
    {
        ImageNetFormat.Format.FuzzBriefly(new("set", [Kit, Tree.Bytes("ILSVRC2012_img_train.tar", Train())]), "ILSVRC2012_img_train.tar");
        ImageNetFormat.Format.FuzzBriefly(new("set", [Kit, Tree.Bytes("ILSVRC2012_img_train.tar", Train())]), Kit.Path);
        ImageNetFormat.Format.FuzzBriefly(Tree.Of([$"train/{Tench}/a.JPEG"], ("ILSVRC2012_validation_ground_truth.txt", "1\n2\n")).With("meta.mat", Meta), "meta.mat");
        ImageNetFormat.Format.FuzzBriefly(Tree.Of(["val/ILSVRC2012_val_00000001.JPEG"], ("LOC_synset_mapping.txt", $"{Tench} tench\n"), ("LOC_val_solution.csv", $"a,b\nILSVRC2012_val_00000001,{Tench} 1 2 3 4\n")), "LOC_val_solution.csv");
    }

    private static string Refused(FileList files) => ImageNetFormat.Format.Refused(files).Message;

    private static byte[] Train() => MadeImageNet.Tar(
        ($"{Machine}.tar", MadeImageNet.Tar(($"{Machine}_7.JPEG", [1]), ($"{Machine}_8.JPEG", [2]))),
        ($"{Tench}.tar", MadeImageNet.Tar(($"{Tench}_5.JPEG", [3]))));

    // Cannot be sought: it is read from front to back or not at all.
    private sealed class Once(byte[] bytes) : ForwardStream
    {
        private int _at;

        public override int Read(Span<byte> buffer)
        {
            var some = bytes.AsSpan(_at, Math.Min(buffer.Length, bytes.Length - _at));
            some.CopyTo(buffer);
            _at += some.Length;
            return some.Length;
        }
    }
}
