using DataTools.Evaluation.Predictions;
using DataTools.Training.Feeding;
using DataTools.Training.Prediction.Members;

namespace DataTools.Training.Costs;

/// <summary>
/// What is measured: members that are all loaded and run one after another, each under the same views, their probabilities
/// averaged. Other fusions take the same forward passes and differ by microseconds.
/// </summary>
/// <param name="Name">What results call it.</param>
/// <param name="Members">At least one; of folds all runs. Files of predictions cannot be run and have no cost.</param>
/// <param name="Crops">The views of each image.</param>
public sealed record MeasuredConfiguration(string Name, IReadOnlyList<Member> Members, CropSet Crops)
{
    /// <summary>How several views are averaged.</summary>
    public CropAverage Average { get; init; } = CropAverage.Probability;

    /// <summary>What decides about its cost; null where it cannot be run.</summary>
    internal string? Key()
    {
        var members = Members.Select(m => m.Networks()).ToList();
        return members.Count == 0 || members.Contains(null) ? null
            : string.Join('\n', members.Select(m => string.Join('\t', m!.Select(w => Path.GetFullPath(w.Path)))).Append(Crops.Averaged(Average).ToString()));
    }

    /// <summary>Each of its members by itself.</summary>
    internal IEnumerable<MeasuredConfiguration> Alone() => Members.Select(m => this with { Name = m.Name, Members = [m] });
}
