using CsCheck;
using DataTools.Catalog.Formats;

namespace DataTools.Catalog.Tests.Formats;

/// <summary>Lists of files as people publish them, and what is read out of them.</summary>
public sealed class LabelledImagesTests
{
    [Theory]
    [InlineData("1", "a/1.png")]
    [InlineData("1.png", "a/1.png")]
    [InlineData("1.PNG", "a/1.png")]
    [InlineData("a/1", "a/1.png")]
    [InlineData("a/1.png", "x/a/1.png")]
    [InlineData("./a/1.png", "a/1.png")]
    [InlineData("a\\1.png", "x/a/1.png")]
    [InlineData("IMG_1.5", "a/img_1.5.jpeg")]
    [InlineData("st.bernard", "st.bernard.jpg")]
    public void A_table_names_images_in_many_ways(string id, string path) => Assert.Equal(
        $"train:{path}=cat train:other.png=dog", Show(["id,label", $"{id},cat", "other,dog"], path, "other.png").Replace($"train:other.png=dog train:{path}=cat", $"train:{path}=cat train:other.png=dog", StringComparison.Ordinal));

    [Theory]
    [InlineData("id,label")]
    [InlineData("image_id,Class")]
    [InlineData("Image Path,category")]
    [InlineData("filename,breed")]
    [InlineData("img,classid")]
    public void Columns_have_many_names(string header) => Assert.Equal("train:1.png=cat train:2.png=dog", Show([header, "1,cat", "2,dog"], "1.png", "2.png"));

    [Fact]
    public void Folders_that_look_like_misspelt_splits_are_told()
    {
        List<string> Notes(params string[] images)
        {
            var notes = new List<string>();
            DatasetFormats.Named("images").Load(Tree.Of(images), Tree.Strict with { OnNote = notes.Add }).Samples();
            return notes;
        }
        Assert.Equal(["set: its classes trian, vaild hold the same folders cat, dog: if they are splits, call them train, validation and test"],
            Notes("trian/cat/1.png", "trian/dog/2.png", "vaild/cat/3.png", "vaild/dog/4.png"));
        Assert.Empty(Notes("cat/a/1.png", "cat/b/2.png", "dog/a/3.png"));
        Assert.Empty(Notes("cat/1.png", "dog/2.png"));
    }

    [Fact]
    public void Images_of_no_class_are_read_where_that_is_said()
    {
        var files = Tree.Of(["b.png", "test/x/c.png", "a.png"]);
        var content = DatasetFormats.Named("unlabelled").Load(files);
        Assert.Empty(content.Classes);
        var samples = content.Samples();
        Assert.Equal([("a.png", Sample.Unlabelled), ("b.png", Sample.Unlabelled)], samples["train"].Select(s => (s.Id, s.Label)));
        Assert.Equal(["test/x/c.png"], samples["test"].Select(s => s.Id));
    }

    [Fact]
    public void The_name_of_a_class_is_better_than_its_number() =>
        Assert.Equal("train:1.png=cat train:2.png=dog", Show(["id,class_id,class,filename", "7,0,cat,1.png", "8,1,dog,2.png"], "1.png", "2.png"));

    [Fact]
    public void Numbers_are_in_their_order()
    {
        var found = Listed.Find([Listed.Text("a.csv", "id,label\n1,10\n2,9\n3,-1\n"), .. Listed.Images("1.png", "2.png", "3.png")]);
        Assert.Equal(["-1", "9", "10"], found.Classes);
    }

    [Fact]
    public void Kaggle_s_usual_files_are_understood() => Assert.Equal(
        "train:train/1.png=cat train:train/2.png=dog test:test/1.png=? test:test/3.png=?",
        Listed.Show(Listed.Find(
        [
            Listed.Text("train.csv", "id,label\n1,cat\n2,dog\n"), Listed.Text("test.csv", "id\n1\n3\n"), Listed.Text("sample_submission.csv", "id,label\n1,cat\n3,cat\n"),
            .. Listed.Images("train/1.png", "train/2.png", "test/1.png", "test/3.png"),
        ])));

