using System.Text.Json.Serialization;
using DataTools.Evaluation.Choices;
using DataTools.Evaluation.Comparison;
using DataTools.Evaluation.Costs;
using DataTools.Evaluation.Metrics;
using DataTools.Evaluation.Predictions;

namespace DataTools.Evaluation;

/// <summary>What a row of an evaluation is about.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RowKind>))]
public enum RowKind
{
    /// <summary>One model.</summary>
    [JsonStringEnumMemberName("member")]
    Member,

    /// <summary>Several models fused by a rule.</summary>
    [JsonStringEnumMemberName("fusion")]
    Fusion,
}

/// <summary>One line of an evaluation: a member or a fusion, under one set of views.</summary>
/// <param name="Name">The run's or the rule's name.</param>
/// <param name="Kind">Which of them.</param>
/// <param name="Crops">The views of each image and how they were averaged.</param>
/// <param name="Members">The names of the models that it is made of.</param>
/// <param name="Figures">How it does on the labelled samples.</param>
/// <param name="MillisecondsPerImage">
/// Wall-clock time for one image. A fusion costs the sum of the times of those <see cref="Forwarded"/>; the fusion itself is
/// not counted, it is small beside them. 0 where it was not computed here.
/// </param>
/// <param name="Weights">The weight of each of <paramref name="Members"/>, summing to 1; null where the rule has none.</param>
public sealed record EvaluationRow(
    string Name, RowKind Kind, CropsName Crops, IReadOnlyList<string> Members, Scorecard Figures, double MillisecondsPerImage, IReadOnlyList<double>? Weights)
{
    /// <summary>Those members that must be forwarded for it: who has no weight decides nothing.</summary>
    [JsonIgnore]
    public IEnumerable<string> Forwarded => Members.Where((_, i) => Weights is null || Weights[i] > 0);

    /// <summary>Share of samples whose label is the predicted class, 0 to 1: what everything else here is weighed against.</summary>
    [JsonIgnore]
    public double Top1 => Figures.Top1;

    /// <summary>What tells it from all other rows: such as <c>mean of 3</c> or <c>mean of 3, 10 crops</c>.</summary>
    [JsonIgnore]
    public string Title => Crops.Of(Kind == RowKind.Member ? Name : $"{Name} of {Members.Count}");

    /// <summary>
    /// What was chosen by, where something was: the weights, a threshold, the members of a soup. Null where nothing was but
    /// each member's best epoch, on the samples that its training held out.
    /// </summary>
    public Choice? Choice { get; init; }

    /// <summary>Where only undecided samples got all views; null elsewhere.</summary>
    public AdaptiveFigures? Adaptive { get; init; }

    /// <summary>The views behind <c>chosen</c>, which were chosen for this member; null elsewhere.</summary>
    public CropsName? ChosenCrops { get; init; }

    /// <summary>Forward passes for one image, of all members together; null where nothing needs more than one of each.</summary>
    public double? Forwards { get; init; }

    /// <summary>
    /// Whether it is truly better or worse than the table's <see cref="EvaluationTable.Baseline"/>; null for that itself.
    /// Its ratios are of measured costs where there are any, else of <see cref="MillisecondsPerImage"/>.
    /// </summary>
    public Verdict? Verdict { get; init; }

    /// <summary>Its reliability diagram; null where it gives no probabilities.</summary>
    public IReadOnlyList<ReliabilityBin>? Reliability { get; init; }

    /// <summary>What it costs; null where that was not measured.</summary>
    public ConfigurationCost? Cost { get; init; }

    /// <summary>Where it stands among all rows by accuracy and costs; null where costs were not measured.</summary>
    public ParetoPoint? Pareto { get; init; }
}
