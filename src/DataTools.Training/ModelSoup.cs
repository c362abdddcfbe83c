using DataTools.Catalog;
using DataTools.Catalog.Storage;
using DataTools.Catalog.Workspaces;
using DataTools.Evaluation.Choices;
using DataTools.Evaluation.Predictions;
using DataTools.Training.Checkpoints;
using DataTools.Training.Feeding;
using DataTools.Training.Models;
using DataTools.Training.Prediction;
using DataTools.Training.Prediction.Members;
using DataTools.Training.Recipes;
using DataTools.Training.Runs;
using DataTools.Training.Tasks;
using DataTools.Training.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace DataTools.Training;

/// <summary>How far a soup is.</summary>
/// <param name="Member">The ingredient that is tried.</param>
/// <param name="Number">From 1.</param>
/// <param name="Members">Of how many.</param>
public sealed record SoupProgress(string Member, int Number, int Members);

/// <summary>
/// Averages the weights of members that are alike into one network, which costs as much as one of them (Wortsman et al.,
/// "Model soups: averaging weights of multiple fine-tuned models improves accuracy without increasing inference time", ICML
/// 2022). It works where the members lie in one basin: epochs of one run, fine-tunings of the same weights.
/// </summary>
public sealed class ModelSoup(Workspace workspace, TimeProvider time)
{
    private const string Flag = "--as";

    private readonly EntryStore _store = new(workspace);

    /// <summary>
    /// Makes a run of the name <paramref name="name"/> with the mean of the members' weights: of all, or (greedy) of the best
    /// and of each further one with which the accuracy on <paramref name="chooseOn"/> does not fall. Throws
    /// <see cref="InvalidInputException"/> where the members do not fit together, before anything is computed.
    /// </summary>
    /// <param name="name">Of the run's folder; it must be free.</param>
    /// <param name="members">At least two.</param>
    /// <param name="greedy">Whether it chooses.</param>
    /// <param name="chooseOn"><see cref="RunPredictions.HeldOut"/> or a split of the entry.</param>
    /// <param name="force">Whether it may choose on what it may not, see <see cref="ChoiceRules"/>.</param>
    /// <param name="progress">Told before each ingredient is tried.</param>
    /// <param name="cancellation">Stops it; nothing is left then.</param>
    public (RunFolder Run, SoupRecipe Recipe) Make(
        string name, IReadOnlyList<RunMember> members, bool greedy, string chooseOn, bool force, IProgress<SoupProgress>? progress, CancellationToken cancellation)
    {
        SoupFit.Check(members);
        RunFolder.RequireFree(workspace, name, Flag);
        var forced = ChoiceRules.Check(chooseOn, force);
        var options = members[0].Options;
        TorchRuntime.Use(options.Threads);
        using var entry = RunFolder.OpenEntry(_store, options);
        var parts = ValidationSplit.Of(entry, options);
        var images = new ImageFeed(options, entry, new(entry.Split(SplitNames.Train)), parts);
        var judge = Judge(entry, options, parts, chooseOn);

        var predictions = new RunPredictions(workspace, time);
        List<(RunMember Member, double Accuracy)> ordered =
        [
            .. members.Select(m => (m, LabelTask.Of(options).Measure(chooseOn == RunPredictions.HeldOut
                ? predictions.OnHeldOut(m.Weights, CropSet.Single, CropAverage.Probability, progress: null, cancellation)
                : predictions.On(m.Weights, entry, chooseOn, CropSet.Single, CropAverage.Probability, only: null, progress: null, cancellation))))
                .OrderByDescending(m => m.Item2),
        ];

        using var model = RunPredictions.Model(ordered[0].Member.Weights, options);
        using var soup = new WeightSum(model);
        var taken = new List<RunMember>();
        double accuracy = -1;
        var cooked = false;
        foreach (var (number, (member, alone)) in ordered.Index())
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Report(new(member.Name, number + 1, ordered.Count));
            soup.Add(member.Weights.Path);
            taken.Add(member);
            if (!greedy && number + 1 < ordered.Count)
                continue;
            var now = alone;
            if (taken.Count > 1)
            {
                Cook(model, soup, taken, images, cancellation);
                now = judge.Top1(model, cancellation);
            }
            cooked = taken.Count > 1 && now >= accuracy;
            if (now >= accuracy)
            {
                accuracy = now;
                continue;
            }
            soup.TakeBack(member.Weights.Path);
            taken.Remove(member);
        }
        if (!cooked)
            Cook(model, soup, taken, images, cancellation);
        var recipe = new SoupRecipe(
            greedy, [.. ordered.Select(o => new SoupIngredient(o.Member.Name, o.Member.Weights.Sha256(), o.Accuracy, taken.Contains(o.Member)))], accuracy,
            new(chooseOn, judge.Labelled) { IsForced = forced })
        {
            Forced = taken.Select(m => m.Chosen).FirstOrDefault(c => c is { IsForced: true }),
        };
        return (Write(name, options, recipe, model), recipe);
    }

    private RunFolder Write(string name, TrainOptions options, SoupRecipe recipe, ImageModel model)
    {
        var run = RunFolder.Create(workspace, name, options, Flag);
        try
        {
            Safetensors.Save(run.BestWeights, model.state_dict(), WeightsMetadata.Of(options.Model, options.Classes, Preprocessing.Of(options).Described));
            run.WriteOptions(options with { Soup = recipe });
            return run;
        }
        catch
        {
            run.Delete();
            throw;
        }
    }

    // Of one ingredient the statistics are its own: training estimated them as it went along.
    private static void Cook(ImageModel model, WeightSum soup, List<RunMember> taken, ImageFeed images, CancellationToken cancellation)
    {
        if (taken is [var only])
        {
            Weights.Load(only.Weights.Path, model);
            return;
        }
        soup.Assign();
        // A probe's body is that of its pretrained weights, statistics and all.
        if (taken.TrueForAll(m => m.Options.Probe))
            return;
        // Some networks drop paths while they train.
        manual_seed((long)taken[0].Options.Seed);
        BatchStatistics.Estimate(model, images, cancellation);
    }

    private JudgeSamples Judge(Entry entry, TrainOptions options, ValidationSplit parts, string chooseOn)
    {
        var split = entry.Split(chooseOn == RunPredictions.HeldOut ? parts.ValidationName : chooseOn);
        int[] indices = chooseOn == RunPredictions.HeldOut ? parts.ValidationIndices : [.. Enumerable.Range(0, split.Count)];
        return new(entry, split, indices, options, time);
    }

    private sealed record JudgeSamples(Entry Entry, EntrySplit Split, int[] Indices, TrainOptions Options, TimeProvider Time)
    {
        public int Labelled => Options.MultiLabel ? Indices.Length : Indices.Count(i => Split.Label(i) != Sample.Unlabelled);

        public double Top1(ImageModel model, CancellationToken cancellation)
        {
            var predictor = new Predictor(model, Preprocessing.Of(Options), TorchRuntime.Device(Options.Device), Options.Workers, Time, LabelTask.Of(Options));
            return LabelTask.Of(Options).Measure(predictor.Predict("soup", Entry.Card, Split, Split.Name, Indices, CropSet.Single, progress: null, cancellation)[0]);
        }
    }
}
