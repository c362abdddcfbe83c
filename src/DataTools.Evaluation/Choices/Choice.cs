using System.Text.Json.Serialization;

namespace DataTools.Evaluation.Choices;

/// <summary>What something was chosen by: weights, a temperature, members, views, a threshold.</summary>
/// <param name="On">The samples: <c>held-out</c>, <c>out-of-fold</c> or a split.</param>
/// <param name="Samples">How many of them have a label.</param>
public sealed record Choice(string On, int Samples)
{
    /// <summary>
    /// Whether these are the samples of the test split, or the very ones that are evaluated: the figure is no estimate of
    /// anything then. It was asked for, and every report must say it.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsForced { get; init; }
}
