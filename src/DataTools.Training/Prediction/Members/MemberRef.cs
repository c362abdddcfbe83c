using System.Globalization;
using DataTools.Catalog;
using DataTools.Catalog.Workspaces;
using DataTools.Training.Runs;

namespace DataTools.Training.Prediction.Members;

/// <summary>
/// A member as it is written: <c>RUN</c> (its best weights), <c>RUN@last</c>, <c>RUN@mean</c> (of its last epochs),
/// <c>RUN@epoch-5</c>, <c>RUN@snapshot-2</c>, <c>RUN@epochs</c> and <c>RUN@snapshots</c> (all of them), <c>RUN@onnx</c> and
/// <c>RUN@int8</c> (exported files), the name of folds, or <c>file:PATH</c> and <c>file:PATH,HELD-OUT-PATH</c>.
/// </summary>
/// <param name="Name">The run, the folds, or the path.</param>
/// <param name="Which">What stands behind the @; null: the best weights.</param>
/// <param name="IsFile">Whether it is a file of predictions.</param>
public sealed record MemberRef(string Name, string? Which = null, bool IsFile = false)
{
    /// <summary>In words, for help.</summary>
    public const string Help =
        "A run (its best weights), RUN@last, RUN@mean, RUN@epoch-5, RUN@snapshot-2, RUN@epochs or RUN@snapshots (all that were kept), RUN@onnx or RUN@int8 (what export-model wrote, in ONNX Runtime), folds of one name, or file:PREDICTIONS[,HELD-OUT]";

    private const string File = "file:", Last = "last", Mean = "mean", Epoch = "epoch", Snapshot = "snapshot", Onnx = RunWeights.Onnx, Int8 = RunWeights.Int8;

    /// <summary>Reads a reference. Throws <see cref="InvalidInputException"/> for one that can be none.</summary>
    public static MemberRef Parse(string text)
    {
        if (text.StartsWith(File, StringComparison.Ordinal))
            return text.Length > File.Length ? new(text[File.Length..], IsFile: true) : throw new InvalidInputException($"{text}: the path is missing", "Write file:PATH.");
        return text.LastIndexOf('@') is > 0 and var at && text[(at + 1)..] is var which && IsWhich(which) ? new(text[..at], which) : new(text);
    }

    /// <summary>
    /// The members that references stand for, each once. Files of one name are called by more of their paths; runs of one
    /// name, from several workspaces, are refused with an <see cref="InvalidInputException"/>.
    /// </summary>
    public static IReadOnlyList<Member> All(IEnumerable<string> texts, Workspace workspace, string folder)
    {
        List<Member> all = [.. texts.Select(Parse).SelectMany(m => m.Resolve(workspace, folder)).DistinctBy(m => m.Place, StringComparer.Ordinal)];
        var names = all.GroupBy(m => m.Name, StringComparer.Ordinal).Where(g => g.Count() > 1).SelectMany(Distinct).ToDictionary(n => n.Member.Place, n => n.Name, StringComparer.Ordinal);
        return [.. all.Select(m => names.TryGetValue(m.Place, out var name) ? m with { Name = name } : m)];
    }

    private static IEnumerable<(Member Member, string Name)> Distinct(IGrouping<string, Member> same)
    {
        var files = same.OfType<FileMember>().Select(m => (Member: (Member)m, Parts: m.Path.Split('/', '\\'))).ToList();
        for (var parts = 1; files.Count == same.Count() && parts <= files.Max(f => f.Parts.Length); parts++)
        {
            List<(Member Member, string Name)> named = [.. files.Select(f => (f.Member, string.Join('/', f.Parts.TakeLast(parts))))];
            if (named.DistinctBy(n => n.Name, StringComparer.Ordinal).Count() == named.Count)
                return named;
        }
        throw new InvalidInputException(
            $"{same.Count()} members are named {same.Key}: {string.Join(", ", same.Select(m => m.Place))}", "Name each once. Of two that are called alike, give one another name.");
    }

    /// <summary>As it is written.</summary>
    public override string ToString() => IsFile ? File + Name : Which is null ? Name : $"{Name}@{Which}";

