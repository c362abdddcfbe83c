namespace DataTools.Evaluation.Predictions;

/// <summary>What is known of one class in one sample that may have several: a number a class, a row a sample.</summary>
public static class MultiHot
{
    /// <summary>The sample has the class.</summary>
    public const sbyte Present = 1;

    /// <summary>It does not.</summary>
    public const sbyte Absent = 0;

    /// <summary>It is not known, or not to be judged: left out of losses and figures.</summary>
    public const sbyte NotJudged = -1;
}
