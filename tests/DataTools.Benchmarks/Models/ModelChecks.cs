using DataTools.Benchmarks.Papers;
using DataTools.Training.Models;
using DataTools.Training.Tests.Models;
using DataTools.Training.Torch;

namespace DataTools.Benchmarks.Models;

/// <summary>What is too large for a unit test: all networks beside torchvision's, all photos beside the reference's predictions.</summary>
internal static class ModelChecks
{
    /// <summary>torchvision's random weights must give torchvision's logits to 1e-4.</summary>
    public static void Parity(Report report)
    {
        TorchRuntime.Use(2);
        string[] names = ["resnet18", "resnet34", "resnet50", "mobilenet_v2", "squeezenet1_1", "efficientnet_b0", "convnext_tiny"];
        using var networks = new TorchvisionNetworks(names);
        if (networks.Missing is { } missing)
        {
            report.Note($"Not compared: {missing}.");
            return;
        }
        foreach (var name in names)
        {
            var (difference, largest, apart) = networks.Compare(name);
            report.Note($"{name}: largest difference {difference:0.0e+0}, largest logit {largest:0.00}, images {apart:0.00} apart; {ModelCatalog.Find(name).Cost.Parameters:N0} parameters");
            Demand(report, difference <= 1e-4 * Math.Max(1, largest), $"{name} differs from torchvision's");
        }
    }

    /// <summary>Published weights on 106 photos.</summary>
    public static void Oracles(Report report)
    {
        TorchRuntime.Use(2);
        var shared = Path.GetDirectoryName(PaperRanking.Shared)!;
        if (!Directory.Exists(Path.Combine(shared, "data", "imagenet")))
        {
            report.Note("Not run: the shared material data/imagenet is not on this machine.");
            return;
        }
        var oracle = new ImageNetOracle(shared);
        Show("squeezenet1_1", oracle.SqueezeNet, 67, 69);
        Show("mobilenet_v2", oracle.MobileNetV2, 97, 98);

        void Show(string name, Func<int, (int Photos, int Correct, int Agreeing)> count, int least, int most)
        {
            (int Photos, int Correct, int Agreeing) counts = default;
            var seconds = Report.Once(() => counts = count(int.MaxValue));
            report.Note($"{name}: {counts.Correct} of {counts.Photos} right, {counts.Agreeing} as the reference says, {seconds:0.0} s");
            Demand(report, counts.Correct >= least && counts.Correct <= most, $"{name}: {least} to {most} were to be right");
            Demand(report, counts.Agreeing >= counts.Photos - 2, $"{name}: all but 2 were to be as the reference says");
        }
    }

    private static void Demand(Report report, bool met, string otherwise)
    {
        if (met)
            return;
        report.Note($"FAILED: {otherwise}");
        Environment.ExitCode = 1;
    }
}
