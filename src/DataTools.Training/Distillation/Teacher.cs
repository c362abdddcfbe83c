using System.Security.Cryptography;
using DataTools.Catalog;
using DataTools.Catalog.Storage;
using DataTools.Catalog.Workspaces;
using DataTools.Evaluation.Choices;
using DataTools.Evaluation.Fusion;
using DataTools.Evaluation.Metrics;
using DataTools.Evaluation.Predictions;
using DataTools.Evaluation.Predictions.External;
using DataTools.Training.Feeding;
using DataTools.Training.Prediction;
using DataTools.Training.Prediction.Members;
using DataTools.Training.Runs;

namespace DataTools.Training.Distillation;

/// <summary>
/// Members of an ensemble that teach a run. Each predicts the train split once, with a single view, and keeps that with its
/// other predictions: the next student costs no forward pass. Folds say of each sample what the one network says that has
/// not learnt from it.
/// </summary>
internal sealed class Teacher
{
    // Measured: at 4 a student of such teachers did worse than one without, at 1 and 2 as well as that.
    private const double HighTemperature = 2;

    // What a file of predictions may hold.
    private const long MaximalBytes = int.MaxValue;

    private readonly TrainOptions _options;
    private readonly IReadOnlyList<Member> _members;
    private readonly FusionRule _rule;

    private Teacher(TrainOptions options, IReadOnlyList<Member> members, FusionRule rule) => (_options, _members, _rule) = (options, members, rule);

    /// <summary>
    /// The one that the options name; null where they name none. Throws where a member is not there, or where the fusion
    /// gives no probabilities. Paths are relative to <paramref name="folder"/>.
    /// </summary>
    public static Teacher? Find(Workspace workspace, TrainOptions options, string folder)
    {
        if (options.Teacher.Count == 0)
            return null;
        var rule = FusionCatalog.Find(options.TeacherFuse);
        if (!rule.GivesProbabilities)
        {
            throw new InvalidInputException(
                $"--teacher-fuse {options.TeacherFuse} gives no probabilities, and these are what a teacher teaches",
                $"Use one of {string.Join(", ", FusionCatalog.All.Where(r => r.GivesProbabilities).Select(r => r.Name))}.");
        }
        var members = MemberRef.All(options.Teacher, workspace, folder);
        return members.FirstOrDefault(m => m.IsMultiLabel == true) is not { } several ? new(options, members, rule) : throw new InvalidInputException(
            $"--teacher {several.Name} gives a sample several labels (--multi-label)", "Name members that give a sample one: their probabilities sum to 1.");
    }