    [Fact]
    public void Numbers_begin_anew_in_each_split() => Assert.Equal(
        "train:train/1.png=cat train:train/2.png=dog validation:val/1.png=dog validation:val/2.png=cat test:test1/1.png=?",
        Listed.Show(Listed.Find(
        [
            Listed.Text("train_labels.csv", "id,label\n1,cat\n2,dog\n"), Listed.Text("valLabels.csv", "id,label\n1,dog\n2,cat\n"),
            .. Listed.Images("train/1.png", "train/2.png", "val/1.png", "val/2.png", "test1/1.png"),
        ])));

    [Fact]
    public void A_column_may_say_the_split() => Assert.Equal(
        "train:1.png=cat validation:2.png=dog test:3.png=cat test:4.png=?",
        Show(["id,label,split", "1,cat,training", "2,dog,valid", "3,cat,TEST", "4,,test"], "1.png", "2.png", "3.png", "4.png"));

    [Fact]
    public void Rows_without_an_image_are_passed_over_and_images_without_a_row_are_bad_samples()
    {
        var found = Listed.Find([Listed.Text("labels.csv", "id,label\n1,cat\n2,dog\n3,cat\n4,bird\n5,"), .. Listed.Images("1.png", "2.png", "3.png", "5.png", "6.png")]);
        Assert.Equal("train:1.png=cat train:2.png=dog train:3.png=cat", Listed.Show(found));
        Assert.Equal(["cat", "dog"], found.Classes);
        Assert.Equal(["bad sample x: 5.png: its label in labels.csv is empty", "bad sample x: 6.png: no table gives it a label"], found.Faults.Select(f => f.Message));
    }

    [Theory]
    [InlineData("id,label\n1,cat\n1,dog\n2,dog", "labels.csv, line 3: 1.png was there before with another label ('cat', now 'dog')")]
    [InlineData("id,colour\n1,red\n2,blue\n3,red", "one class only: a")]
    [InlineData("when,where\n1,cat\n2,dog", "labels.csv has the columns when, where: none is called id, image, filename or the like")]
    [InlineData("id,label\n8,cat\n9,dog", "labels.csv has the columns id, label: id names no image that is there (the first is '8')")]
    [InlineData("id,width,height\n1,2,3", "labels.csv has the columns id, width, height: none is called label, class, category or the like")]
    [InlineData("id,label\n1,cat\n2,cat\n3,cat", "the tables know one class only: cat")]
    [InlineData("id,label\n1,cat", "the tables give a label to 1 of 3 images only; none for x: a/2.png")]
    public void Tables_that_are_of_no_use_are_told_why(string text, string reason)
    {
        var images = reason.Contains("1.png was there", StringComparison.Ordinal) ? Listed.Images("1.png", "2.png", "3.png") : Listed.Images("a/1.png", "a/2.png", "a/3.png");
        if (text.StartsWith("id,colour", StringComparison.Ordinal))
        {
            // Two columns: the other one is the class, whatever it is called.
            Assert.Equal(["blue", "red"], Listed.Find([Listed.Text("labels.csv", text), .. images]).Classes);
            return;
        }
        var error = Assert.Throws<InvalidInputException>(() => Listed.Find([Listed.Text("labels.csv", text), .. images]));
        Assert.StartsWith("x: no layout that can be read:\n- ", error.Message, StringComparison.Ordinal);
        Assert.Contains($"- {reason}\n", error.Message, StringComparison.Ordinal);
        Assert.Contains("Its files: 3 .png (such as ", error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.Hint);
    }

