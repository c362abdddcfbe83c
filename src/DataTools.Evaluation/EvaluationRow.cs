using System.Text.Json.Serialization;

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

/// <summary>One line of an evaluation: a member or a fusion, under one number of crops.</summary>
/// <param name="Name">The run's or the rule's name.</param>
/// <param name="Kind">Which of them.</param>
/// <param name="Crops">Crops of each image.</param>
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
    string Name, RowKind Kind, int Crops, IReadOnlyList<string> Members, int Samples, double Top1, double? Top5,
    double? NegativeLogLikelihood, double MillisecondsPerImage, IReadOnlyList<double>? Weights);
