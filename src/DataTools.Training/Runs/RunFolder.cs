using System.Text;
using System.Text.Json;
using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Storage;
using DataTools.Catalog.Text;
using DataTools.Catalog.Workspaces;
using DataTools.Evaluation.Predictions;

namespace DataTools.Training.Runs;

/// <summary>One folder of <c>runs/</c>: where everything of a run lies.</summary>
public sealed class RunFolder
{
    /// <summary>How the names of exported files end.</summary>
    internal const string ExportEnding = ".onnx";

    private const string OptionsFile = "options.json", LockFile = "training.lock", SoftTargetsFile = "teacher.arrow";
    private const string DamagedHint = "The run is damaged: delete its folder and start a new one with `datatools train`.";
    private const int LongestName = 200;

    // A null where the types say there is none is damage.
    private static readonly JsonSerializerOptions Reading = new(CatalogJson.Options) { RespectNullableAnnotations = true };

    private RunFolder(string path) => Path = path;

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Its name.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>One line an epoch.</summary>
    public string Metrics => System.IO.Path.Combine(Path, "metrics.csv");

    /// <summary>How many epochs are done, as <see cref="Metrics"/> says.</summary>
    public int EpochsDone => File.Exists(Metrics) && EpochMetrics.Read(Metrics) is [.., var last] ? last.Epoch : 0;

    /// <summary>The weights of the epoch that did best on validation.</summary>
    public string BestWeights => System.IO.Path.Combine(Path, "best.safetensors");

    /// <summary>The weights of the last finished epoch.</summary>
    public string LastWeights => System.IO.Path.Combine(Path, "last.safetensors");

    /// <summary>The mean of the last epochs' weights (SWA), where the options ask for it.</summary>
    public string MeanWeights => System.IO.Path.Combine(Path, "swa.safetensors");

    /// <summary>The weights of an epoch that is among the best, where more than one is kept.</summary>
    public string EpochWeights(int epoch) => System.IO.Path.Combine(Path, $"epoch-{epoch:D3}.safetensors");

    /// <summary>The weights at the end of a cycle, from 1.</summary>
    public string SnapshotWeights(int cycle) => System.IO.Path.Combine(Path, $"snapshot-{cycle}.safetensors");

    /// <summary>Where the run is exported to unless told otherwise: for ONNX Runtime, in 32 or in 8 bits.</summary>
    public string Export(bool int8) => System.IO.Path.Combine(Path, $"{Name}{(int8 ? ".int8" : "")}{ExportEnding}");

    /// <summary>All that is needed to go on.</summary>
    public string Checkpoint => System.IO.Path.Combine(Path, "checkpoint.safetensors");

    /// <summary>What the teacher says of the samples to learn from, where there is one.</summary>
    public string SoftTargets => System.IO.Path.Combine(Path, SoftTargetsFile);

    /// <summary>
    /// Saved logits. The name tells a reader what they are of; what decides is the hash at its end, and the key in the file:
    /// logits are never taken for those of other weights or other content.
    /// </summary>
    public string Predictions(string entry, PredictionKey key) => Predictions(Path, entry, key);

