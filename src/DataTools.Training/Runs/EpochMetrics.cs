using System.Globalization;
using DataTools.Training.Tasks;

namespace DataTools.Training.Runs;

/// <summary>What one epoch came to: one line of <c>metrics.csv</c>. Accuracies are fractions, losses cross-entropies in nats.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="TrainLoss">Mean over the epoch's (augmented) samples, with label smoothing; with a teacher of labels and soft targets together.</param>
/// <param name="TrainAccuracy">Top-1 over the same; where samples have several labels the share with exactly the right ones.</param>
/// <param name="ValidationLoss">After the epoch, without label smoothing, of the labels alone.</param>
/// <param name="ValidationAccuracy">Top-1 after the epoch; where samples have several labels mAP.</param>
/// <param name="LearningRate">At the epoch's last step.</param>
/// <param name="ImagesPerSecond">Of training, validation not counted.</param>
/// <param name="Seconds">The whole epoch.</param>
/// <param name="InputWait">Share of the training time that the network waited for images; null in files of before it was measured.</param>
public sealed record EpochMetrics(
    int Epoch, double TrainLoss, double TrainAccuracy, double ValidationLoss, double ValidationAccuracy,
    double LearningRate, double ImagesPerSecond, double Seconds, double? InputWait = null)
{
    internal const string CsvHeader =
        "epoch,train_loss,train_accuracy,validation_loss,validation_accuracy,learning_rate,images_per_second,seconds,input_wait";

    /// <summary>The columns' names: the accuracies are called what they are.</summary>
    internal static string Header(LabelTask task) => CsvHeader
        .Replace("train_accuracy", $"train_{task.TrainMetric.Replace(' ', '_')}", StringComparison.Ordinal)
        .Replace("validation_accuracy", $"validation_{task.Metric}", StringComparison.Ordinal);

    internal string ToCsv() => string.Create(CultureInfo.InvariantCulture,
        $"{Epoch},{TrainLoss:R},{TrainAccuracy:R},{ValidationLoss:R},{ValidationAccuracy:R},{LearningRate:R},{ImagesPerSecond:F1},{Seconds:F2},{InputWait:F4}");

    /// <summary>The epochs of a <c>metrics.csv</c>. Lines that are cut off or are none of ours are passed over.</summary>
    public static IReadOnlyList<EpochMetrics> Read(string path) => [.. File.ReadLines(path).Select(Parse).OfType<EpochMetrics>()];

    private static EpochMetrics? Parse(string line)
    {
        var fields = line.Split(',');
        var f = new double[8];
        if (fields.Length != f.Length && fields.Length != f.Length + 1)
            return null;
        for (var i = 0; i < f.Length; i++)
        {
            if (!double.TryParse(fields[i], NumberStyles.Float, CultureInfo.InvariantCulture, out f[i]))
                return null;
        }
        double? wait = null;
        if (fields.Length > f.Length && fields[^1].Length > 0)
        {
            if (!double.TryParse(fields[^1], NumberStyles.Float, CultureInfo.InvariantCulture, out var share))
                return null;
            wait = share;
        }
        return new((int)f[0], f[1], f[2], f[3], f[4], f[5], f[6], f[7], wait);
    }
}