    /// <summary>What it says of the samples to learn from, and what is to be known of that.</summary>
    public (SoftTargets Targets, DistillationRecipe Recipe) Teach(
        Workspace workspace, TimeProvider time, Entry entry, ValidationSplit parts, IProgress<EvaluationProgress>? progress, CancellationToken cancellation)
    {
        var (train, classes) = (entry.Split(SplitNames.Train), entry.Card.Classes.Count);
        if ((double)sizeof(float) * train.Count * classes > MaximalBytes)
        {
            throw new InvalidInputException(
                $"--teacher: its answers for {train.Count} samples x {classes} classes take {sizeof(float) * (double)train.Count * classes / 1e9:F1} GB, and may take {MaximalBytes / 1e9:F1} GB",
                "Teach with fewer images (`datatools subset`).");
        }
        var runs = new RunPredictions(workspace, time);
        var source = new MemberPredictions(runs, new FoldPredictions(workspace, runs));
        RunProgress? Progress(Member member) => progress is null ? null : new(progress, member.Name, CropSet.Single.Averaged(CropAverage.Probability));
        PredictionSet HeldOut(Member member, Func<PredictionTarget> target) =>
            member.OnHeldOut(source, target, CropSet.Single, CropAverage.Probability, Progress(member), cancellation);
        PredictionSet ToChooseOn(Member member)
        {
            // Another tool's are of the samples that the others held out, or else of those that the student does.
            var set = HeldOut(member, () => _members.FirstOrDefault(m => m is not FileMember) is { } other
                ? PredictionTarget.Of(HeldOut(other, () => throw new InvalidOperationException("it is no file")))
                : Target(entry, parts));
            return ChoiceRules.Violation(set.Split) is not { } violation ? set : throw new InvalidInputException(
                $"{member.Name}: {violation}", "Give predictions of samples held out of training behind the comma, or another --teacher-fuse, which chooses nothing.");
        }

        List<PredictionSet> said = [.. _members.Select(member => member is FoldsMember folds
            ? source.Folds.OutOfFold(folds.Group, CropSet.Single, CropAverage.Probability, Progress(member), cancellation)
            : member.On(source, entry, train.Name, CropSet.Single, CropAverage.Probability, only: null, Progress(member), cancellation))];
        // Forced, for no figure on these samples is reported: what the weights are chosen on may be among those that are taught.
        var input = new FusionInput(
            [.. _members.Zip(said, (member, set) => Taught.Of(member.Name, set, entry, parts))], () => [.. _members.Select(ToChooseOn)], force: true);
        var fused = _rule.Fuse(input);
        var answers = Taught.Answers(string.Join('+', _members.Select(m => m.Name)), input.Members[0], fused.Scores);
        var recipe = Taught.Judged(answers, _options.DistillTemperature) with
        {
            Members = [.. _members.Select((member, m) => new TeacherMember(member.Name, Sha256(member, said[m])) { Share = fused.Weights?[m] })],
            Choice = fused.ChosenOn is { } samples ? new(input.HeldOut[0].Split, samples) : null,
        };
        return (new(answers, parts.TrainIndices), recipe);
    }

    /// <summary>
    /// What may spoil the lesson, a sentence each: who of it learnt smoothed labels, who counts twice, and who has learnt from samples that the
    /// run holds out, whose validation figures flatter then.
    /// </summary>
    public IEnumerable<string> Notes(Entry entry, ValidationSplit parts)
    {
        if (_options.DistillTemperature > HighTemperature && _members.Where(m => Options(m)?.LabelSmoothing > 0).Select(m => m.Name).ToList() is { Count: > 0 } smoothed)
        {
            yield return $"note: {string.Join(", ", smoothed)} learnt smoothed labels (--label-smoothing), which leave a temperature of {_options.DistillTemperature} little to bring out (Müller et al. 2019): --distill-temperature 1 or 2 is safer.";
        }
        if (MemberForms.OneNetwork(_members) is { } same)
            yield return $"note: {string.Join(" and ", same.Select(m => m.Name))} are one network, which counts {same.Count} times.";
        foreach (var member in _members)
        {
            var options = Options(member);
            if (parts.ValidationName != SplitNames.Train || options?.EntryFingerprint != entry.Card.Fingerprint)
                continue;
            // Of folds each has learnt from what the others hold out.
            int[] learnt = member is FoldsMember ? parts.ValidationIndices : [.. ValidationSplit.Of(entry, options).TrainIndices.Intersect(parts.ValidationIndices)];
            if (learnt.Length > 0)
                yield return $"note: {member.Name} has learnt from {learnt.Length:N0} of the {parts.ValidationIndices.Length:N0} samples that this run holds out, so its validation figures flatter a little. The test split is what use looks like.";
        }
    }

    private static TrainOptions? Options(Member member) => (member as RunMember)?.Options ?? (member as FoldsMember)?.Group.Options;

    private static PredictionTarget Target(Entry entry, ValidationSplit parts)
    {
        var split = entry.Split(parts.ValidationName);
        return new(
            entry.Card.Name, entry.Card.Fingerprint, RunPredictions.HeldOut, entry.Card.Classes,
            [.. parts.ValidationIndices.Select(split.Id)], [.. parts.ValidationIndices.Select(split.Label)]);
    }

    private static string Sha256(Member member, PredictionSet said)
    {
        if (member is not FileMember file)
            return said.Key!.Weights;
        using var bytes = File.OpenRead(file.Path);
        return Convert.ToHexStringLower(SHA256.HashData(bytes));
    }
}
