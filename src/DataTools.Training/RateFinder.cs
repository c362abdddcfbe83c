using DataTools.Catalog.Storage;
using DataTools.Training.Distillation;
using DataTools.Training.Feeding;
using DataTools.Training.Recipes;
using DataTools.Training.Runs;
using DataTools.Training.Torch;
using static TorchSharp.torch;

namespace DataTools.Training;

/// <summary>
/// The learning rate range test (Smith 2015): a training whose rate rises exponentially from step to step, on the batches
/// that the training would begin with, until its loss runs away.
/// </summary>
internal sealed class RateFinder(TrainOptions options, Entry entry, ImageSource source, ValidationSplit parts, SoftTargets? teacher)
{
    public RateSearch Run(int steps, IProgress<RatePoint>? progress, CancellationToken cancellation)
    {
        var images = new ImageFeed(options, entry, source, parts);
        return MemoryFaults.OfTraining(options.Model, images.BatchSize, options.ImageSize, () => Search(images, steps, progress, cancellation));
    }

    private RateSearch Search(ImageFeed images, int steps, IProgress<RatePoint>? progress, CancellationToken cancellation)
    {
        using var learner = new Learner(options, images.ClassCounts, teacher, begins: true);
        IFeed feed = options.Probe ? FeatureFeed.Of(learner.Model, images, options, parts, progress: null, cancellation) : images;
        learner.Begin(images, cancellation);
        var search = new RateSearch(steps);
        for (var epoch = 0; !search.IsOver; epoch++)
        {
            // What is frozen first stays so: the search is over before an epoch of the training would be.
            learner.Train(0);
            foreach (var batch in FinalizerGate.Steps(feed.Training(epoch, 0, cancellation)))
            {
                using var scope = NewDisposeScope();
                learner.Optimizer.Rate = search.NextRate;
                learner.Optimizer.ZeroGradients();
                var loss = learner.Forward(feed, batch).Loss;
                loss.backward();
                learner.Optimizer.Step();
                var point = search.Add(loss.item<float>());
                progress?.Report(point);
                if (search.IsOver)
                    break;
            }
        }
        return search;
    }
}
