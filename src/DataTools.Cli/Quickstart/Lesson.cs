using System.Globalization;
using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Cli.Output;
using DataTools.Evaluation;
using DataTools.Training.Runs;

namespace DataTools.Cli.Quickstart;

/// <summary>One way of training: its members' curves and what they came to, alone and together.</summary>
internal sealed record Arm(string Name, IReadOnlyList<IReadOnlyList<EpochMetrics>> Curves, EvaluationTable Table)
{
    public int Members => Curves.Count;

    public IReadOnlyList<double> Singles(int crops) =>
        [.. Table.Rows.Where(r => r.Kind == RowKind.Member && r.Crops == crops).Select(r => r.Top1)];

    public double Single(int crops) => Singles(crops).Average();

    public EvaluationRow Ensemble(int crops) => Table.Rows.Single(r => r.Kind == RowKind.Fusion && r.Crops == crops);

    public double SingleTime(int crops) => Table.Rows.Where(r => r.Kind == RowKind.Member && r.Crops == crops).Average(r => r.MillisecondsPerImage);

    public double ValidationAccuracy => Curves.Average(c => c.Max(e => e.ValidationAccuracy));
}

/// <summary>What the figures say: the one table of the quickstart, and sentences that hold whatever came out.</summary>
internal sealed class Lesson(DatasetCard card, IReadOnlyList<Arm> arms)
{
    public IReadOnlyList<Arm> Arms => arms;

    public IReadOnlyList<string> Header { get; } = ["Test accuracy (top-1)", "Forward passes", "ms/image", .. arms.Select(a => a.Name)];

    public IReadOnlyList<IReadOnlyList<string>> Rows
    {
        get
        {
            var members = arms[0].Members;
            return
            [
                ["one model, mean of the seeds", "1", Time(a => a.SingleTime(1)), .. arms.Select(a => Format.Percent(a.Single(1)))],
                ["  lowest and highest seed", "", "", .. arms.Select(a => $"{Format.Percent(a.Singles(1).Min())} - {Format.Percent(a.Singles(1).Max())}")],
                ["one model, 10-crop", "10", Time(a => a.SingleTime(10)), .. arms.Select(a => Format.Percent(a.Single(10)))],
                [$"ensemble of {members}", $"{members}", Time(a => a.Ensemble(1).MillisecondsPerImage), .. arms.Select(a => Format.Percent(a.Ensemble(1).Top1))],
                [$"ensemble of {members}, 10-crop", $"{members * 10}", Time(a => a.Ensemble(10).MillisecondsPerImage), .. arms.Select(a => Format.Percent(a.Ensemble(10).Top1))],
            ];
        }
    }

    public IReadOnlyList<string> Sentences
    {
        get
        {
            var (plain, best) = (arms[0], arms[^1]);
            var samples = best.Table.Samples;
            var margin = 1.96 * Math.Sqrt(best.Single(1) * (1 - best.Single(1)) / samples);
            return
            [
                $"Validation samples come from the training session, so they flatter: {string.Join(", ", arms.Select(a => $"{a.Name} {Format.Percent(a.ValidationAccuracy)}"))}. The test split is what use looks like.",
                $"Augmentation {Change(best.Single(1) - plain.Single(1))} and costs nothing at test time.",
                $"On the augmented models, an ensemble of {best.Members} {Change(best.Ensemble(1).Top1 - best.Single(1))} for {best.Members} times the time; 10-crop {Change(best.Single(10) - best.Single(1))} for {Times(best.SingleTime(10) / best.SingleTime(1))} times the time; both together {Change(best.Ensemble(10).Top1 - best.Single(1))} for {Times(best.Ensemble(10).MillisecondsPerImage / best.SingleTime(1))} times the time.",
                $"With {Format.Count(samples)} test samples an accuracy of {Format.Percent(best.Single(1))} is known to about {Points(margin)} points either way (95 %).",
            ];
        }
    }

    /// <summary>What the data set is made to show.</summary>
    public string About { get; } =
        $"{card.Name}: {string.Join(", ", card.Splits.Select(s => $"{Format.Count(s.Samples)} {s.Name}"))} pictures of {card.Classes.Count} shapes. " +
        "The training pictures were taken in one session: shape in the middle, upright, one size, one light. The test pictures vary all of these.";

    private string Time(Func<Arm, double> of) => arms.Average(of).ToString("F2", CultureInfo.InvariantCulture);

    private static string Change(double difference) => Math.Round(Math.Abs(difference) * 100, 1) switch
    {
        0 => "changes nothing",
        _ when difference > 0 => $"gains {Points(difference)} points",
        _ => $"loses {Points(-difference)} points",
    };

    private static string Points(double share) => (100 * share).ToString("F1", CultureInfo.InvariantCulture);

    private static string Times(double ratio) => ratio.ToString("F0", CultureInfo.InvariantCulture);
}
