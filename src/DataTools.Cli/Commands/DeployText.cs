using System.Globalization;
using DataTools.Catalog;
using DataTools.Cli.Output;
using DataTools.Evaluation.Costs;
using DataTools.Training.Costs;
using DataTools.Training.Prediction;
using DataTools.Training.Prediction.Members;

namespace DataTools.Cli.Commands;

/// <summary>A deployment for people.</summary>
internal static class DeployText
{
    // Above this the rounds of one and the same configuration differ as much as configurations do.
    private const double Busy = 0.3;

    public static void Write(CliConsole console, Deployment deployment, DeploymentRequest request)
    {
        var output = console.Out;
        output.WriteLine($"{deployment.Entry}: accuracy on {Format.Count(deployment.Samples)} {deployment.ChosenOn} samples, costs on pictures of {deployment.Split}; limits: {deployment.Limits}");
        var energy = deployment.Candidates.Any(c => c.Costs.Cost!.JoulesPerImage is not null);
        var table = Tables.Of(
        [
            "Model", "Top-1>", "p50 ms>", "p95 ms>", "p99 ms>", "x>", "images/s>", "Memory>", "Size>", "Mult-adds>", .. energy ? ["J/image>"] : Array.Empty<string>(), "Standing", "Misses",
        ]);
        foreach (var c in deployment.Candidates)
        {
            var cost = c.Costs.Cost!;
            table.Row(
            [
                c.Name, Format.Percent(c.Top1), CostText.Digits(cost.Latency?.P50), CostText.Digits(cost.Latency?.P95), CostText.Digits(cost.Latency?.P99), CostText.Digits(c.Costs.Ratio?.Ratio),
                cost.ImagesPerSecond is { } speed ? Format.Count((long)Math.Round(speed)) : "-", CostText.Bytes(cost.PeakMemoryBytes), CostText.Bytes(cost.SizeBytes),
                cost.MultiplyAdds is { } operations ? Format.Operations(operations) : "-",
                .. energy ? [CostText.Digits(cost.JoulesPerImage)] : Array.Empty<string>(),
                c.DominatedBy is { } by ? $"dominated by {by}" : c.Standing == ParetoStanding.Front ? "front" : "unknown",
                string.Join("; ", c.Misses),
            ]);
        }
        console.Write(table);
        foreach (var fusion in deployment.LeftOut)
            output.WriteLine($"Left out: {fusion}.");
        var first = deployment.Candidates[0].Costs;
        output.WriteLine($"Times are of one picture from stored bytes to probabilities, with {Threads(first.Threads)}, one process on a machine otherwise idle; x is the ratio to the first, round by round.");
        List<string> runtimes = [.. Runtimes(deployment).Select((r, i) => $"{Format.Bytes(r.Bytes)}{(i == 0 ? " of it are" : "")} .NET and {r.Name}")];
        if (runtimes.Count > 0)
            output.WriteLine($"Memory is the peak of a whole process; {string.Join(", or ", runtimes)}, before any model.");
        if (deployment.Candidates.Select(c => c.Costs.Cost!.EnergyUnavailable).FirstOrDefault(e => e is not null) is { } unavailable)
            output.WriteLine($"Energy is not known: {unavailable}.");
        foreach (var proof in deployment.Proofs)
            output.WriteLine(Proof(proof, deployment));
        if (deployment.Chosen is not { } chosen)
            return;
        output.WriteLine($"deploy: {chosen.Name}, the most accurate that keeps the limits");
        foreach (var next in Next(chosen, request))
            output.WriteLine($"next: {next}");
    }

    /// <summary>What a reader should know besides.</summary>
    public static void WriteNotes(CliConsole console, Deployment deployment, DeploymentRequest request)
    {
        void Note(string text) => console.Error.WriteLine($"note: {text}");
        if (deployment.Split != SplitNames.Test)
            Note($"where {deployment.Split} was learnt from or used for choices the proof flatters; the honest one is on the {SplitNames.Test} split.");
        if (deployment.ChosenOn == RunPredictions.HeldOut)
            Note($"by the {RunPredictions.HeldOut} samples each run's best epoch was chosen too: they flatter the members a little.");
        if (deployment.Candidates.Max(c => c.Costs.Single?.Drift) is > Busy and var drift)
            Note(string.Create(CultureInfo.InvariantCulture, $"the machine was busy: rounds of the same model differ by up to {100 * drift:F0} %. Believe the ratios (x) more than the times, or measure again."));
        foreach (var file in deployment.Candidates.Where(c => c.Rule is null && c.Costs.FixedBatch is not null))
            Note($"{file.Name} was exported with --batch {file.Costs.FixedBatch}: a single picture takes as long as {file.Costs.FixedBatch}.");
        if (deployment.Chosen is not null && deployment.Proofs.SkipLast(1).Any(p => p.Misses.Any(m => m.StartsWith("accuracy", StringComparison.Ordinal))))
            Note($"another was tried before and was too seldom right on {deployment.Split}: that was a choice by these samples, so the accuracy of the proof flatters a little.");
        foreach (var forced in request.Members.Where(m => m.Chosen?.IsForced == true))
            Note($"{forced.Name} was chosen on {forced.Chosen!.On} ({EvaluateText.ForcedMark}): its accuracy there proves nothing.");
    }

