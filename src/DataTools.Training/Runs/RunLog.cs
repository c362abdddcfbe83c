using DataTools.Catalog.Storage;
using DataTools.Training.Tasks;

namespace DataTools.Training.Runs;

/// <summary>Writes each epoch's figures to <c>metrics.csv</c> and TensorBoard.</summary>
internal sealed class RunLog : IDisposable
{
    private readonly RunFolder _run;
    private readonly TensorBoardLog _board;
    private readonly LabelTask _task;

    /// <summary>Goes on after <paramref name="epochsDone"/> epochs: lines of epochs that a kill left unfinished are dropped.</summary>
    public RunLog(RunFolder run, int epochsDone, TimeProvider time, LabelTask task)
    {
        (_run, _task) = (run, task);
        var kept = File.Exists(run.Metrics) ? EpochMetrics.Read(run.Metrics).Where(m => m.Epoch <= epochsDone) : [];
        string[] lines = [EpochMetrics.Header(task), .. kept.Select(m => m.ToCsv())];
        StorageFaults.Explain(run.Path, () => AtomicFile.WriteAllText(run.Metrics, string.Concat(lines.Select(l => l + "\n"))));
        TensorBoardLog? board = null;
        StorageFaults.Explain(run.Path, () => board = new(run.Path, time));
        _board = board!;
    }

    public void Add(EpochMetrics m) => StorageFaults.Explain(_run.Path, () =>
    {
        File.AppendAllText(_run.Metrics, m.ToCsv() + "\n");
        _board.Add(m.Epoch,
            ("loss/train", m.TrainLoss), ("loss/validation", m.ValidationLoss),
            ($"{Tag(_task.TrainMetric)}/train", m.TrainAccuracy), ($"{Tag(_task.Metric)}/validation", m.ValidationAccuracy),
            ("learning_rate", m.LearningRate), ("images_per_second", m.ImagesPerSecond), ("input_wait", m.InputWait ?? double.NaN));
    });

    private static string Tag(string metric) => metric.Replace(' ', '_');

    public void Dispose() => _board.Dispose();
}
