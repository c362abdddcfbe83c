using System.Text.Json.Serialization;
using DataTools.Evaluation.Choices;
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
/// <param name="Members">The names of the models that are forwarded for it.</param>
/// <param name="Samples">Labelled samples: what the shares are of.</param>
/// <param name="Top1">Share of samples whose label is the predicted class, 0 to 1.</param>
/// <param name="Top5">Share of samples whose label is among the first five; null where there are no more than five classes.</param>
/// <param name="NegativeLogLikelihood">Mean of -ln p(label), in nats; null where the scores are no probabilities (votes).</param>
/// <param name="MillisecondsPerImage">
/// Wall-clock time for one image. A fusion costs the sum of its members' times, since each of them must be forwarded; the
/// fusion itself is not counted, it is small beside them.
/// </param>
/// <param name="Weights">The weight of each of <paramref name="Members"/>, summing to 1; null where the rule has none.</param>
public sealed record EvaluationRow(
    string Name, RowKind Kind, CropsName Crops, IReadOnlyList<string> Members, int Samples, double Top1, double? Top5,
    double? NegativeLogLikelihood, double MillisecondsPerImage, IReadOnlyList<double>? Weights)
{
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
}
