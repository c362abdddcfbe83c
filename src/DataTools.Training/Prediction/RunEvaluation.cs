using DataTools.Catalog;
using DataTools.Catalog.Storage;
using DataTools.Catalog.Workspaces;
using DataTools.Evaluation;
using DataTools.Evaluation.Choices;
using DataTools.Evaluation.Fusion;
using DataTools.Evaluation.Predictions;
using DataTools.Evaluation.Predictions.External;
using DataTools.Training.Feeding;
using DataTools.Training.Prediction.Members;

namespace DataTools.Training.Prediction;

/// <summary>
/// Evaluates members alone and together: each predicts once, fusions cost no further forward pass, and what is chosen is
/// chosen on samples that nothing was learnt from and nothing is reported on.
/// </summary>
public sealed class RunEvaluation
{
    private const string AdaptiveMark = "adaptive:";

    private static readonly CropsName Chosen = new("chosen");

    private readonly EntryStore _store;
    private readonly MemberPredictions _source;

    /// <summary>On the runs and entries of a workspace.</summary>
    public RunEvaluation(Workspace workspace, TimeProvider time)
    {
        _store = new(workspace);
        var runs = new RunPredictions(workspace, time);
        _source = new(runs, new FoldPredictions(workspace, runs)) { Talk = sentence => Talk?.Invoke(sentence) };
    }

    /// <summary>Told, a sentence each, how the files of other tools were understood where that can be wrong.</summary>
    public Action<string>? Talk { get; init; }

    /// <summary>Views that were forwarded so far; what was saved counts nothing.</summary>
    public long Forwards => _source.Runs.Forwards;

    /// <summary>Whether the runs give a sample several labels; an <see cref="InvalidInputException"/> where some do and others not.</summary>
    public static bool AreMultiLabel(IReadOnlyList<Member> members)
    {
        var several = members.Where(m => m.IsMultiLabel is not null).ToLookup(m => m.IsMultiLabel!.Value);
        return several.Count < 2 ? several.Contains(true) : throw new InvalidInputException(
            $"{several[true].First().Name} gives a sample several labels (--multi-label), {several[false].First().Name} one", "Evaluate the ones and the others by themselves.");
    }

    /// <summary>Predicts what is not yet saved and measures everything, for runs that give a sample one label.</summary>
    public EvaluationTable Evaluate(EvaluationRequest request, IProgress<EvaluationProgress>? progress, CancellationToken cancellation)
    {
        List<FusionRule> rules = [.. request.Fusions.Select(FusionCatalog.Find)];
        if (request.ChooseOn != RunPredictions.HeldOut)
            ChoiceRules.Check(request.ChooseOn, request.Force);
        foreach (var (member, crops) in from member in request.Members from crops in request.Crops.Append(request.Adaptive ?? CropSet.Single) select (member, crops))
            member.CheckViews(crops);
        using var entry = _store.Open(request.On ?? TrainedOn(request.Members));
        foreach (var member in request.Members.OfType<RunMember>().Where(m => m.Options.Entry == entry.Card.Name && m.Options.EntryFingerprint != entry.Card.Fingerprint))
            Talk?.Invoke($"{member.Name} learnt from other content of {entry.Card.Name}: some of what it learnt from may be in {request.Split} now.");
        var pass = new Pass(_source, request, entry, progress, cancellation);
        return EvaluationTable.Of(
            pass.Predict(), rules, pass.ToChooseOn, request.Force,
            new() { Adaptive = pass.FiguresOf, Crops = pass.ChoiceOf, Member = name => request.Members.First(m => m.Name == name).Chosen }, request.Baseline);
    }

    /// <summary>The same for runs that give a sample several labels. What makes no sense of them is refused before anything is predicted.</summary>
    public MultiLabelTable EvaluateMultiLabel(EvaluationRequest request, IProgress<EvaluationProgress>? progress, CancellationToken cancellation)
    {
        var rules = MultiLabelTable.Check([.. request.Fusions.Select(FusionCatalog.Find)]);
        if (request.Adaptive is not null || request.ChooseCrops)
            throw new InvalidInputException("nothing is chosen for samples of several labels", "Leave --adaptive and --choose-crops out.");
        using var entry = _store.Open(request.On ?? TrainedOn(request.Members));
        return MultiLabelTable.Of(new Pass(_source, request, entry, progress, cancellation).Predict(), rules);
    }

    private static string TrainedOn(IReadOnlyList<Member> members)
    {
        foreach (var file in members.OfType<FileMember>())
            file.RequireFile();
        var entries = members.Select(m => m.Entry).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        return entries.Count == 1 ? entries[0] : throw new InvalidInputException(
            entries.Count == 0 ? "no member says what it was trained on" : $"the runs were trained on different entries: {string.Join(", ", entries)}",
            "Say which one to evaluate on with --on NAME.");
    }

