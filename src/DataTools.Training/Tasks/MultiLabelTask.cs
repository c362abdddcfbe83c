using System.Runtime.InteropServices;
using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Derived;
using DataTools.Catalog.Storage;
using DataTools.Evaluation.Fusion;
using DataTools.Evaluation.Metrics;
using DataTools.Evaluation.Predictions;
using DataTools.Training.Feeding;
using DataTools.Training.Recipes;
using DataTools.Training.Runs;
using TorchSharp;
using static TorchSharp.torch;

namespace DataTools.Training.Tasks;

/// <summary>Any number of classes a sample: sigmoid, binary cross-entropy, mean average precision.</summary>
internal sealed class MultiLabelTask : LabelTask
{
    public override string Metric => "mAP";

    public override string TrainMetric => "subset accuracy";

    public static bool IsLabelled(SplitCard split) => split.ClassCounts.Sum() + (split.LabelCounts?.Sum() ?? 0) + (split.ObjectCounts?.Sum() ?? 0) > 0;

    public override SampleTargets Targets(EntrySplit split, DatasetCard card) => new MultiHotTargets(split, card);

    public override bool HasLabels(SplitCard split) => IsLabelled(split);

    public override IReadOnlySet<int> HoldOut(Entry entry, EntrySplit split, SampleTargets targets, IReadOnlyList<int> indices, double fraction, ulong seed)
    {
        // Augmented copies go where their original goes.
        var hasCopies = Derivation.IsInHistory(entry.Card, Derivation.Augment);
        var families = indices.GroupBy(i => hasCopies ? Sample.OriginalId(split.Id(i)) : split.Id(i), StringComparer.Ordinal).ToList();
        var states = (MultiHotTargets)targets;
        var chosen = IterativeStratification.Choose(
            [.. families.Select(f => (f.Key, Classes(states.Row(f.First()))))], targets.Width, fraction, seed);
        return families.Where(f => chosen.Contains(f.Key)).SelectMany(f => f).ToHashSet();
    }

    public override TrainingLoss Loss(TrainOptions options, ClassCounts counts, Device device) => new BinaryLoss(options, counts, device);

    public override long Right(Tensor logits, Tensor targets) => logits.gt(0).eq(targets.gt(0)).logical_or(targets.lt(0)).all(1).sum().item<long>();

    public override ValidationMeter Meter() => new PrecisionMeter();

    public override Tensor Probabilities(Tensor logits) => logits.sigmoid();

    public override void Probabilities(ReadOnlySpan<float> logits, Span<double> result) => Sigmoid.Apply(logits, result);

    public override void Average(ReadOnlySpan<float> cropLogits, Span<float> result) => MultiLabelCrops.Average(cropLogits, result);

    public override PredictionSet Judged(PredictionSet predictions, SampleTargets targets, IReadOnlyList<int> indices) => new(
        predictions.Name, predictions.Entry, predictions.Fingerprint, predictions.Split, predictions.Crops, predictions.Classes, predictions.Ids,
        [.. Enumerable.Repeat(Sample.Unlabelled, predictions.Count)], predictions.Logits, predictions.MillisecondsPerImage)
    {
        Forwards = predictions.Forwards,
        Targets = [.. indices.SelectMany(i => ((MultiHotTargets)targets).Row(i).ToArray())],
    };

    public override double Measure(PredictionSet predictions) => MultiLabelMetrics.Of(predictions).MeanAveragePrecision;

    private static int[] Classes(ReadOnlySpan<sbyte> row)
    {
        var classes = new List<int>();
        for (var c = 0; c < row.Length; c++)
        {
            if (row[c] == MultiHot.Present)
                classes.Add(c);
        }
        return [.. classes];
    }

    private sealed class PrecisionMeter : ValidationMeter
    {
        private readonly List<float> _logits = [];
        private readonly List<sbyte> _targets = [];
        private int _classes;

        public override void Add(Tensor logits, Tensor targets)
        {
            _classes = (int)logits.shape[1];
            _logits.AddRange(MemoryMarshal.Cast<byte, float>(logits.to(ScalarType.Float32).cpu().contiguous().bytes));
            _targets.AddRange(MemoryMarshal.Cast<byte, sbyte>(targets.to(ScalarType.Int8).cpu().contiguous().bytes));
        }

        public override (double Loss, double Metric) Result()
        {
            var scores = new double[_logits.Count];
            Sigmoid.Apply(CollectionsMarshal.AsSpan(_logits), scores);
            var figures = MultiLabelMetrics.Of(new(_classes, scores), _targets.ToArray(), [.. _logits]);
            return (figures.LogLoss, figures.MeanAveragePrecision);
        }
    }
}
