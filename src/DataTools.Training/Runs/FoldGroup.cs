using System.Text.Json;
using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Storage;
using DataTools.Catalog.Workspaces;
using DataTools.Evaluation.Predictions;
using DataTools.Training.Models;

namespace DataTools.Training.Runs;

/// <summary>A fold that is trained to its end.</summary>
/// <param name="Fold">From 1.</param>
/// <param name="Epochs">Finished epochs.</param>
/// <param name="ValidationAccuracy">Top-1 of its best weights on the samples it held out.</param>
/// <param name="TestAccuracy">Top-1 of the same weights on the test split; null where that has no labels.</param>
public sealed record FoldResult(int Fold, int Epochs, double ValidationAccuracy, double? TestAccuracy);

/// <summary>
/// A cross-validation: the folder <c>runs/NAME</c> with <c>folds.json</c> and what its runs <c>NAME-f1</c> ...
/// <c>NAME-fK</c> predict together. To ensembles it is one member, whose logits on its own training samples are out of fold.
/// </summary>
public sealed class FoldGroup
{
    // A null where the types say there is none is damage.
    private static readonly JsonSerializerOptions Reading = new(CatalogJson.Options) { RespectNullableAnnotations = true };

    private const string FileName = "folds.json";
    private const int FormatVersion = 1;
    private const string DamagedHint = "Train the folds again with `datatools train` under another --run.";

    private readonly Workspace _workspace;
    private Content _content;

    private FoldGroup(Workspace workspace, string path, Content content) => (_workspace, Path, _content) = (workspace, path, content);

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Its name.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>What all folds were asked to do; each fills in the rest for itself.</summary>
    public TrainOptions Options => _content.Options;

    /// <summary>The folds that are finished, in order.</summary>
    public IReadOnlyList<FoldResult> Done => _content.Done;

    /// <summary>Whether all are.</summary>
    public bool IsDone => Done.Count == Options.Folds;

    /// <summary>The name of a fold's run.</summary>
    public string RunName(int fold) => RunName(Name, fold);

    /// <summary>The same of folds of that name; null: <c>ENTRY-MODEL-sSEED-Kfold</c>. Throws <see cref="InvalidInputException"/> where it can be no name.</summary>
    public static string RunName(string? name, TrainOptions options, int fold)
    {
        if (name is not null)
            RunFolder.RequireName(name, "--run");
        return RunName(name ?? NameOf(options), fold);
    }

    private static string RunName(string name, int fold) => $"{name}-f{fold}";

    private static string NameOf(TrainOptions options) => $"{options.Entry}-{options.Model}-s{options.Seed}-{options.Folds}fold";

    /// <summary>The runs, fold by fold. Throws <see cref="NotFoundException"/> where one is not finished yet.</summary>
    public IReadOnlyList<RunFolder> Runs() => IsDone
        ? [.. Enumerable.Range(1, Options.Folds).Select(fold => RunFolder.Open(_workspace, RunName(fold)))]
        : throw new NotFoundException($"{Name}: {Done.Count} of {Options.Folds} folds are finished", $"Go on with: datatools resume {Name}");

    /// <summary>Where what they predict together is saved; the name says of which weights and which content.</summary>
    public string Predictions(string entry, PredictionKey key) => RunFolder.Predictions(Path, entry, key);

    /// <summary>The folds of that name; null where there are none. Throws <see cref="CorruptFileException"/> for a damaged file.</summary>
    public static FoldGroup? Find(Workspace workspace, string name)
    {
        foreach (var path in RunFolder.Places(workspace, name))
        {
            var file = System.IO.Path.Combine(path, FileName);
            if (File.Exists(file))
                return new(workspace, path.TrimEnd('/', '\\'), Read(file));
        }
        return null;
    }

    /// <summary>The runs that a name stands for: those of its folds, or the one run.</summary>
    public static IReadOnlyList<RunFolder> RunsOf(Workspace workspace, string name) => Find(workspace, name)?.Runs() ?? [RunFolder.Open(workspace, name)];

