using DataTools.Catalog.Formats;
using DataTools.Tests;

namespace DataTools.Catalog.Tests.Formats;

/// <summary>No format takes another's files for its own, whatever order they are asked in.</summary>
public sealed class SingleFormatTests
{
    [Theory]
    [InlineData("imagenet", "imagenet")]
    [InlineData("fashion-mnist", "idx")]
    [InlineData("coco", "coco")]
    [InlineData("voc/VOCdevkit", "voc")]
    [InlineData("tiny-imagenet-200", "tiny-imagenet")]
    public void Real_sets_have_one_format(string folder, string format) => Only(format, Tree.Of(SharedData.Path(["data", .. folder.Split('/')])));

    [Theory]
    [InlineData("oxford-pets", "images/pug_1.jpg images/pug_1.mat annotations/list.txt annotations/trainval.txt annotations/test.txt annotations/trimaps/pug_1.png annotations/xmls/pug_1.xml")]
    [InlineData("flowers102", "jpg/image_00001.jpg imagelabels.mat setid.mat")]
    [InlineData("svhn", "train_32x32.mat test_32x32.mat")]
    [InlineData("stl10", "stl10_binary/train_X.bin stl10_binary/train_y.bin stl10_binary/class_names.txt stl10_binary/fold_indices.txt")]
    [InlineData("cifar10-binary", "c/batches.meta.txt c/data_batch_1.bin c/data_batch_2.bin c/data_batch_3.bin c/data_batch_4.bin c/data_batch_5.bin c/test_batch.bin c/readme.html")]
    [InlineData("cifar100-binary", "c/coarse_label_names.txt c/fine_label_names.txt c/train.bin c/test.bin")]
    [InlineData("cifar10-python", "c/batches.meta c/data_batch_1 c/data_batch_2 c/data_batch_3 c/data_batch_4 c/data_batch_5 c/test_batch c/readme.html")]
    [InlineData("cifar100-python", "c/meta c/train c/test c/file.txt~")]
    [InlineData("food101", "food-101/images/pho/1.jpg food-101/meta/classes.txt food-101/meta/labels.txt food-101/meta/train.txt food-101/meta/train.json food-101/meta/test.txt")]
    [InlineData("caltech101", "101_ObjectCategories/ant/image_0001.jpg Annotations/ant/annotation_0001.mat")]
    [InlineData("imagenet", "ILSVRC2012_img_train.tar ILSVRC2012_img_val.tar ILSVRC2012_devkit_t12.tar.gz")]
    [InlineData("imagenet", "LOC_synset_mapping.txt LOC_val_solution.csv LOC_train_solution.csv ILSVRC/Data/CLS-LOC/train/n01440764/a.JPEG ILSVRC/Annotations/CLS-LOC/train/n01440764/a.xml ILSVRC/ImageSets/CLS-LOC/train_cls.txt")]
    [InlineData("imagenet", "ILSVRC2012_devkit_t12/data/meta.mat ILSVRC2012_devkit_t12/data/ILSVRC2012_validation_ground_truth.txt val/ILSVRC2012_val_00000001.JPEG")]
    [InlineData("imagenette", "imagenette2-160/train/n01440764/a.JPEG imagenette2-160/val/n03888257/b.JPEG imagenette2-160/noisy_imagenette.csv")]
    [InlineData("idx", "train-images-idx3-ubyte.gz train-labels-idx1-ubyte.gz")]
    public void Sets_of_such_files_have_one_format(string format, string paths) =>
        Only(format, new("set", paths.Split(' ').Select(p => Tree.Bytes(p, p.EndsWith(".jpg", StringComparison.Ordinal) || p.EndsWith(".JPEG", StringComparison.Ordinal) ? Tree.Png : "{}"u8.ToArray()))));

    [Theory]
    [InlineData("train/cat/1.jpg train/dog/2.jpg test/cat/3.jpg")]
    [InlineData("train.csv train/1.jpg sample_submission.csv")]
    [InlineData("meta train/n01440764/1.jpg")]
    [InlineData("a.mat notes.txt")]
    public void Others_have_none_of_them(string paths) =>
        Assert.Empty(DatasetFormats.All.Where(f => f.Name != "images" && f.Recognise(new("set", paths.Split(' ').Select(p => Tree.Bytes(p, [0])))) is not null).Select(f => f.Name));

    [Fact]
    public void Files_that_no_format_knows_are_told()
    {
        var error = Assert.Throws<InvalidInputException>(() => DatasetFormats.Of(Tree.Of(("a/notes.txt", "x"), ("b/data.npz", "x"))));
        Assert.Contains("1 .txt (such as a/notes.txt)", error.Message, StringComparison.Ordinal);
        Assert.Equal("Did you mean svhn?", Assert.Throws<NotFoundException>(() => DatasetFormats.Named("shvn")).Hint);
    }

    private static void Only(string format, FileList files) =>
        Assert.Equal([format], DatasetFormats.All.Where(f => f.Name != "images" && f.Recognise(files) is not null).Select(f => f.Name));
}
