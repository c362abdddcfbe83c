using DataTools.Catalog;
using DataTools.Catalog.Workspaces;
using DataTools.Evaluation.Predictions;
using DataTools.Imaging.Augmentation;
using DataTools.Training.Costs;
using DataTools.Training.Export;
using DataTools.Training.Feeding;
using DataTools.Training.Prediction;
using DataTools.Training.Prediction.Members;
using DataTools.Training.Runs;
using DataTools.Training.Tests.Support;

namespace DataTools.Training.Tests.Costs;

public sealed class LoadedConfigurationTests : IDisposable
{
    private readonly TinyEntry _tiny = new(trainPerClass: 7);

    public void Dispose() => _tiny.Dispose();

    [Theory]
    [InlineData("1", CropAverage.Probability, 1)]
    [InlineData("10", CropAverage.Probability, 1)]
    [InlineData("flip", CropAverage.Logits, 2)]
    public void What_is_timed_says_what_evaluation_says(string crops, CropAverage average, int threads)
    {
        // The second takes other numbers in: another normalisation.
        var (a, b) = (Train("a", _tiny.Options), Train("b", _tiny.Options with { Seed = 1 }));
        b.WriteOptions(b.ReadOptions() with { Mean = [0.3] });
        Check(_tiny.Workspace, TinyEntry.Name, [RunMember.Best(a), RunMember.Best(b)], CropSet.Parse(crops, "."), average, threads);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Exported_files_are_run_beside_networks(int threads)
    {
        var (a, b) = (Train("a", _tiny.Options), Train("b", _tiny.Options with { Seed = 1 }));
        foreach (var run in new[] { a, b })
            new RunExport(_tiny.Workspace, TimeProvider.System).Export(run, new() { Golden = 0 }, null, CancellationToken.None);
        Check(_tiny.Workspace, TinyEntry.Name, MemberRef.All(["a@onnx", "b", "b@onnx"], _tiny.Workspace, "."), CropSet.Single, CropAverage.Probability, threads);
    }

    [Fact]
    public void Folds_are_one_member_with_several_networks()
    {
        var group = new CrossValidation(_tiny.Workspace, TimeProvider.System).Run("cv", _tiny.Options with { Folds = 2, Epochs = 1 }, AugmentationPolicy.Load("none", "."), null, CancellationToken.None).Group;
        Check(_tiny.Workspace, TinyEntry.Name, [new FoldsMember(group), RunMember.Best(Train("a", _tiny.Options))], CropSet.Single, CropAverage.Probability, 1);
    }

    [Fact]
    public void Several_labels_have_a_probability_each()
    {
        using var tiny = new TinyShapes();
        var run = new Trainer(tiny.Workspace, TimeProvider.System).Start("s", tiny.Options with { Epochs = 1 }, AugmentationPolicy.Load("none", "."), null, CancellationToken.None).Run;
        Check(tiny.Workspace, TinyShapes.Name, [RunMember.Best(run)], CropSet.Parse("flip", "."), CropAverage.Probability, 1);
    }

    private static void Check(Workspace workspace, string name, IReadOnlyList<Member> members, CropSet crops, CropAverage average, int threads)
    {
        var options = new CostOptions { Entry = name, Pictures = 1000 };
        using var pictures = new OpenPictures(workspace, options);
        using var networks = new NetworkPool();
        var loaded = networks.Load(new("x", members, crops) { Average = average }, pictures, threads);
        var classes = loaded.Classes;
        double[] together = new double[pictures.Indices.Length * classes], each = new double[pictures.Indices.Length * classes];
        loaded.Predict(pictures.Indices, together);
        foreach (var (i, picture) in pictures.Indices.Index())
            loaded.Predict([picture], each.AsSpan(i * classes));

        var runs = new RunPredictions(workspace, TimeProvider.System);
        var source = new MemberPredictions(runs, new FoldPredictions(workspace, runs));
        using var entry = new Catalog.Storage.EntryStore(workspace).Open(name);
        var sets = members.Select(m => m.On(source, entry, SplitNames.Test, crops, average, null, null, CancellationToken.None)).ToList();
        var one = new double[classes];
        for (var i = 0; i < pictures.Indices.Length; i++)
        {
            var mean = new double[classes];
            foreach (var set in sets)
            {
                set.Probabilities(i, one);
                for (var c = 0; c < classes; c++)
                    mean[c] += one[c] / sets.Count;
            }
            for (var c = 0; c < classes; c++)
            {
                Assert.Equal(mean[c], together[(i * classes) + c], 1e-5);
                Assert.Equal(mean[c], each[(i * classes) + c], 1e-5);
            }
        }
    }

    private RunFolder Train(string name, TrainOptions options) => new Trainer(_tiny.Workspace, TimeProvider.System)
        .Start(name, options with { Epochs = 1 }, AugmentationPolicy.Load("none", "."), progress: null, CancellationToken.None).Run;
}
