using DataTools.Catalog.Formats;
using DataTools.Tests;

namespace DataTools.Catalog.Tests.Formats;

public sealed class ImageFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_class_is_a_folder_and_everything_below_it()
    {
        Files("dog/2.png", "dog/deep/er/1.JPG", "cat/b.webp", "cat/a.jpeg", "Zebra/1.png", "äpfel/1.png");
        var tree = Scan();
        Assert.Equal(["Zebra", "cat", "dog", "äpfel"], tree.Classes);
        var split = Assert.Single(tree.Splits);
        Assert.Equal("train", split.Name);
        Assert.Equal(
            [("Zebra/1.png", 0), ("cat/a.jpeg", 1), ("cat/b.webp", 1), ("dog/2.png", 2), ("dog/deep/er/1.JPG", 2), ("äpfel/1.png", 3)],
            split.Files.Select(f => (f.Id, f.Label)));
    }

    [Theory]
    [InlineData("Train", "val", "TEST")]
    [InlineData("training", "dev", "eval")]
    [InlineData("train", "validation", "testing")]
    public void Splits_have_many_spellings(string train, string validation, string test)
    {
        Files($"{train}/cat/1.png", $"{train}/dog/1.png", $"{validation}/dog/1.png", $"{test}/bird/1.png", $"{test}/cat/1.png");
        var tree = Scan();
        // Labels count the classes of all splits together, whichever has them.
        Assert.Equal(["bird", "cat", "dog"], tree.Classes);
        Assert.Equal(["train", "validation", "test"], tree.Splits.Select(s => s.Name));
        Assert.Equal([1, 2], tree.Splits[0].Files.Select(f => f.Label));
        Assert.Equal([2], tree.Splits[1].Files.Select(f => f.Label));
        Assert.Equal([($"{test}/bird/1.png", 0), ($"{test}/cat/1.png", 1)], tree.Splits[2].Files.Select(f => (f.Id, f.Label)));
    }

    [Fact]
    public void Test_images_outside_class_folders_have_no_label()
    {
        Files("train/cat/1.png", "train/dog/1.png", "test/1.png", "test/2.png", "test/cat/3.png");
        Assert.Equal(
            [("test/1.png", Sample.Unlabelled), ("test/2.png", Sample.Unlabelled), ("test/cat/3.png", 0)],
            Scan().Splits[1].Files.Select(f => (f.Id, f.Label)));

        Files("train/3.png");
        Refused(_folder["train"], "such as 3.png");
    }

    [Fact]
    public void Hidden_files_and_other_files_are_passed_over()
    {
        Files(
            "cat/1.png", "dog/1.png", "preview.png", "readme.txt", ".git/1.png", "__MACOSX/cat/1.png", "cat/._1.png", "cat/.hidden.png",
            "cat/Thumbs.db", "cat/notes.txt", "cat/.ipynb_checkpoints/1.png", "dog/noextension");
        var tree = Scan();
        Assert.Equal(["cat", "dog"], tree.Classes);
        Assert.Equal(["cat/1.png", "dog/1.png"], tree.Splits[0].Files.Select(f => f.Id));
    }

    [Fact]
    public void Images_of_a_kind_that_we_cannot_decode_are_not_dropped_in_silence()
    {
        Files("cat/1.tiff", "cat/2.png", "dog/1.heic");
        Assert.Equal(["cat/1.tiff", "cat/2.png", "dog/1.heic"], Scan().Splits[0].Files.Select(f => f.Id));
    }

    [Fact]
    public void Links_are_followed_but_never_in_a_circle()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "symbolic links need a privilege");
        Files("tree/cat/1.png", "tree/dog/1.png", "elsewhere/2.png");
        Directory.CreateSymbolicLink(_folder["tree", "dog", "more"], _folder["elsewhere"]);
        Directory.CreateSymbolicLink(_folder["tree", "cat", "up"], _folder["tree"]);
        Directory.CreateSymbolicLink(_folder["tree", "cat", "self"], _folder["tree", "cat"]);
        // Two that lead to each other.
        Files("a/3.png", "b/4.png");
        Directory.CreateSymbolicLink(_folder["a", "b"], "../b");
        Directory.CreateSymbolicLink(_folder["b", "a"], "../a");
        Directory.CreateSymbolicLink(_folder["tree", "bird"], _folder["a"]);
        var tree = Scan("tree");
        Assert.Equal(["bird", "cat", "dog"], tree.Classes);
        Assert.Equal(["bird/3.png", "bird/b/4.png", "cat/1.png", "dog/1.png", "dog/more/2.png"], tree.Splits[0].Files.Select(f => f.Id));
    }

    [Fact]
    public void The_whole_file_is_loaded_as_it_is()
    {
        Files("cat/deep/1.png", "dog/1.png");
        var sample = Load(new(OnBadSample.Fail))[0];
        Assert.Equal(("cat/deep/1.png", 0, "cat/deep/1.png"), (sample.Id, sample.Label, sample.Path));
        Assert.Equal(File.ReadAllBytes(_folder["cat", "deep", "1.png"]), sample.Image.ToArray());
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_a_bad_sample_with_its_path()
    {
        Files("cat/1.png", "cat/2.png", "cat/3.png", "dog/1.png");
        File.WriteAllBytes(_folder["cat", "2.png"], []);
        File.Delete(_folder["cat", "1.png"]);
        File.CreateSymbolicLink(_folder["cat", "1.png"], _folder["gone"]);
        var faults = new List<BadSampleException>();
        Assert.Equal(["cat/3.png", "dog/1.png"], Load(new(OnBadSample.Skip, faults.Add)).Select(s => s.Id));
        Assert.Equal([_folder["cat", "1.png"], _folder["cat", "2.png"]], faults.Select(f => f.Sample));
        Assert.All(faults, f => Assert.Contains("empty", f.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_folder_that_is_not_there_or_is_a_file()
    {
        Assert.Contains(_folder["nowhere"], Assert.Throws<NotFoundException>(() => Scan("nowhere")).Message, StringComparison.Ordinal);
        Files("file.png");
        Assert.Contains("is a file", Assert.Throws<InvalidInputException>(() => Scan("file.png")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_folder() => Refused(_folder.Path, "holds no images");

    [Fact]
    public void Splits_without_images()
    {
        Directory.CreateDirectory(_folder["train", "cat"]);
        Directory.CreateDirectory(_folder["test"]);
        Refused(_folder.Path, "holds no images");
    }

    [Fact]
    public void One_class_only()
    {
        Files("cat/1.png", "cat/deep/2.png");
        Refused(_folder.Path, "one class only: cat");
    }

    [Fact]
    public void A_class_folder_without_images()
    {
        Files("cat/1.png", "dog/1.png");
        Directory.CreateDirectory(_folder["bird"]);
        Refused(_folder["bird"], "holds no images");
    }

    [Fact]
    public void A_class_may_be_missing_from_one_split()
    {
        Files("train/cat/1.png", "train/dog/1.png", "val/cat/1.png");
        Directory.CreateDirectory(_folder["val", "dog"]);
        Assert.Equal(["cat", "dog"], Scan().Classes);
    }

    [Fact]
    public void Images_without_class_folders()
    {
        Files("1.png", "2.png");
        Refused(_folder.Path, "outside any class folder, such as 1.png");
    }

    [Fact]
    public void Only_unlabelled_images()
    {
        Files("test/1.png", "test/2.png");
        Refused(_folder.Path, "no class folders");
    }

    [Fact]
    public void Two_folders_for_one_split()
    {
        Files("val/cat/1.png", "valid/dog/1.png");
        Refused(_folder.Path, "val and valid are both validation");
    }

    [Fact]
    public void A_split_beside_a_folder_that_is_none()
    {
        Files("train/cat/1.jpg", "train/dog/1.jpg", "others/1.jpg");
        Refused(_folder.Path, "others beside it holds images too");
    }

    [Fact]
    public void Split_folders_without_classes()
    {
        // The layout of Kaggle's dogs-vs-cats: guessing two classes "train" and "test1" would be nonsense.
        Files("train/cat.0.jpg", "test1/1.jpg");
        Refused(_folder.Path, "such as cat.0.jpg");
    }

    private LabelledImages Scan(params string[] below) => LabelledImages.ByFolder(FolderFiles.List(_folder[below], CancellationToken.None), CancellationToken.None);

    private Sample[] Load(BadSamples bad) => [.. PlainImages.Folders.Read(FolderFiles.List(_folder.Path, CancellationToken.None), new() { BadSamples = bad }, CancellationToken.None).Splits[0].Samples];

    private void Files(params string[] paths)
    {
        foreach (var path in paths)
            _folder.Write(path, [1, 2, 3]);
    }

    private void Refused(string folder, string reason)
    {
        var error = Assert.Throws<InvalidInputException>(() => Scan());
        Assert.Contains(folder, error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.Hint);
    }
}