    /// <summary>One evaluation.</summary>
    private sealed class Pass(
        MemberPredictions source, EvaluationRequest request, Entry entry, IProgress<EvaluationProgress>? progress, CancellationToken cancellation)
    {
        private readonly Dictionary<CropsName, (CropSet Crops, CropAverage Average)> _asked = [];
        private readonly Dictionary<PredictionSet, AdaptiveFigures> _adaptive = new(ReferenceEqualityComparer.Instance);
        private readonly Dictionary<PredictionSet, CropChoice> _chosen = new(ReferenceEqualityComparer.Instance);
        private readonly Dictionary<string, AdaptiveCrops> _thresholds = new(StringComparer.Ordinal);

        private CropAverage AdaptiveAverage => request.Averages[0];

        private CropsName? AdaptiveName => request.Adaptive?.Averaged(AdaptiveAverage) is { } name ? name with { Views = AdaptiveMark + name.Views } : null;

        public IReadOnlyList<PredictionSet> Predict()
        {
            foreach (var crops in request.Crops)
            {
                foreach (var average in request.Averages)
                    _asked.TryAdd(crops.Averaged(average), (crops, average));
            }
            List<PredictionSet> sets = [.. from asked in _asked.Values from member in request.Members select On(member, asked.Crops, asked.Average, only: null)];
            if (AdaptiveName is { } name)
                sets.AddRange(request.Members.Select(member => OfUndecided(member, name)));
            if (request.ChooseCrops)
                sets.AddRange(request.Members.Select(OfBestViews));
            return sets;
        }

        public CropChoice? ChoiceOf(PredictionSet set) => _chosen.GetValueOrDefault(set);

        public AdaptiveFigures? FiguresOf(PredictionSet set) => _adaptive.GetValueOrDefault(set);

        /// <summary>The members' predictions on the samples to choose on, under the views of that name.</summary>
        public IReadOnlyList<PredictionSet> ToChooseOn(CropsName name) => [.. request.Members.Select(m => ToChooseOn(m, name))];

        private PredictionSet ToChooseOn(Member member, CropsName name) =>
            name == AdaptiveName ? _thresholds[member.Name].Apply(ToChooseOn(member, CropSet.Single), ToChooseOn(member, request.Adaptive!), name).Predictions
            : name == Chosen ? ToChooseOn(member, _chosen.First(c => c.Key.Name == member.Name).Value.Crops).Under(Chosen)
            : ToChooseOn(member, _asked[name].Crops, _asked[name].Average);

        private PredictionSet ToChooseOn(Member member, CropSet crops) => ToChooseOn(member, crops, AdaptiveAverage);

        private PredictionSet ToChooseOn(Member member, CropSet crops, CropAverage average) => member is FileMember || request.ChooseOn == RunPredictions.HeldOut
            ? member.OnHeldOut(source, ChoiceTarget, crops, average, Progress(member, crops, average), cancellation)
            : member.On(source, entry, request.ChooseOn, crops, average, only: null, Progress(member, crops, average), cancellation);

        // What a file of predictions must be of: what a member that can say so has held out, or the split.
        private PredictionTarget ChoiceTarget()
        {
            if (request.ChooseOn != RunPredictions.HeldOut)
                return FileMember.Target(entry, request.ChooseOn);
            var other = request.Members.FirstOrDefault(m => m is not FileMember) ?? throw new InvalidInputException(
                "no member says which samples were held out of training: all are files of predictions", "Name a run too, or choose on a split with --choose-on.");
            return PredictionTarget.Of(ToChooseOn(other, CropSet.Single));
        }

        private PredictionSet On(Member member, CropSet crops, CropAverage average, int[]? only) =>
            member.On(source, entry, request.Split, crops, average, only, Progress(member, crops, average), cancellation);

        private PredictionSet OfBestViews(Member member)
        {
            List<PredictionSet> candidates = [.. _asked.Keys.Select(name => ToChooseOn(member, name))];
            var evaluated = On(member, request.Crops[0], request.Averages[0], only: null);
            var choice = CropChoice.Best(candidates, ChoiceRules.Check(candidates[0], evaluated, request.Force));
            var (crops, average) = _asked[choice.Crops];
            var set = On(member, crops, average, only: null).Under(Chosen);
            _chosen[set] = choice;
            return set;
        }

        // The threshold first, by other samples; then of these only those below it, unless all are there already.
        private PredictionSet OfUndecided(Member member, CropsName name)
        {
            var views = request.Adaptive!;
            var single = On(member, CropSet.Single, AdaptiveAverage, only: null);
            var choice = ToChooseOn(member, CropSet.Single);
            var forced = ChoiceRules.Check(choice, single, request.Force);
            var chosen = _thresholds[member.Name] = AdaptiveCrops.Choose(choice, ToChooseOn(member, views), request.Keep, forced);
            var undecided = chosen.Undecided(single);
            var all = member.Saved(source, entry, request.Split, views, AdaptiveAverage)
                ?? (undecided.Length > 0 ? On(member, views, AdaptiveAverage, Places(single, undecided)) : null);
            if (all is null)
                all = single.Select([]) with { Forwards = views.Count };
            var (set, figures) = chosen.Apply(single, all, name);
            _adaptive[set] = figures;
            return set;
        }

        // The places in the split, whatever order a file of predictions has.
        private int[] Places(PredictionSet single, int[] undecided)
        {
            var split = entry.Split(request.Split);
            var places = Enumerable.Range(0, split.Count).ToDictionary(split.Id, i => i, StringComparer.Ordinal);
            return [.. undecided.Select(i => places[single.Ids[i]]).Order()];
        }

        private RunProgress? Progress(Member member, CropSet crops, CropAverage average) =>
            progress is null ? null : new(progress, member.Name, crops.Averaged(average));
    }
}
