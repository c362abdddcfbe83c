using DataTools.Catalog.Cards;
using DataTools.Catalog.Storage;
using DataTools.Evaluation.Fusion;
using DataTools.Evaluation.Metrics;
using DataTools.Evaluation.Predictions;
using DataTools.Training.Recipes;
using DataTools.Training.Runs;
using TorchSharp;
using static TorchSharp.torch;

namespace DataTools.Training.Tasks;

/// <summary>One class a sample: softmax, cross-entropy, top-1.</summary>
internal sealed class SingleLabelTask : LabelTask
{
    public override string Metric => "accuracy";

    public override string TrainMetric => "accuracy";

    public override SampleTargets Targets(EntrySplit split, DatasetCard card) => new ClassTargets(split);

    public override bool HasLabels(SplitCard split) => split.ClassCounts.Sum() > 0;

    public override IReadOnlySet<int> HoldOut(Entry entry, EntrySplit split, SampleTargets targets, IReadOnlyList<int> indices, double fraction, ulong seed) =>
        Catalog.Derived.HoldOut.Choose(entry, split, indices, fraction, stratified: true, seed);

    public override TrainingLoss Loss(TrainOptions options, ClassCounts counts, Device device) => new CrossEntropyLoss(options, counts.Present, device);

    public override long Right(Tensor logits, Tensor targets) => logits.argmax(1).eq(targets).sum().item<long>();

    public override ValidationMeter Meter() => new TopOneMeter();

    public override Tensor Probabilities(Tensor logits) => logits.softmax(1);

    public override void Probabilities(ReadOnlySpan<float> logits, Span<double> result) => Softmax.Apply(logits, result);

    public override void Average(ReadOnlySpan<float> cropLogits, Span<float> result) => CropFusion.Average(cropLogits, result);

    public override PredictionSet Judged(PredictionSet predictions, SampleTargets targets, IReadOnlyList<int> indices) => predictions;

    public override double Measure(PredictionSet predictions) => ClassificationMetrics.Of(ClassScores.Of(predictions), predictions.Labels).Top1;

    private sealed class TopOneMeter : ValidationMeter
    {
        private double _loss;
        private long _correct, _count;

        public override void Add(Tensor logits, Tensor targets)
        {
            _loss += nn.functional.cross_entropy(logits, targets, reduction: nn.Reduction.Sum).item<float>();
            _correct += logits.argmax(1).eq(targets).sum().item<long>();
            _count += targets.shape[0];
        }

        public override (double Loss, double Metric) Result() => (_loss / _count, (double)_correct / _count);
    }
}
