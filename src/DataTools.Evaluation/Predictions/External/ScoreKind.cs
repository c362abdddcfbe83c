namespace DataTools.Evaluation.Predictions.External;

/// <summary>What the numbers in a file of predictions are.</summary>
public enum ScoreKind
{
    /// <summary>Probabilities where every row is one (within [0, 1], summing to 1 within <see cref="ExternalPredictions.SumTolerance"/>), logits where less than half of them is.</summary>
    Detect,

    /// <summary>Probabilities: within [0, 1] and summing to 1, row by row.</summary>
    Probabilities,

    /// <summary>Logits, or logarithms of probabilities: any finite numbers, of which the softmax is taken.</summary>
    Logits,
}
