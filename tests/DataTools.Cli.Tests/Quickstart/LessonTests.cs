using DataTools.Catalog.Cards;
using DataTools.Cli.Quickstart;
using DataTools.Evaluation;
using DataTools.Training.Runs;

namespace DataTools.Cli.Tests.Quickstart;

public sealed class LessonTests
{
    [Fact]
    public void Gains_losses_and_nothing_are_told_apart()
    {
        var sentences = string.Join('\n', Lesson(plain: [0.5, 0.6, 0.7], augmented: [0.78, 0.8, 0.82], mean: 0.84, ten: 0.8, both: 0.75).Sentences);
        Assert.Contains("Augmentation gains 20.0 points", sentences, StringComparison.Ordinal);
        Assert.Contains("an ensemble of 3 gains 4.0 points for 3 times the time", sentences, StringComparison.Ordinal);
        Assert.Contains("10-crop changes nothing for 10 times", sentences, StringComparison.Ordinal);
        Assert.Contains("both together loses 5.0 points for 30 times", sentences, StringComparison.Ordinal);
        // 1.96 x sqrt(0.8 x 0.2 / 1000) = 2.48 points.
        Assert.Contains("With 1,000 test samples an accuracy of 80.00 % is known to about 2.5 points", sentences, StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_shows_the_mean_and_the_range_of_the_seeds()
    {
        var rows = Lesson(plain: [0.5, 0.6, 0.7], augmented: [0.8, 0.8, 0.8], mean: 0.8, ten: 0.8, both: 0.8).Rows;
        Assert.Equal(["one model, mean of the seeds", "1", "0.10", "60.00 %", "80.00 %"], rows[0]);
        Assert.Equal("50.00 % - 70.00 %", rows[1][3]);
        Assert.Equal("30", rows[^1][1]);
    }

    private static Lesson Lesson(double[] plain, double[] augmented, double mean, double ten, double both) => new(
        new DatasetCard { Name = "shapes", Source = "builtin:shapes" },
        [Arm("plain", plain, plain.Average(), plain.Average(), plain.Average()), Arm("augmented", augmented, mean, ten, both)]);

    private static Arm Arm(string name, double[] singles, double mean, double ten, double both)
    {
        string[] members = ["a", "b", "c"];
        EvaluationRow Row(string row, RowKind kind, int crops, double top1) => new(
            row, kind, crops, kind == RowKind.Member ? [row] : members, new(1000, top1, null, top1, top1, null, 0.5, null, null, null, null), crops * (kind == RowKind.Member ? 0.1 : 0.3), null);
        return new(
            name, [.. members.Select(_ => (IReadOnlyList<EpochMetrics>)[new EpochMetrics(1, 1, 0.5, 1, 0.99, 0.1, 100, 1)])],
            new EvaluationTable("shapes", "test", 1000, 0, ["a"], new("a", 1, null),
            [
                .. singles.Select((s, i) => Row(members[i], RowKind.Member, 1, s)), Row("mean", RowKind.Fusion, 1, mean),
                .. members.Select(m => Row(m, RowKind.Member, 10, ten)), Row("mean", RowKind.Fusion, 10, both),
            ]));
    }
}
