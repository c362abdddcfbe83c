using DataTools.Catalog;
using DataTools.Catalog.Storage;
using DataTools.Catalog.Workspaces;
using DataTools.Evaluation.Costs;
using DataTools.Evaluation.Fusion;
using DataTools.Evaluation.Metrics;
using DataTools.Evaluation.Predictions;
using DataTools.Training.Export;
using DataTools.Training.Export.Onnx;
using DataTools.Training.Feeding;
using DataTools.Training.Prediction;
using DataTools.Training.Prediction.Members;
using DataTools.Training.Torch;
using static TorchSharp.torch;

namespace DataTools.Training.Costs;

/// <summary>What a process does that was started to measure one configuration and nothing else.</summary>
/// <param name="workspace">Where entries and runs are.</param>
/// <param name="time">The clock.</param>
public sealed class AloneMeasurement(Workspace workspace, TimeProvider time)
{
    /// <summary>
    /// Measures time and memory, then, where it is asked for, the accuracy: each network forwards the split's pictures anew,
    /// whatever was saved. Weights of fusions are chosen on held-out samples, as before, of which saved predictions are taken.
    /// Memory is that of the whole process, so this must be the first thing that it does.
    /// </summary>
    /// <param name="request">What is asked.</param>
    /// <param name="folder">Where the files of policies are found from.</param>
    /// <param name="cancellation">Stops it.</param>
    public AloneFigures Measure(AloneRequest request, string folder, CancellationToken cancellation)
    {
        var options = request.Options;
        options.Check();
        List<Member> members = [.. request.Members.Select(m => m.Open(workspace))];
        // Of exported files alone libtorch is never loaded: who uses them needs it not.
        var torch = members.Exists(m => m.Form is null);
        if (torch)
        {
            TorchRuntime.Use(options.Threads);
            zeros(1).Dispose();
        }
        else
        {
            OnnxSession.LoadRuntime();
        }
        var runtime = ProcessMemory.Peak();
        var crops = CropSet.Parse(request.Crops.Views, folder);
        var figures = Costs(request, members, crops, torch, runtime, cancellation);
        return request.Proof is null ? figures : figures with { Accuracy = Accuracy(request, crops, cancellation) };
    }

    private AloneFigures Costs(AloneRequest request, List<Member> members, CropSet crops, bool torch, long? runtime, CancellationToken cancellation)
    {
        var options = request.Options;
        using var pictures = new OpenPictures(workspace, options);
        using var networks = new NetworkPool();
        var configuration = new MeasuredConfiguration("alone", members, crops) { Average = request.Crops.Average };
        var loaded = networks.Load(configuration, pictures, options.Threads);
        if (torch)
            TorchRuntime.Use(options.Threads);
        long? peak = null;
        var turns = Turns.Of([loaded], options, pictures.Indices, energy: null, time, told: null, between: () => peak = ProcessMemory.Peak(), cancellation)[0];
        return new(LatencySummary.Of(turns.Singles), LatencySummary.Of(turns.Batches), runtime, peak, ProcessMemory.Peak());
    }

    private AloneAccuracy Accuracy(AloneRequest request, CropSet crops, CancellationToken cancellation)
    {
        var proof = request.Proof!;
        var average = request.Crops.Average;
        List<Member> members = [.. proof.Members.Select(m => m.Open(workspace))];
        using var entry = new EntryStore(workspace).Open(request.Options.Entry);
        var split = entry.Split(proof.Split);
        int[] labelled = [.. Enumerable.Range(0, split.Count).Where(i => split.Label(i) != Sample.Unlabelled)];
        if (labelled.Length == 0)
            throw new InvalidInputException($"{proof.Split} of {entry.Card.Name} has no labels to prove anything by", "Name a split with labels with --split.");
        int[] some = [.. ExportSamples.Evenly(labelled, proof.Most)];
        MemberPredictions Source(bool saved)
        {
            var runs = new RunPredictions(workspace, time) { IsSaving = saved };
            return new(runs, new FoldPredictions(workspace, runs));
        }
        var (anew, before) = (Source(saved: false), Source(saved: true));
        List<PredictionSet> sets = [.. members.Select(m => m.On(anew, entry, proof.Split, crops, average, some, null, cancellation))];
        var scores = proof.Rule is { } rule
            ? FusionCatalog.Find(rule).Fuse(new(sets, () => [.. members.Select(m => m.OnHeldOut(before, NoTarget, crops, average, null, cancellation))])).Scores
            : ClassScores.Of(sets[0]);
        return new(ClassificationMetrics.Of(scores, sets[0].Labels).Top1, some.Length, labelled.Length);
    }

    private static Evaluation.Predictions.External.PredictionTarget NoTarget() => throw new InvalidOperationException("only files of predictions ask");
}
