using DataTools.Evaluation.Predictions;

namespace DataTools.Training.Export;

/// <summary>How far an exported network and TorchSharp are apart on the same samples.</summary>
/// <param name="Samples">Compared.</param>
/// <param name="Split">What they are of.</param>
/// <param name="Of">How many labelled samples there are in all.</param>
/// <param name="LeftOut">Colour pictures of a network for gray.</param>
/// <param name="Largest">The largest difference of a probability.</param>
/// <param name="Worst">The sample with that difference.</param>
/// <param name="Flips">Samples whose most probable class differs.</param>
/// <param name="Correct">Samples that TorchSharp is right about.</param>
/// <param name="ExportCorrect">Samples that the export is right about.</param>
public sealed record Agreement(int Samples, string Split, int Of, int LeftOut, double Largest, string Worst, IReadOnlyList<string> Flips, int Correct, int ExportCorrect)
{
    /// <summary>The largest difference of a probability that an export may have.</summary>
    public const double Tolerance = 1e-4;

    /// <summary>Whether it may be kept.</summary>
    public bool IsGood => Largest <= Tolerance && Flips.Count == 0;

    internal static Agreement Between(PredictionSet torch, GraphPredictions export, ExportSamples samples)
    {
        var (largest, worst, flips, correct, exportCorrect, compared) = (0.0, "", new List<string>(), 0, 0, 0);
        var expected = new double[torch.Classes.Count];
        for (var i = 0; i < torch.Count; i++)
        {
            if (export.Probabilities[i] is not { } found)
                continue;
            compared++;
            torch.Probabilities(i, expected);
            var difference = 0.0;
            for (var c = 0; c < found.Length; c++)
                difference = Math.Max(difference, double.IsFinite(found[c]) ? Math.Abs(expected[c] - found[c]) : double.PositiveInfinity);
            if (difference > largest)
                (largest, worst) = (difference, torch.Ids[i]);
            var (a, b) = (Top(torch.Row(i)), Top(export.Logits[i]!));
            if (a != b)
                flips.Add($"{torch.Ids[i]} ({torch.Classes[a]} {expected[a]:F5}, exported {torch.Classes[b]} {found[b]:F5})");
            correct += a == torch.Labels[i] ? 1 : 0;
            exportCorrect += b == torch.Labels[i] ? 1 : 0;
        }
        return new(compared, samples.Name, samples.All, torch.Count - compared, largest, worst, flips, correct, exportCorrect);
    }

    /// <summary>The first of the largest.</summary>
    internal static int Top(ReadOnlySpan<float> logits)
    {
        var top = 0;
        for (var c = 1; c < logits.Length; c++)
            top = logits[c] > logits[top] ? c : top;
        return top;
    }
}