    /// <summary>
    /// New folds under <paramref name="name"/> (null: <c>ENTRY-MODEL-sSEED-Kfold</c>), or those that were begun with the same
    /// options. Throws <see cref="InvalidInputException"/> where the name is another's.
    /// </summary>
    internal static FoldGroup Begin(Workspace workspace, string? name, TrainOptions options)
    {
        var wanted = name ?? NameOf(options);
        if (Find(workspace, wanted) is { } begun)
        {
            return begun.Difference(options) is not { } difference ? begun : throw new InvalidInputException(
                $"the folds {begun.Name} were begun with other options: {difference}", "Give the same ones to go on, or choose another name with --run.");
        }
        var folder = RunFolder.Create(workspace, wanted, options).Path;
        var group = new FoldGroup(workspace, folder, new() { Options = options });
        group.Write();
        return group;
    }

    internal IDisposable Hold() => RunFolder.Hold(Path);

    internal void Delete() => StorageFaults.Explain(Path, () => Directory.Delete(Path, recursive: true));

    internal void Add(FoldResult result)
    {
        _content = _content with { Done = [.. Done.Where(d => d.Fold != result.Fold).Append(result).OrderBy(d => d.Fold)] };
        Write();
    }

    /// <summary>Whether a run that lies under the name of a fold is that fold.</summary>
    internal bool Owns(TrainOptions run, int fold) => run.Fold == fold && Difference(Given(run)) is null;

    private void Write() => StorageFaults.Explain(Path, () =>
        AtomicFile.WriteAllText(System.IO.Path.Combine(Path, FileName), JsonSerializer.Serialize(_content, CatalogJson.Options)));

    private static Content Read(string path)
    {
        try
        {
            var content = JsonSerializer.Deserialize<Content>(File.ReadAllBytes(path), Reading) ?? throw new JsonException("it is empty");
            if (content.FormatVersion != FormatVersion)
                throw new CorruptFileException(path, $"it is of version {content.FormatVersion}, this program reads {FormatVersion}", DamagedHint);
            content.Options.Validate();
            if (content.Options is not { Folds: > 0, Fold: 0 } || content.Done.Any(d => d is null || d.Fold < 1 || d.Fold > content.Options.Folds) || content.Done.DistinctBy(d => d.Fold).Count() != content.Done.Count)
                throw new CorruptFileException(path, "its folds are not 1 to the number of folds, each once", DamagedHint);
            return content;
        }
        catch (Exception e) when (e is JsonException or InvalidInputException)
        {
            throw new CorruptFileException(path, e.Message, DamagedHint, e);
        }
        catch (Exception e) when (StorageFaults.Translate(path, e) is { } told)
        {
            throw told;
        }
    }

    // What is filled in at the start of a run is taken back.
    private TrainOptions Given(TrainOptions run) => run with
    {
        ImageSize = Options.ImageSize == 0 ? 0 : run.ImageSize,
        Resize = Options.Resize == 0 ? 0 : run.Resize,
        Interpolation = Options.Interpolation == TrainOptions.Auto ? TrainOptions.Auto : run.Interpolation,
        Precision = Options.Precision == Precisions.Auto ? Precisions.Auto : run.Precision,
    };

    // Null where the same weights come of both: what changes the speed alone may differ.
    private string? Difference(TrainOptions other)
    {
        string[] speed = ["workers", "checkpoint-seconds", "fold"];
        foreach (var setting in TrainSettings.All.Where(s => !speed.Contains(s.Name)))
        {
            if (setting.Get(Options) is var mine && setting.Get(other) is var theirs && mine != theirs)
                return $"{setting.Name} {mine}, not {theirs}";
        }
        return Options.Entry != other.Entry ? $"the entry {Options.Entry}, not {other.Entry}"
            : Options.EntryFingerprint != other.EntryFingerprint ? $"another content of {Options.Entry}"
            : Options.Policy != other.Policy ? "another augmentation"
            : Options.Weights is { Sha256.Length: > 0 } weights && weights.Path == other.Weights?.Path && weights.Sha256 != other.Weights.Sha256 ? $"other weights in {weights.Path}"
            : Options.Weights?.Path != other.Weights?.Path ? $"the weights {Options.Weights?.Path ?? "(fresh)"}, not {other.Weights?.Path ?? "(fresh)"}"
            : null;
    }

    private sealed record Content
    {
        public int FormatVersion { get; init; } = FoldGroup.FormatVersion;

        public required TrainOptions Options { get; init; }

        public IReadOnlyList<FoldResult> Done { get; init; } = [];
    }
}