    /// <summary>The same in any folder that is trained into.</summary>
    internal static string Predictions(string folder, string entry, PredictionKey key)
    {
        const int most = 40;
        var crops = string.Concat(key.Crops.ToString().Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '+' or '-' ? c : '_'));
        return System.IO.Path.Combine(folder, "predictions", $"{entry}-{key.Split}-{(crops.Length <= most ? crops : crops[..most])}-{key.Short}.arrow");
    }

    /// <summary>
    /// What the run was asked to do. Throws <see cref="CorruptFileException"/> with every fault where it cannot have been
    /// written by a training.
    /// </summary>
    public TrainOptions ReadOptions()
    {
        var path = System.IO.Path.Combine(Path, OptionsFile);
        try
        {
            var options = JsonSerializer.Deserialize<TrainOptions>(File.ReadAllBytes(path), Reading) ?? throw new JsonException("it is empty");
            return options.FaultsOfRun() is { Count: > 0 } faults
                ? throw new CorruptFileException(path, string.Join(Environment.NewLine, faults), DamagedHint)
                : options;
        }
        catch (JsonException e)
        {
            throw new CorruptFileException(path, e.Message, DamagedHint, e);
        }
        catch (Exception e) when (StorageFaults.Translate(path, e) is { } told)
        {
            throw told;
        }
    }

    /// <summary>
    /// Keeps other processes from training this run until it is disposed. The operating system frees it when its holder
    /// dies. Throws <see cref="InvalidInputException"/> where another process holds it.
    /// </summary>
    internal IDisposable Hold() => Hold(Path);

    /// <summary>The same for any folder that is trained into.</summary>
    internal static IDisposable Hold(string folder)
    {
        var path = System.IO.Path.Combine(folder, LockFile);
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException e) when (StorageFaults.IsHeld(e))
        {
            throw new InvalidInputException($"{System.IO.Path.GetFileName(folder)} is being trained by another process", "Wait until it ends, or stop it first.", e);
        }
        catch (Exception e) when (StorageFaults.Translate(folder, e) is { } told)
        {
            throw told;
        }
    }

    /// <summary>Opens the entry that the run learnt from; an <see cref="InvalidInputException"/> where its content has changed since.</summary>
    internal static Entry OpenEntry(EntryStore store, TrainOptions options)
    {
        var entry = store.Open(options.Entry);
        if (entry.Card.Fingerprint == options.EntryFingerprint)
            return entry;
        entry.Dispose();
        throw new InvalidInputException(
            $"the entry {options.Entry} is not the one this run began with: its fingerprint is {entry.Card.Fingerprint}, the run's {options.EntryFingerprint}",
            "Start a new run with `datatools train`.");
    }

    /// <summary>Deletes the folder and all that is in it.</summary>
    internal void Delete() => StorageFaults.Explain(Path, () => Directory.Delete(Path, recursive: true));

    internal void WriteOptions(TrainOptions options) => StorageFaults.Explain(Path, () =>
    {
        AtomicFile.WriteAllText(System.IO.Path.Combine(Path, OptionsFile), JsonSerializer.Serialize(options, CatalogJson.Options));
        // Settings that would train it again: a soup has none.
        if (options.Soup is null)
            AtomicFile.WriteAllText(System.IO.Path.Combine(Path, "config.yaml"), TrainConfig.Write(options));
    });

    /// <summary>
    /// A new folder: <paramref name="name"/>, which must be free, or else <c>ENTRY-MODEL-sSEED</c> with -2, -3 ... where
    /// that is taken.
    /// </summary>
    public static RunFolder Create(Workspace workspace, string? name, TrainOptions options) => Create(workspace, name, options, "--run");

    /// <summary>The same where another flag says the name.</summary>
    internal static RunFolder Create(Workspace workspace, string? name, TrainOptions options, string flag)
    {
        var wanted = name ?? $"{options.Entry}-{options.Model}-s{options.Seed}";
        if (name is not null)
            RequireFree(workspace, name, flag);
        for (var k = 1; ; k++)
        {
            var path = System.IO.Path.Combine(workspace.Runs, k == 1 ? wanted : $"{wanted}-{k}");
            if (IsFree(path))
            {
                StorageFaults.Explain(workspace.Runs, () => Directory.CreateDirectory(path));
                return new(path);
            }
            if (name is not null)
                throw Taken(name, flag);
        }
    }

    /// <summary>Throws <see cref="InvalidInputException"/> where that cannot be the name of a new run; <paramref name="flag"/> is what said it.</summary>
    internal static void RequireFree(Workspace workspace, string name, string flag)
    {
        RequireName(name, flag);
        if (!IsFree(System.IO.Path.Combine(workspace.Runs, name)))
            throw Taken(name, flag);
    }

    // What a kill leaves before the options are written is no run.
    private static bool IsFree(string path) =>
        !Directory.Exists(path) || Directory.EnumerateFileSystemEntries(path).All(f => System.IO.Path.GetFileName(f) is LockFile or SoftTargetsFile);

    /// <summary>Throws <see cref="InvalidInputException"/> where that cannot be the name of a run, free or not: as a folder, or as an argument.</summary>
    internal static void RequireName(string name, string flag)
    {
        if (name.Length == 0 || Encoding.UTF8.GetByteCount(name) > LongestName || name.AsSpan().ContainsAny(System.IO.Path.GetInvalidFileNameChars()) || name.Any(char.IsControl) || name[0] is '.' or '-')
        {
            throw new InvalidInputException(
                $"{flag} '{name}' cannot be the name of a run's folder", $"Use 1 to {LongestName} bytes of text in one line without '/', not beginning with '.' or '-'.");
        }
    }

    private static InvalidInputException Taken(string name, string flag) =>
        new($"there is already a run '{name}'", $"Choose another name with {flag}, or delete the folder.");

    /// <summary>
    /// Deletes a folder that a process left before it wrote anything into it. Not where another may be about to: the
    /// caller holds what keeps it away.
    /// </summary>
    internal static void DeleteUnbegun(Workspace workspace, string name)
    {
        var path = System.IO.Path.Combine(workspace.Runs, name);
        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).All(f => System.IO.Path.GetFileName(f) == LockFile))
            StorageFaults.Explain(path, () => Directory.Delete(path, recursive: true));
    }

    /// <summary>The run of that name; null where there is none.</summary>
    internal static RunFolder? Find(Workspace workspace, string name) =>
        name.Length > 0 && System.IO.Path.Combine(workspace.Runs, name) is var path && File.Exists(System.IO.Path.Combine(path, OptionsFile)) ? new(path) : null;

    /// <summary>Where a folder may be that is called so: in the workspace, or where the name, as a path, leads.</summary>
    internal static IEnumerable<string> Places(Workspace workspace, string name) =>
        name.Length == 0 ? [] : [System.IO.Path.Combine(workspace.Runs, name), System.IO.Path.GetFullPath(name)];

    /// <summary>An existing run, by name or by path. Throws <see cref="NotFoundException"/> with a suggestion.</summary>
    public static RunFolder Open(Workspace workspace, string name)
    {
        foreach (var path in Places(workspace, name))
        {
            if (File.Exists(System.IO.Path.Combine(path, OptionsFile)))
                return new(path.TrimEnd('/', '\\'));
        }
        if (FoldGroup.Find(workspace, name) is { } folds)
            throw new NotFoundException($"{name} is no run but {folds.Options.Folds} folds", $"Name its runs: {folds.RunName(1)} to {folds.RunName(folds.Options.Folds)}.");
        string[] runs = Directory.Exists(workspace.Runs)
            ? [.. Directory.EnumerateDirectories(workspace.Runs).Where(d => File.Exists(System.IO.Path.Combine(d, OptionsFile))).Select(d => System.IO.Path.GetFileName(d))]
            : [];
        throw new NotFoundException(
            $"there is no run '{name}' in {workspace.Runs}", DidYouMean.Hint(name, runs, "Runs are") ?? "Make one with `datatools train`.");
    }
}
