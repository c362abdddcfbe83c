using System.Globalization;
using CsCheck;
using DataTools.Catalog;
using DataTools.Evaluation.Predictions;
using DataTools.Evaluation.Predictions.External;
using DataTools.Tests;

namespace DataTools.Evaluation.Tests.Predictions.External;

public sealed class ExternalPredictionsTests : IDisposable
{
    private static readonly PredictionTarget Target = new("pets", "sha256:1", "test", ["cat", "dog"], ["a", "b", "c"], [0, 1, -1]);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_table_comes_into_the_order_of_the_entry()
    {
        var read = Csv("id,label,dog,cat\nc,,0.5,0.5\nb,dog,0.75,0.25\na,cat,0.125,0.875\n");
        Assert.Equal((ScoreKind.Probabilities, true, 0), (read.Kind, read.Detected, read.Zeros));
        var set = read.Predictions;
        Assert.Equal(("file", "pets", "sha256:1", "test", 1), (set.Name, set.Entry, set.Fingerprint, set.Split, set.Crops));
        Assert.Equal((Target.Ids, Target.Labels, Target.Classes), (set.Ids, set.Labels, set.Classes));
        double[] expected = [0.875, 0.125, 0.25, 0.75, 0.5, 0.5];
        Assert.Equal(expected.Select(p => (float)Math.Log(p)), set.Logits);
    }

    [Fact]
    public void Logits_are_told_from_probabilities()
    {
        var logits = Csv("id,cat,dog\na,2,-1.5e0\nb,0.25,0.75\nc,-3,4\n");
        Assert.Equal((ScoreKind.Logits, true), (logits.Kind, logits.Detected));
        Assert.Equal([2, -1.5f, 0.25f, 0.75f, -3, 4], logits.Predictions.Logits);

        const string probabilities = "id,cat,dog\na,1,0\nb,0.25,0.7501\nc,0.5,0.5\n";
        Assert.Equal(ScoreKind.Logits, Csv(probabilities, ScoreKind.Logits).Kind);
        var declared = Csv(probabilities, ScoreKind.Probabilities);
        Assert.Equal((false, 1), (declared.Detected, declared.Zeros));
        // A probability of 0 stays one.
        var row = new double[2];
        declared.Predictions.RequireFinite();
        declared.Predictions.Probabilities(0, row);
        Assert.Equal([1, 0], row);

        Refused("id,cat,dog\na,0.5,0.5\nb,0.25,0.75\nc,3,1\n", "most rows look like probabilities, but 1 of 3 do not: sample c goes from 1 to 3");
        Refused("id,cat,dog\na,2,0.5\nb,2,0.75\nc,3,1\n", "these are no probabilities: sample a goes from 0.5 to 2 and sums to 2.5", ScoreKind.Probabilities);
    }

    [Fact]
    public void What_does_not_fit_is_refused_with_the_difference()
    {
        Refused("id,cat,dog\na,1,2\nb,1,2\n", "not about the same samples: 1 sample missing: c");
        Refused("id,cat,dog\na,1,2\nb,1,2\nx,1,2\ny,1,2\n", "1 sample missing: c; 2 samples not in the entry: x, y");
        Refused("id,cat,dog\na,1,2\nb,1,2\nc,1,2\na,1,2\n", "has the sample 'a' twice");
        Refused("id,cat,bird\na,1,2\nb,1,2\nc,1,2\n", "not about the same classes: 1 class missing: dog; 1 class not in the entry: bird");
        Refused("id,cat,dog,dog\na,1,2,3\nb,1,2,3\nc,1,2,3\n", "has the class 'dog' twice");
        Refused("id,label,cat,dog\na,dog,1,2\nb,dog,1,2\nc,,1,2\n", "says that sample a is 'dog', the entry says 'cat'");
        Refused("id,label,cat,dog\na,cat,1,2\nb,dog,1,2\nc,dog,1,2\n", "says that sample c is 'dog', the entry says nothing");
        Refused("id,cat,dog\na,1,2\nb,1,inf\nc,1,2\n", "line 3, column dog: 'inf' is no number");
        Refused("id,cat,dog\na,1,2\nb,1,NaN\nc,1,2\n", "NaN for sample b, class dog: no finite number");
        Refused("id,cat,dog\na,1,2\nb,1,1e39\nc,1,2\n", "no finite number of single precision");
        Refused("id,cat,dog\na,1,2\nb,1\nc,1,2\n", "line 3 is no row");
        Refused("id,cat,dog\na,1,2\nb,1,\nc,1,2\n", "line 3, column dog: '' is no number");
        Refused("cat,dog\n1,2\n", "it begins with 'cat'");
        Refused("", "");
    }

