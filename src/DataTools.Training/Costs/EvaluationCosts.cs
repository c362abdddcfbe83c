using DataTools.Evaluation;
using DataTools.Evaluation.Costs;
using DataTools.Evaluation.Predictions;
using DataTools.Training.Feeding;
using DataTools.Training.Prediction;

namespace DataTools.Training.Costs;

/// <summary>
/// What the rows of an evaluation cost. Each member is measured under each set of views; what several of them cost together
/// is composed of that (<see cref="CostComposition"/>), and so is a mean number of views: <c>deploy</c> measures what it
/// chooses as a whole.
/// </summary>
/// <param name="meter">Measures.</param>
public sealed class EvaluationCosts(CostMeter meter)
{
    /// <summary>The same table with costs, where members are run and not read from files.</summary>
    /// <param name="table">What <see cref="RunEvaluation.Evaluate"/> made of the request.</param>
    /// <param name="request">The members and views.</param>
    /// <param name="options">How to measure.</param>
    /// <param name="progress">Is told where it stands.</param>
    /// <param name="cancellation">Stops it.</param>
    public EvaluationTable Measure(
        EvaluationTable table, EvaluationRequest request, CostOptions options, IProgress<CostProgress>? progress, CancellationToken cancellation)
    {
        Dictionary<CropsName, (CropSet Crops, CropAverage Average)> asked = [];
        foreach (var crops in request.Crops.Append(CropSet.Single))
        {
            foreach (var average in request.Averages)
                asked.TryAdd(crops.Averaged(average), (crops, average));
        }
        var members = request.Members.ToDictionary(m => m.Name, StringComparer.Ordinal);
        // Samples that a single view leaves undecided cost more of the same.
        CropsName Measured(EvaluationRow row) => row.Adaptive is not null ? CropSet.Single.Averaged(request.Averages[0]) : row.ChosenCrops ?? row.Crops;
        List<EvaluationRow> alone = [.. table.Rows.Where(r => r.Kind == RowKind.Member)];
        List<MeasuredConfiguration> configurations =
        [
            .. alone.Select(r => (r.Name, Crops: Measured(r))).Distinct().Select(c =>
                new MeasuredConfiguration(c.Crops.Of(c.Name), [members[c.Name]], asked[c.Crops].Crops) { Average = asked[c.Crops].Average }),
        ];
        var costs = configurations.Zip(meter.Measure(configurations, options, progress, cancellation)).ToDictionary(c => c.First.Name, c => c.Second.Cost, StringComparer.Ordinal);
        ConfigurationCost? Of(EvaluationRow row) => costs[Measured(row).Of(row.Name)] is { } cost
            ? row.Adaptive is null ? cost : CostComposition.Crops(cost, row.Forwards ?? 1)
            : null;
        ConfigurationCost? Together(EvaluationRow fusion)
        {
            List<ConfigurationCost?> parts = [.. alone.Where(r => r.Crops == fusion.Crops && fusion.Forwarded.Contains(r.Name, StringComparer.Ordinal)).Select(Of)];
            if (parts.Contains(null))
                return null;
            var together = CostComposition.Ensemble([.. parts.OfType<ConfigurationCost>()]);
            // A process with libtorch and ONNX Runtime was not measured.
            return fusion.Forwarded.Select(name => members[name].Form is null).Distinct().Count() == 1 ? together : together with { PeakMemoryBytes = null };
        }
        return table.With([.. table.Rows.Select(r => r.Kind == RowKind.Member ? Of(r) : Together(r))]);
    }
}
