using DataTools.Evaluation;
using DataTools.Evaluation.Costs;
using DataTools.Evaluation.Predictions;

namespace DataTools.Training.Costs;

/// <summary>A configuration that may be deployed.</summary>
/// <param name="Name">As <c>a</c>, <c>mean of 3</c>, with the views where there are more than one.</param>
/// <param name="Kind">A member alone, or a fusion.</param>
/// <param name="Rule">The fusion's rule; null of a member.</param>
/// <param name="Crops">The views of each image.</param>
/// <param name="Members">What must be run for it: members whose weight is 0 are left out.</param>
/// <param name="Top1">Accuracy on the samples held out of training; of rules that choose, cross-fitted (<see cref="Evaluation.Fusion.CrossFit"/>).</param>
/// <param name="Costs">What it costs.</param>
/// <param name="Standing">Among the others, by accuracy, p95, memory and size.</param>
/// <param name="DominatedBy">The most accurate one that is at least as good in everything; null where there is none.</param>
/// <param name="Misses">Which limits it misses, as measured; empty where it fits.</param>
public sealed record DeploymentCandidate(
    string Name, RowKind Kind, string? Rule, CropsName Crops, IReadOnlyList<string> Members, double Top1, CostReport Costs,
    ParetoStanding Standing, string? DominatedBy, IReadOnlyList<string> Misses);

/// <summary>A candidate that was run again, alone in a fresh process.</summary>
/// <param name="Name">The candidate.</param>
/// <param name="Figures">What it came to; its accuracy is that of the split.</param>
/// <param name="Misses">Which limits it misses now.</param>
public sealed record DeploymentProof(string Name, AloneFigures Figures, IReadOnlyList<string> Misses)
{
    /// <summary>Whether it keeps all limits.</summary>
    public bool Holds => Misses.Count == 0;
}

/// <summary>What is to be deployed under limits, and how that is known.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Split">The split of the proofs.</param>
/// <param name="Limits">What was asked for.</param>
/// <param name="ChosenOn">The samples that the candidates' accuracies are of: held-out, or out-of-fold.</param>
/// <param name="Samples">How many of them have a label.</param>
/// <param name="Candidates">All that were measured.</param>
/// <param name="Proofs">In the order in which they were tried: the last one holds, unless none does.</param>
/// <param name="Chosen">Null where none keeps the limits.</param>
/// <param name="Nearest">Where none does, the one that misses them least, with what it misses; null where that is not known.</param>
/// <param name="Explanation">In words.</param>
public sealed record Deployment(
    string Entry, string Split, DeploymentLimits Limits, string ChosenOn, int Samples, IReadOnlyList<DeploymentCandidate> Candidates,
    IReadOnlyList<DeploymentProof> Proofs, DeploymentCandidate? Chosen, NearestCandidate? Nearest, string Explanation)
{
    /// <summary>Fusions that are no candidates, since they come to one member.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];
}

/// <summary>The candidate that misses the limits least.</summary>
/// <param name="Name">Which.</param>
/// <param name="Misses">What it misses.</param>
public sealed record NearestCandidate(string Name, IReadOnlyList<string> Misses);
