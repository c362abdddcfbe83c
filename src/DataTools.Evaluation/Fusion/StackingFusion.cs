using DataTools.Evaluation.Metrics;

namespace DataTools.Evaluation.Fusion;

/// <summary>
/// Stacking (Wolpert, "Stacked generalization", Neural Networks 5, 1992): a multinomial logistic regression from the members'
/// ln p to the label, fitted on the held-out samples. The penalty pulls it towards the geometric mean of the members, where
/// the fit begins: strength × |change|² / 2. The strength is the one with the best log loss by cross-validation within the
/// held-out samples (stratified folds), stronger ones first; the strongest of all is not to fit, the geometric mean itself.
/// </summary>
internal static class StackingFusion
{
    public const int Folds = 5;

    /// <summary>Up to here each class looks at all probabilities of all members, beyond only at its own.</summary>
    public const int MostParameters = 5000;

    /// <summary>How far from the best possible penalised loss the fit may be, in nats a sample.</summary>
    public const double Tolerance = 1e-5;

    // The same where strengths are compared: less than what the samples can tell.
    private const double RoughTolerance = 1e-3;

    private const int MostSteps = 1000;

    private static readonly double[] Strengths = [1, 0.1, 0.01, 0.001];

    public static FusedPredictions Fuse(FusionInput input)
    {
        var samples = ChoiceSamples.Of(input.HeldOut);
        var model = StackingModel.For(input.Members.Count, samples.Classes, MostParameters);
        var data = StackingData.Of(samples);
        var strength = Choose(model, data);
        var parameters = double.IsPositiveInfinity(strength) ? model.Start : Fit(model, data, strength, model.Start, Tolerance).Point;
        return new(Predict(model, parameters, StackingData.Inputs(input.Members))) { ChosenOn = samples.Count, Regularisation = strength };
    }

    /// <summary>The parameters that minimise loss and penalty; never worse than <paramref name="start"/> in that sum.</summary>
    public static (double[] Point, double Value, double Gap) Fit(StackingModel model, StackingData data, double strength, double[] start, double tolerance) =>
        LimitedMemoryBfgs.Minimise(
            (point, gradient) => model.Loss(data, point, gradient) + model.Penalty(strength, point, gradient), start, strength, tolerance, MostSteps);

    /// <summary>The strength by cross-validation; infinite where not to fit is best, or where there are too few samples to try.</summary>
    public static double Choose(StackingModel model, StackingData data)
    {
        if (data.Labels.Count < 2 * Folds)
            return double.PositiveInfinity;
        // The samples are sorted by label: every k-th is a share of each class.
        var folds = Enumerable.Range(0, Folds).Select(f => (Others: data.Where(i => i % Folds != f, model), Own: data.Where(i => i % Folds == f, model))).ToArray();
        var (best, chosen) = (model.Loss(data, model.Start, null), double.PositiveInfinity);
        double[][] points = [.. folds.Select(_ => model.Start)];
        foreach (var strength in Strengths)
        {
            var losses = new double[Folds];
            Parallel.For(0, Folds, f =>
            {
                // From the fit with the strength before: near, and the weak ones are slow.
                points[f] = Fit(model, folds[f].Others, strength, points[f], RoughTolerance).Point;
                losses[f] = model.Loss(folds[f].Own, points[f], null) * folds[f].Own.Labels.Count / data.Labels.Count;
            });
            if (losses.Sum() >= best)
                break;
            (best, chosen) = (losses.Sum(), strength);
        }
        return chosen;
    }

    private static ClassScores Predict(StackingModel model, double[] parameters, double[] logs)
    {
        var scores = new double[logs.Length / model.Inputs * model.Classes];
        for (var i = 0; i < scores.Length / model.Classes; i++)
            model.Scores(logs.AsSpan(i * model.Inputs, model.Inputs), parameters, scores.AsSpan(i * model.Classes, model.Classes));
        return GeometricFusion.Normalised(model.Classes, scores);
    }
}