    [Fact]
    public void A_column_of_measurements_is_no_column_of_classes()
    {
        var numbers = Enumerable.Range(1, 50).ToList();
        var error = Assert.Throws<InvalidInputException>(() => Listed.Find(
            [Listed.Text("ages.csv", "id,age\n" + string.Concat(numbers.Select(i => $"{i},{i * 1.5}\n"))), .. Listed.Images(numbers.Select(i => $"{i}.png"))]));
        Assert.Contains("age has 50 values in 50 rows, too many for classes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_id_that_may_mean_two_images_makes_a_table_useless_and_that_is_told()
    {
        var found = Listed.Find([Listed.Text("labels.csv", "id,label\n1,cat\n2,dog\n"), .. Listed.Images("a/1.png", "b/1.png", "b/2.png")]);
        Assert.Equal("train:a/1.png=a train:b/1.png=b train:b/2.png=b", Listed.Show(found));
        Assert.Equal(["labels.csv, line 2: '1' can mean a/1.png or b/1.png"], found.Notes);
    }

    [Fact]
    public void Tables_that_contradict_each_other_are_not_used()
    {
        ListedFile[] tables = [Listed.Text("a.csv", "id,label\n1,cat\n2,dog\n"), Listed.Text("b.csv", "id,label\n2,dog\n1,dog\n"), Listed.Text("c.csv", "id,label\n1,cat\n")];
        var error = Assert.Throws<InvalidInputException>(() => Listed.Find([.. tables, .. Listed.Images("1.png", "2.png")]));
        Assert.Contains("- b.csv, line 3: 1.png is 'dog'; a.csv says 'cat'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tables_complete_each_other() => Assert.Equal(
        "train:1.png=cat train:2.png=dog validation:3.png=cat test:4.png=?",
        Listed.Show(Listed.Find(
        [
            Listed.Text("labels.csv", "id,label\n1,cat\n2,dog\n3,cat\n"), Listed.Text("val.csv", "id,label,size\n3,cat,7\n"), Listed.Text("test.csv", "id,size\n4,9\n"),
            .. Listed.Images("1.png", "2.png", "3.png", "4.png"),
        ])));

    [Fact]
    public void A_damaged_table_is_an_error_of_its_own() => Assert.Throws<CorruptFileException>(
        () => Listed.Find([Listed.Text("labels.csv", "id,label\n1,cat,x\n"), .. Listed.Images("1.png", "2.png")]));

    [Fact]
    public void Names_may_begin_with_the_class()
    {
        Assert.Equal(
            "train:train/cat.0.jpg=cat train:train/dog.0.jpg=dog test:test1/1.jpg=?",
            Listed.Show(Listed.Find(Listed.Images("train/cat.0.jpg", "train/dog.0.jpg", "test1/1.jpg"))));
        Assert.Equal("train:cat.10.png=cat train:dog.9.png=dog", Listed.Show(Listed.Find(Listed.Images("cat.10.png", "dog.9.png"))));
        // One that is not so called is enough: then names mean something else.
        Assert.Throws<InvalidInputException>(() => Listed.Find(Listed.Images("cat.0.jpg", "dog.0.jpg", "IMG_17.jpg")));
        Assert.Throws<InvalidInputException>(() => Listed.Find(Listed.Images("cat.0.jpg", "cat.1.jpg")));
    }

    [Theory]
    [InlineData("cat/1.png dog/1.png", "train:cat/1.png=cat train:dog/1.png=dog")]
    [InlineData("data/cat/1.png data/dog/1.png", "train:data/cat/1.png=cat train:data/dog/1.png=dog")]
    [InlineData("a/b/c/cat/1.png a/b/c/dog/1.png", "train:a/b/c/cat/1.png=cat train:a/b/c/dog/1.png=dog")]
    [InlineData("data/train/cat/1.png data/train/dog/1.png data/val/cat/1.png", "train:data/train/cat/1.png=cat train:data/train/dog/1.png=dog validation:data/val/cat/1.png=cat")]
    [InlineData("train/train/cat/1.png train/train/dog/1.png test/test/cat/1.png", "train:train/train/cat/1.png=cat train:train/train/dog/1.png=dog test:test/test/cat/1.png=cat")]
    [InlineData("seg_train/cat/1.png seg_train/dog/1.png seg_test/dog/1.png", "train:seg_train/cat/1.png=cat train:seg_train/dog/1.png=dog test:seg_test/dog/1.png=dog")]
    [InlineData("training_set/cat/1.png training_set/dog/1.png test_set/1.png", "train:training_set/cat/1.png=cat train:training_set/dog/1.png=dog test:test_set/1.png=?")]
    [InlineData("train/cat/1.png", null)]
    [InlineData("1.png 2.png", null)]
    public void A_folder_may_be_a_class(string paths, string? expected)
    {
        var images = Listed.Images(paths.Split(' '));
        if (expected is null)
            Assert.Throws<InvalidInputException>(() => Listed.Find(images));
        else
            Assert.Equal(expected, Listed.Show(Listed.Find(images)));
    }

    [Fact]
    public void What_packers_leave_behind_is_passed_over() => Assert.Equal(
        "train:cat/1.png=cat train:dog/1.png=dog",
        Listed.Show(Listed.Find([.. Listed.Images("cat/1.png", "dog/1.png", "__MACOSX/cat/._1.png", "cat/.hidden.png", ".git/x.png"), Listed.Text("__MACOSX/._labels.csv", "\0\0")])));

    [Fact]
    public void A_data_set_without_images_is_told_with_its_files()
    {
        var error = Assert.Throws<InvalidInputException>(() => Listed.Find([Listed.Text("titanic.csv", "a,b\n"), Listed.Text("LICENSE", "x"), Listed.Text("more.csv", "")]));
        Assert.Equal("x holds no images; its files: 2 .csv (such as titanic.csv), 1 without an ending (such as LICENSE)", error.Message);
        Assert.Equal("x holds no images", Assert.Throws<InvalidInputException>(() => Listed.Find()).Message);
    }

    [Fact]
    public void What_a_table_says_is_what_is_read() =>
        Gen.Select(Gen.Int[0, 4].Array[2, 40], Gen.Int[0, 3], Gen.Bool).Where(t => t.Item1.Distinct().Count() > 1).Sample((labels, columns, extension) =>
        {
            var header = string.Concat(Enumerable.Range(0, columns).Select(i => $"extra{i},")) + "image,class";
            var rows = labels.Select((l, i) => string.Concat(Enumerable.Repeat("\"a,b\",", columns)) + $"{i}{(extension ? ".png" : "")},c{l}");
            var found = Listed.Find([Listed.Text("t.csv", string.Join('\n', rows.Prepend(header))), .. Listed.Images(labels.Select((_, i) => $"pictures/{i}.png"))]);
            Assert.Equal(labels.Select(l => $"c{l}").Distinct().Order(StringComparer.Ordinal), found.Classes);
            Assert.Equal(
                labels.Select((l, i) => ($"pictures/{i}.png", $"c{l}")).OrderBy(p => p.Item1, StringComparer.Ordinal),
                Assert.Single(found.Splits).Files.Select(f => (f.Id, found.Classes[f.Label])));
        }, iter: 200);

    [Theory]
    [InlineData("train", "train")]
    [InlineData("train_tiny", "train")]
    [InlineData("trainLabels", "train")]
    [InlineData("test1", "test")]
    [InlineData("seg_val", "validation")]
    [InlineData("TRAIN", "train")]
    [InlineData("train_test_split", null)]
    [InlineData("brain", null)]
    [InlineData("contest", null)]
    [InlineData("", null)]
    public void Words_of_a_name_may_be_a_split(string name, string? split) => Assert.Equal(split, SplitWords.In(name));

    private static string Show(string[] table, params string[] images) =>
        Listed.Show(Listed.Find([Listed.Text("labels.csv", string.Join('\n', table)), .. Listed.Images(images)]));
}