    /// <summary>
    /// The members that it stands for: one, or all epochs or snapshots in order. Paths are relative to
    /// <paramref name="folder"/>. Throws <see cref="NotFoundException"/> with what there is.
    /// </summary>
    public IReadOnlyList<Member> Resolve(Workspace workspace, string folder)
    {
        if (IsFile)
        {
            var parts = Name.Split(',', 2);
            return [new FileMember(Path.GetFullPath(parts[0], folder), parts is [_, var heldOut] ? Path.GetFullPath(heldOut, folder) : null)];
        }
        if (Which is null && FoldGroup.Find(workspace, Name) is { } folds)
            return [new FoldsMember(folds)];
        // A run may have an @ in its name: then that is it.
        if (Which is not null && RunFolder.Find(workspace, ToString()) is { } named)
            return [RunMember.Best(named)];
        var run = RunFolder.Open(workspace, Name);
        return Which switch
        {
            null => [RunMember.Best(run)],
            Last => [Of(run, Last, run.LastWeights)],
            Mean => [Of(run, Mean, run.MeanWeights)],
            Onnx => [Of(run, Onnx, run.Export(int8: false))],
            Int8 => [Of(run, Int8, run.Export(int8: true))],
            $"{Epoch}s" => All(run, Epoch),
            $"{Snapshot}s" => All(run, Snapshot),
            _ => [Of(run, Which, Numbered(Which) is (Epoch, var epoch) ? run.EpochWeights(epoch) : run.SnapshotWeights(Numbered(Which)!.Value.Number))],
        };
    }

    private static bool IsWhich(string text) => text is Last or Mean or Onnx or Int8 or $"{Epoch}s" or $"{Snapshot}s" || Numbered(text) is not null;

    private static (string What, int Number)? Numbered(string text) =>
        text.Split('-') is [Epoch or Snapshot, var digits] && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? (text.Split('-')[0], number)
            : null;

    private static IReadOnlyList<Member> All(RunFolder run, string what)
    {
        List<(int Number, string Path)> found =
        [
            .. Directory.EnumerateFiles(run.Path, $"{what}-*.safetensors")
                .Select(path => (Numbered(Path.GetFileNameWithoutExtension(path)), Path: path)).Where(f => f.Item1 is not null)
                .Select(f => (f.Item1!.Value.Number, f.Path)).OrderBy(f => f.Number),
        ];
        return found.Count > 0 ? [.. found.Select(f => Of(run, $"{what}-{f.Number}", f.Path))] : throw Missing(run, $"{what}s");
    }

    private static RunMember Of(RunFolder run, string which, string path) =>
        System.IO.File.Exists(path) ? new(new RunWeights(run, $"{run.Name}@{which}", path)) : throw Missing(run, which);

    private static NotFoundException Missing(RunFolder run, string which)
    {
        if (which is Onnx or Int8)
        {
            return new(
                $"{run.Name} has no exported file {Path.GetFileName(run.Export(which == Int8))}",
                run.ReadOptions().MultiLabel ? "It was trained with --multi-label, and exports give each image one class." : $"Write it: {new RunWeights(run, which, run.Export(which == Int8)).Exporting}");
        }
        IEnumerable<string> Kept(string what) => Directory.EnumerateFiles(run.Path, $"{what}-*.safetensors")
            .Select(path => Numbered(Path.GetFileNameWithoutExtension(path))).OfType<(string, int Number)>().Select(n => n.Number).Order().Select(n => $"{what}-{n}");
        string[] there =
        [
            .. System.IO.File.Exists(run.LastWeights) ? [Last] : Array.Empty<string>(),
            .. System.IO.File.Exists(run.MeanWeights) ? [Mean] : Array.Empty<string>(),
            .. Kept(Epoch), .. Kept(Snapshot),
        ];
        return new(
            $"{run.Name} has no {which}",
            $"{(there.Length > 0 ? $"Besides its best weights it has {string.Join(", ", there)}. " : "")}Training keeps more with --keep (epochs), --cycles (snapshots) and --swa (the mean).");
    }
}
