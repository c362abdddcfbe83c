using DataTools.Catalog;
using DataTools.Catalog.Storage;
using DataTools.Catalog.Workspaces;
using DataTools.Evaluation;
using DataTools.Evaluation.Costs;
using DataTools.Evaluation.Fusion;
using DataTools.Evaluation.Metrics;
using DataTools.Evaluation.Predictions;
using DataTools.Training.Feeding;
using DataTools.Training.Prediction;
using DataTools.Training.Prediction.Members;

namespace DataTools.Training.Costs;

/// <summary>
/// Finds what to deploy: the most accurate of the members and their fusions, under each set of views, that keeps the limits.
/// Accuracies to choose by are those on samples held out of training; costs are measured. What was chosen is then run again,
/// alone in a fresh process, and its accuracy forwarded anew on a split that nothing was chosen by: it must keep the limits
/// there too, or the next best is tried.
/// </summary>
/// <param name="workspace">Where entries and runs are.</param>
/// <param name="time">The clock.</param>
/// <param name="alone">Starts a fresh process.</param>
public sealed class DeploymentSearch(Workspace workspace, TimeProvider time, StartAlone alone)
{
    private static readonly CostKind[] Looked = [CostKind.P95, CostKind.Memory, CostKind.Size];

    /// <summary>Finds it; writes nothing but predictions of held-out samples, as evaluation does.</summary>
    /// <exception cref="InvalidInputException">A member cannot be deployed, or the members do not fit together.</exception>
    public Deployment Find(DeploymentRequest request, IProgress<EvaluationProgress>? predicting, IProgress<CostProgress>? measuring, CancellationToken cancellation)
    {
        List<FusionRule> rules = [.. request.Fusions.Select(FusionCatalog.Find)];
        var name = Check(request);
        var leftOut = new List<string>();
        List<Option> options = [.. request.Crops.SelectMany(crops => Options(request, rules, crops, leftOut, predicting, cancellation))];
        var costs = request.Costs with { Entry = name, Split = request.Split };
        var reports = new CostMeter(workspace, time, alone).Measure([.. options.Select(o => o.Measured)], costs, measuring, cancellation);
        List<Configuration> configurations = [.. options.Zip(reports, (o, r) => new Configuration(o.Name, o.Top1, r.Cost!))];
        var front = ParetoFront.Of(configurations, Looked);
        List<DeploymentCandidate> candidates =
        [
            .. options.Select((o, i) => new DeploymentCandidate(
                o.Name, o.Rule is null ? RowKind.Member : RowKind.Fusion, o.Rule, o.Crops, [.. o.Measured.Members.Select(m => m.Name)], o.Top1, reports[i],
                front.Points[i].Standing, front.Points[i].DominatedBy, LimitCheck.Of(configurations[i], request.Limits).Misses)),
        ];

        Deployment Result(IReadOnlyList<DeploymentProof> proofs, DeploymentCandidate? chosen, DeploymentChoice choice) => new(
            name, request.Split, request.Limits, options[0].On, options[0].Samples, candidates, proofs, chosen,
            choice.Nearest is { } nearest ? new(nearest.Configuration.Name, nearest.Misses) : null, choice.Explanation)
        {
            LeftOut = leftOut,
        };

        var proofs = new List<DeploymentProof>();
        while (DeploymentChoice.Of(configurations, request.Limits) is var choice)
        {
            if (choice.Chosen is null)
                return Result(proofs, null, choice);
            var at = configurations.IndexOf(choice.Chosen);
            measuring?.Report(new("proof, in a process of its own", choice.Chosen.Name));
            var figures = alone(options[at].Proof(request, costs), cancellation);
            // From here on it costs what the proof says, and so does whatever runs the same networks.
            var same = options[at].Measured.Key();
            foreach (var i in Enumerable.Range(0, options.Count).Where(i => options[i].Measured.Key() == same))
                configurations[i] = configurations[i] with { Cost = configurations[i].Cost with { Latency = figures.Single.Latency, PeakMemoryBytes = figures.PeakMemoryBytes } };
            configurations[at] = configurations[at] with { Accuracy = figures.Accuracy!.Top1 };
            var check = LimitCheck.Of(configurations[at], request.Limits);
            proofs.Add(new(choice.Chosen.Name, figures, check.Misses));
            if (check.Fits)
                return Result(proofs, candidates[at], choice);
        }
        throw new InvalidOperationException("each proof decides about a configuration, and there are no more proofs than configurations");
    }

