using DataTools.Catalog;
using DataTools.Evaluation.Costs;
using DataTools.Training.Export;
using DataTools.Training.Feeding;
using DataTools.Training.Prediction.Members;

namespace DataTools.Training.Costs;

/// <summary>What is to be deployed.</summary>
/// <param name="Members">Runs and folds, of one entry.</param>
/// <param name="Fusions">Names of <see cref="Evaluation.Fusion.FusionCatalog"/>.</param>
/// <param name="Crops">The sets of views.</param>
/// <param name="Limits">What it must keep.</param>
public sealed record DeploymentRequest(IReadOnlyList<Member> Members, IReadOnlyList<string> Fusions, IReadOnlyList<CropSet> Crops, DeploymentLimits Limits)
{
    /// <summary>The split that the accuracy is proved on, and whose pictures the costs are measured with. Nothing is chosen by its labels.</summary>
    public string Split { get; init; } = SplitNames.Test;

    /// <summary>Labelled samples that a proof forwards, at most.</summary>
    public int MostProved { get; init; } = RunExport.MostChecked;

    /// <summary>How costs are measured; entry and split are filled in.</summary>
    public CostOptions Costs { get; init; } = new() { Entry = "" };
}
