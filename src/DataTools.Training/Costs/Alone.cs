using DataTools.Catalog;
using DataTools.Catalog.Workspaces;
using DataTools.Evaluation.Costs;
using DataTools.Evaluation.Predictions;
using DataTools.Training.Prediction;
using DataTools.Training.Prediction.Members;
using DataTools.Training.Runs;

namespace DataTools.Training.Costs;

/// <summary>What a process of its own is to measure: one configuration that nothing else was loaded beside.</summary>
/// <param name="Members">What is loaded.</param>
/// <param name="Crops">The views, and how they are averaged.</param>
/// <param name="Options">How it is measured.</param>
public sealed record AloneRequest(IReadOnlyList<AloneMember> Members, CropsName Crops, CostOptions Options)
{
    /// <summary>What is to be proved of its accuracy; null: nothing.</summary>
    public AloneProof? Proof { get; init; }

    /// <summary>Of a configuration whose members all can be run.</summary>
    internal static AloneRequest Of(MeasuredConfiguration configuration, CostOptions options) =>
        new([.. configuration.Members.Select(AloneMember.Of)], configuration.Crops.Averaged(configuration.Average), options);
}

/// <summary>A member as it is told to another process.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Folder">The folder of its run, or of the folds.</param>
/// <param name="Weights">The file; null: these are folds.</param>
public sealed record AloneMember(string Name, string Folder, string? Weights)
{
    internal static AloneMember Of(Member member) => member switch
    {
        RunMember run => new(run.Name, Path.GetFullPath(run.Weights.Run.Path), Path.GetFullPath(run.Weights.Path)),
        FoldsMember folds => new(folds.Name, Path.GetFullPath(folds.Group.Path), null),
        _ => throw new ArgumentException($"{member.Name} cannot be run", nameof(member)),
    };

    internal Member Open(Workspace workspace) => Weights is null
        ? new FoldsMember(FoldGroup.Find(workspace, Folder) ?? throw new NotFoundException($"there are no folds in {Folder}"))
        : new RunMember(new RunWeights(RunFolder.Open(workspace, Folder), Name, Weights));
}

/// <summary>What is forwarded anew, without any saved prediction, after time and memory are taken.</summary>
/// <param name="Members">All members that the rule fuses.</param>
/// <param name="Rule">The fusion; null: there is one member.</param>
/// <param name="Split">The split of the entry of the options.</param>
/// <param name="Most">Labelled samples, spread evenly where there are more.</param>
public sealed record AloneProof(IReadOnlyList<AloneMember> Members, string? Rule, string Split, int Most);

/// <summary>What a process of its own measured.</summary>
/// <param name="Single">One picture at a time.</param>
/// <param name="Batched">A batch.</param>
/// <param name="RuntimeMemoryBytes">Peak memory before a model was loaded: .NET and libtorch, or, where all are exported files, ONNX Runtime. This and what follows is null where the system does not tell.</param>
/// <param name="PeakMemoryBytes">Peak memory after loading and predicting one picture at a time: of the whole process, so with .NET, libtorch or ONNX Runtime, and what was read of the mapped entry.</param>
/// <param name="BatchMemoryBytes">The same after predicting batches.</param>
public sealed record AloneFigures(LatencySummary Single, LatencySummary Batched, long? RuntimeMemoryBytes, long? PeakMemoryBytes, long? BatchMemoryBytes)
{
    /// <summary>The accuracy, where it was to be proved.</summary>
    public AloneAccuracy? Accuracy { get; init; }
}

/// <summary>An accuracy that was forwarded anew.</summary>
/// <param name="Top1">Share that is right.</param>
/// <param name="Samples">Labelled samples that were forwarded.</param>
/// <param name="Of">How many labelled ones the split has.</param>
public sealed record AloneAccuracy(double Top1, int Samples, int Of);

/// <summary>Starts a fresh process that answers with <see cref="AloneMeasurement.Measure"/>, and waits for it.</summary>
public delegate AloneFigures StartAlone(AloneRequest request, CancellationToken cancellation);
