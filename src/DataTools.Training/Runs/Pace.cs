using DataTools.Training.Checkpoints;
using DataTools.Training.Tasks;

namespace DataTools.Training.Runs;

/// <summary>How fast a training goes, and how long it will take at this rate.</summary>
internal sealed class Pace(TimeProvider time, int epochs, int steps, Checkpoint start, LabelTask task)
{
    private readonly long _started = time.GetTimestamp();

    private readonly double _from = start.Epochs + ((double)start.Steps / steps);

    public TrainProgress Of(Checkpoint state) => Named(new(
        state.Epochs + 1, epochs, state.Steps, steps, state.LossSum / state.Seen, (double)state.Correct / state.Seen, state.Seen / state.Seconds,
        Remaining(state.Epochs + ((double)state.Steps / steps)))
    { InputWait = state.InputWait });

    public TrainProgress Of(Checkpoint state, EpochMetrics finished) => Named(new(
        finished.Epoch, epochs, steps, steps, finished.TrainLoss, finished.TrainAccuracy, finished.ImagesPerSecond, Remaining(state.Epochs), finished));

    private TrainProgress Named(TrainProgress progress) => progress with { Metric = task.Metric, TrainMetric = task.TrainMetric };

    // A run that was stopped after the last step of an epoch goes on with its validation: no step tells yet how long one takes.
    private TimeSpan Remaining(double done) => done > _from ? time.GetElapsedTime(_started) * ((epochs - done) / (done - _from)) : TimeSpan.Zero;
}
