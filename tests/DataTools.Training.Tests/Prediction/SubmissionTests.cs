using DataTools.Catalog;
using DataTools.Tests;
using DataTools.Training.Prediction;

namespace DataTools.Training.Tests.Prediction;

public sealed class SubmissionTests : IDisposable
{
    private static readonly string[] CatDog = ["cat", "dog"];
    private static readonly ImageScores[] Scores = [new("/in/2.jpg", [0.25, 0.75]), new("/in/1.jpg", [0.875, 0.125])];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("id,label\n1,cat\n2,cat\n", "id,label\n1,cat\n2,dog\n")]
    [InlineData("id,label\n2.jpg,0\n1.jpg,0\n", "id,label\n2.jpg,1\n1.jpg,0\n")]
    [InlineData("id,label\n1,0.5\n2,0.5\n", "id,label\n1,0.125\n2,0.75\n")]
    [InlineData("id,Cat\n1,0.5\n2,0.5\n", "id,Cat\n1,0.875\n2,0.25\n")]
    [InlineData("image,dog,cat\n1,0,0\n2,0,0\n", "image,dog,cat\n1,0.125,0.875\n2,0.75,0.25\n")]
    [InlineData("id;label\n1;cat\n2;cat\n", "id;label\n1;cat\n2;dog\n")]
    [InlineData("id\tlabel\n1\tcat\n2\tcat\n", "id\tlabel\n1\tcat\n2\tdog\n")]
    [InlineData("\"i;d\",label\n1,cat\n2,cat\n", "i;d,label\n1,cat\n2,dog\n")]
    [InlineData("id,label\nin/1.jpg,cat\nin/2.jpg,cat\n", "id,label\nin/1.jpg,cat\nin/2.jpg,dog\n")]
    public void Columns_ids_and_order_are_those_of_the_sample(string sample, string expected)
    {
        Like(sample).Write(_folder["out.csv"], CatDog, Scores);
        Assert.Equal(expected, File.ReadAllText(_folder["out.csv"]));
    }

    [Fact]
    public void Which_class_a_probability_is_of_is_said_where_the_sample_does_not()
    {
        Assert.Equal(
            "2 rows; the probability of dog: the column label names no class, so that of the second, not of cat, was taken", Like("id,label\n1,0.5\n2,0.5\n").Write(_folder["out.csv"], CatDog, Scores));
        Assert.Equal("2 rows; the probability of cat", Like("id,Cat\n1,0.5\n2,0.5\n").Write(_folder["out.csv"], CatDog, Scores));
    }

    [Theory]
    [InlineData("id,labels\n1,cat dog\n2,\n", "id,labels\n1,cat\n2,cat dog\n", "the names of the classes with a probability of at least 0.25, a space between two")]
    [InlineData("id,labels\n1,0 1\n2,1\n", "id,labels\n1,0\n2,0 1\n", "the numbers of the classes with a probability of at least 0.25, a space between two: 0 is cat, 1 is dog")]
    [InlineData("id,dog,cat\n1,0,0\n2,0,0\n", "id,dog,cat\n1,0.125,0.875\n2,0.75,0.25\n", "a probability for each class")]
    public void Several_classes_an_image_are_written_as_in_the_sample(string sample, string expected, string meaning)
    {
        Assert.Equal($"2 rows; {meaning}", Like(sample).Write(_folder["out.csv"], CatDog, Scores, threshold: 0.25));
        Assert.Equal(expected, File.ReadAllText(_folder["out.csv"]));
    }

    [Fact]
    public void Images_without_a_class_are_counted_and_names_with_spaces_are_refused()
    {
        Assert.Contains("; 1 images have none, their cells are empty", Like("id,labels\n1,cat dog\n2,\n").Write(_folder["out.csv"], CatDog, Scores, threshold: 0.8), StringComparison.Ordinal);
        Assert.Equal("id,labels\n1,cat\n2,\n", File.ReadAllText(_folder["out.csv"]));
        var error = Assert.Throws<InvalidInputException>(() => Like("id,labels\n1,cat\n2,\n").Write(_folder["other.csv"], ["cat", "big dog"], Scores, threshold: 0.5));
        Assert.Contains("'big dog' has a space itself", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<InvalidInputException>(() => Like("id,labels\n1,cat horse\n2,\n").Write(_folder["other.csv"], CatDog, Scores, threshold: 0.5));
        Assert.Contains("[cat, horse] are neither classes of the run [cat, dog]", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["other.csv"]));
    }

    [Fact]
    public void Ids_that_do_not_fit_are_listed_and_nothing_is_written()
    {
        ImageScores[] scores = [.. Scores, new("/in/9.jpg", [1, 0]), new("/other/1.png", [1, 0])];
        var message = Assert.Throws<InvalidInputException>(() => Like("id,label\n1,cat\n3,cat\n2,cat\n2,dog\n").Write(_folder["out.csv"], CatDog, scores)).Message;
        Assert.Contains("1 ids of the sample have no image: 3", message, StringComparison.Ordinal);
        Assert.Contains("1 images are not in the sample: /in/9.jpg", message, StringComparison.Ordinal);
        Assert.Contains("1 ids are in the sample more than once: 2", message, StringComparison.Ordinal);
        Assert.Contains("2 images have an id that another has too: /in/1.jpg, /other/1.png", message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["out.csv"]));
    }

    [Theory]
    [InlineData("id,label\n1,bird\n2,bird\n", "neither classes of the run [cat, dog]")]
    [InlineData("id,cat,bird\n1,0,0\n2,0,0\n", "are not the 2 classes of the run")]
    public void Columns_that_do_not_fit_the_classes_are_refused(string sample, string said) =>
        Assert.Contains(said, Assert.Throws<InvalidInputException>(() => Like(sample).Write(_folder["out.csv"], CatDog, Scores)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("id,label\n1,cat,3\n")]
    [InlineData("id\n1\n")]
    [InlineData("id,label\n")]
    public void What_is_no_sample_is_refused(string text) => Assert.Throws<CorruptFileException>(() => Like(text));

    private Submission Like(string text) => Submission.Like(_folder.Write("sample.csv", System.Text.Encoding.UTF8.GetBytes(text)));
}