    /// <summary>What to do where nothing keeps the limits.</summary>
    public static string Hint(Deployment deployment, DeploymentRequest request)
    {
        var runtimes = Runtimes(deployment).ToList();
        return deployment.Limits.MemoryBytes is { } most && runtimes.Count > 0 && runtimes.TrueForAll(r => r.Bytes > most)
            ? $"{string.Join(", ", runtimes.Select(r => $".NET and {r.Name} alone take {Format.Bytes(r.Bytes)}"))}, whatever the model: allow more --memory"
                + (runtimes.Exists(r => r.Name == CostReport.OnnxRuntime) ? ", or use the file without .NET." : ", or try exported files, which need no libtorch (datatools export-model RUN, then deploy RUN@onnx).")
            : "Loosen the limit that is missed least, or train a smaller network"
                + (request.Members.Count(m => m.Form is null) > 1 ? "; several runs of one network may become one by `datatools soup`" : "")
                + (request.Members.All(m => m.Form is null) ? "; exported files are often faster (datatools export-model RUN, then deploy RUN@onnx)." : ".");
    }

    // What is there before any model differs by some pages from process to process.
    private static IEnumerable<(string Name, long Bytes)> Runtimes(Deployment deployment) => deployment.Candidates
        .Where(c => c.Costs is { Runtime: not null, RuntimeMemoryBytes: not null }).GroupBy(c => c.Costs.Runtime!, StringComparer.Ordinal)
        .Select(g => (g.Key, g.Min(c => c.Costs.RuntimeMemoryBytes!.Value)));

    private static string Proof(DeploymentProof proof, Deployment deployment)
    {
        var (figures, accuracy) = (proof.Figures, proof.Figures.Accuracy!);
        var of = accuracy.Samples < accuracy.Of ? $"{Format.Count(accuracy.Samples)} of {Format.Count(accuracy.Of)} {deployment.Split} samples, spread evenly" : $"all {Format.Count(accuracy.Of)} {deployment.Split} samples";
        var memory = figures.PeakMemoryBytes is { } peak ? $", memory {Format.Bytes(peak)}" : "";
        return $"proof, alone in a fresh process: {proof.Name}: p95 {CostText.Digits(figures.Single.Latency.P95)} ms{memory}, {Format.Percent(accuracy.Top1)} of {of}, forwarded anew: "
            + (proof.Holds ? "keeps the limits" : $"does NOT keep the limits: {string.Join("; ", proof.Misses)}");
    }

    private static IEnumerable<string> Next(DeploymentCandidate chosen, DeploymentRequest request)
    {
        if (chosen.Members is [var only] && request.Members.OfType<FoldsMember>().Any(m => m.Name == only))
        {
            yield return $"datatools export-model {only}-f1, and so each fold; their probabilities are averaged around them";
        }
        else if (request.Members.OfType<RunMember>().Where(m => m.Form is not null && chosen.Members.Contains(m.Name, StringComparer.Ordinal)).ToList() is { Count: > 0 } files)
        {
            yield return $"ONNX Runtime is all that {(files.Count == 1 ? "it needs" : "they need; their probabilities are fused around them")}: {string.Join(", ", files.Select(f => f.Weights.Path))}";
        }
        else if (chosen.Members.Count == 1)
        {
            var weights = request.Members.OfType<RunMember>().First(m => m.Name == chosen.Members[0]).Weights;
            var measured = request.Members.Any(m => m.Form is not null && ((RunMember)m).Weights.Run.Path == weights.Run.Path);
            yield return weights.Sha256() == RunWeights.Best(weights.Run).Sha256()
                ? $"datatools export-model {weights.Run.Name}{(measured ? "" : $", and see whether the file does better: datatools deploy {weights.Run.Name}@{RunWeights.Onnx}")}"
                : $"export-model writes the best weights of {weights.Run.Name}, and these are others of it: they lie in {weights.Path}";
        }
        else
        {
            yield return $"datatools soup {string.Join(' ', chosen.Members)} --as NAME --greedy: where they are one network, one file may do as well";
            yield return $"else one network may learn what they say: datatools train {request.Members[0].Entry} --teacher {string.Join(' ', chosen.Members)} --model NAME";
            // Of a run its best weights are exported.
            if (chosen.Members.All(name => request.Members.OfType<RunMember>().Any(m => m.Name == name && m.Weights == RunWeights.Best(m.Weights.Run))))
                yield return $"exported files are often faster and take less memory: datatools export-model for each, then datatools deploy {string.Join(' ', chosen.Members.Select(m => $"{m}@{RunWeights.Onnx}"))}";
        }
        if (chosen.Crops != 1)
            yield return $"an exported file takes one view: make the views {chosen.Crops} and average their probabilities around it";
    }

    private static string Threads(int threads) => threads == 1 ? "1 thread" : $"{threads} threads";
}
