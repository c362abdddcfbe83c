namespace DataTools.Training.Runs;

/// <summary>Writes each epoch's figures to <c>metrics.csv</c> and TensorBoard.</summary>
internal sealed class RunLog : IDisposable
{
    private readonly StreamWriter _csv;
    private readonly TensorBoardLog _board;

    /// <summary>Goes on after <paramref name="epochsDone"/> epochs: lines of epochs that a kill left unfinished are dropped.</summary>
    public RunLog(RunFolder run, int epochsDone, TimeProvider time)
    {
        string[] kept = File.Exists(run.Metrics) ? [.. File.ReadLines(run.Metrics).Take(epochsDone + 1)] : [EpochMetrics.CsvHeader];
        File.WriteAllLines(run.Metrics, kept);
        _csv = new StreamWriter(run.Metrics, append: true) { AutoFlush = true };
        _board = new TensorBoardLog(run.Path, time);
    }

    public void Add(EpochMetrics m)
    {
        _csv.WriteLine(m.ToCsv());
        _board.Add(m.Epoch,
            ("loss/train", m.TrainLoss), ("loss/validation", m.ValidationLoss),
            ("accuracy/train", m.TrainAccuracy), ("accuracy/validation", m.ValidationAccuracy),
            ("learning_rate", m.LearningRate), ("images_per_second", m.ImagesPerSecond));
    }

    public void Dispose()
    {
        _csv.Dispose();
        _board.Dispose();
    }
}