    [Fact]
    public void A_class_may_be_called_label()
    {
        var target = Target with { Classes = ["label", "dog"] };
        var path = _folder.Write("file.csv", "id,label,dog\na,1,2\nb,3,4\nc,5,6\n"u8.ToArray());
        Assert.Equal([1, 2, 3, 4, 5, 6], ExternalPredictions.Read(path, target).Predictions.Logits);
        path = _folder.Write("file.csv", "id,label,dog,label\na,label,2,1\nb,dog,4,3\nc,,6,5\n"u8.ToArray());
        Assert.Equal([1, 2, 3, 4, 5, 6], ExternalPredictions.Read(path, target).Predictions.Logits);
    }

    [Fact]
    public void Other_files_are_refused()
    {
        Assert.Throws<NotFoundException>(() => ExternalPredictions.Read(_folder["none.csv"], Target));
        Assert.Throws<InvalidInputException>(() => ExternalPredictions.Read(_folder.Write("a.txt", []), Target));
    }

    [Fact]
    public void What_was_written_is_read_whatever_the_order() => (
        from members in Sets.Members(most: 1)
        from rows in Gen.Shuffle(Enumerable.Range(0, members[0].Count).ToArray())
        from columns in Gen.Shuffle(Enumerable.Range(0, members[0].Classes.Count).ToArray())
        select (Set: members[0], rows, columns)).Sample(t =>
    {
        var (set, rows, columns) = t;
        string Line(IEnumerable<string> cells) => string.Join(',', cells) + "\r\n";
        var text = Line(["id", .. columns.Select(c => set.Classes[c])])
            + string.Concat(rows.Select(i => Line([set.Ids[i], .. columns.Select(c => set.Row(i)[c].ToString("R", CultureInfo.InvariantCulture))])));
        var path = _folder.Write($"{Guid.NewGuid():N}.csv", System.Text.Encoding.UTF8.GetBytes(text));
        Assert.Equal(set.Logits, ExternalPredictions.Read(path, PredictionTarget.Of(set), ScoreKind.Logits).Predictions.Logits);
    }, iter: 50);

    [Fact]
    public void A_damaged_table_is_refused_or_read_never_a_crash() => (
        from place in Gen.Int[0, 59]
        from bytes in Gen.Byte.Array[0, 3]
        from removed in Gen.Int[0, 3]
        select (place, bytes, removed)).Sample(t =>
    {
        var (place, bytes, removed) = t;
        var whole = "id,label,dog,cat\nc,,0.5,0.5\nb,dog,0.75,0.25\na,cat,0.125,0.875\n"u8.ToArray();
        byte[] damaged = [.. whole[..place], .. bytes, .. whole.Skip(place + removed)];
        try
        {
            Assert.Equal(6, ExternalPredictions.Read(_folder.Write($"{Guid.NewGuid():N}.csv", damaged), Target).Predictions.Logits.Length);
        }
        catch (DataToolsException e)
        {
            Assert.NotEmpty(e.Message);
        }
    }, iter: 100);

    private ExternalPredictions Csv(string text, ScoreKind kind = ScoreKind.Detect) =>
        ExternalPredictions.Read(_folder.Write("file.csv", System.Text.Encoding.UTF8.GetBytes(text)), Target, kind);

    private void Refused(string text, string told, ScoreKind kind = ScoreKind.Detect) =>
        Assert.Contains(told, Assert.ThrowsAny<DataToolsException>(() => Csv(text, kind)).Message, StringComparison.Ordinal);
}