    private string Check(DeploymentRequest request)
    {
        if (request.MostProved < 1)
            throw new InvalidInputException($"--prove {request.MostProved}: 1 sample or more");
        if (request.Members.FirstOrDefault(m => m.Networks() is null) is { } file)
            throw new InvalidInputException($"{file.Name} is a file of predictions: there is no network that could be deployed", "Name runs or folds.");
        foreach (var (member, crops) in from member in request.Members from crops in request.Crops select (member, crops))
            member.CheckViews(crops);
        if (RunEvaluation.AreMultiLabel(request.Members))
            throw new InvalidInputException("these runs give an image several labels (--multi-label), and deploy chooses by the share of images whose one class is right", "See what they cost with: datatools evaluate");
        var entries = request.Members.Select(m => m.Entry!).Distinct(StringComparer.Ordinal).ToList();
        if (entries.Count > 1)
            throw new InvalidInputException($"the runs were trained on different entries: {string.Join(", ", entries)}", "Name runs of one entry: the others cannot be compared on the samples that they held out.");
        using var entry = new EntryStore(workspace).Open(entries[0]);
        var split = entry.Split(request.Split);
        return Enumerable.Range(0, split.Count).Any(i => split.Label(i) != Sample.Unlabelled) ? entries[0] : throw new InvalidInputException(
            $"{request.Split} of {entries[0]} has no labels: no accuracy can be proved on it", "Name a split with labels with --split.");
    }

    private IEnumerable<Option> Options(
        DeploymentRequest request, IReadOnlyList<FusionRule> rules, CropSet crops, List<string> leftOut, IProgress<EvaluationProgress>? progress, CancellationToken cancellation)
    {
        const CropAverage average = CropAverage.Probability;
        var runs = new RunPredictions(workspace, time);
        var source = new MemberPredictions(runs, new FoldPredictions(workspace, runs));
        var views = crops.Averaged(average);
        List<PredictionSet> heldOut =
        [
            .. request.Members.Select(m => m.OnHeldOut(
                source, () => throw new InvalidOperationException("only files of predictions ask"), crops, average, progress is null ? null : new RunProgress(progress, m.Name, views), cancellation)),
        ];
        string Named(string name) => crops.Count == 1 ? name : $"{name}, crops {views}";
        foreach (var (member, set) in request.Members.Zip(heldOut))
        {
            var metrics = ClassificationMetrics.Of(ClassScores.Of(set), set.Labels);
            yield return new(Named(member.Name), null, views, [member], new(Named(member.Name), [member], crops), metrics.Top1, set.Split, metrics.Samples);
        }
        // Accuracies are compared, so they must be of the same samples, fused or not.
        _ = new FusionInput(heldOut);
        // A run and its exported file are no ensemble: then those of one form are fused.
        var twice = MemberForms.OneNetwork(request.Members);
        if (twice is not null && rules.Count > 0)
            leftOut.Add($"fusions of members of different forms, since {string.Join(" and ", twice.Select(m => m.Name))} are one network");
        foreach (var form in request.Members.Zip(heldOut).GroupBy(m => twice is null ? null : m.First.Form, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            List<PredictionSet> said = [.. form.Select(m => m.Second)];
            foreach (var rule in rules)
            {
                // As in a proof: chosen on all of them. Who has no weight need not be run.
                var fused = rule.Fuse(new(said, () => said, force: true));
                List<Member> all = [.. form.Select(m => m.First)], run = [.. all.Where((_, i) => fused.IsForwarded(i))];
                if (run is [var only])
                {
                    leftOut.Add($"{Named(rule.Name)} gives {only.Name} all the weight: it is that");
                    continue;
                }
                var name = Named($"{rule.Name} of {run.Count}{(form.Key is { } key ? $" @{key}" : "")}");
                yield return new(name, rule.Name, views, all, new(name, run, crops), CrossFit.Top1(rule, said), said[0].Split, said[0].Labels.Count(l => l != Sample.Unlabelled));
            }
        }
    }

    /// <summary>What may be chosen.</summary>
    private sealed record Option(
        string Name, string? Rule, CropsName Crops, IReadOnlyList<Member> All, MeasuredConfiguration Measured, double Top1, string On, int Samples)
    {
        public AloneRequest Proof(DeploymentRequest request, CostOptions costs) => AloneRequest.Of(Measured, costs) with
        {
            Proof = new([.. (Rule is null ? Measured.Members : All).Select(AloneMember.Of)], Rule, request.Split, request.MostProved),
        };
    }
}
