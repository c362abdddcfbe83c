using DataTools.Catalog;
using DataTools.Catalog.Storage;
using DataTools.Evaluation.Predictions;
using DataTools.Imaging.Augmentation;
using DataTools.Training.Export;
using DataTools.Training.Feeding;
using DataTools.Training.Prediction;
using DataTools.Training.Prediction.Members;
using DataTools.Training.Tests.Support;
using DataTools.Training.Torch;

namespace DataTools.Training.Tests.Export;

/// <summary>Exported files as members: what they say, and what they refuse.</summary>
public sealed class ExportedNetworkTests : IDisposable
{
    private readonly TinyEntry _tiny = new();

    public ExportedNetworkTests() => TorchRuntime.Use(2);

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void A_file_is_a_member_that_says_what_its_run_says_and_is_asked_once()
    {
        var run = Trained("a");
        new RunExport(_tiny.Workspace, TimeProvider.System).Export(run.Weights.Run, new() { Batch = 4, Golden = 0 }, null, CancellationToken.None);
        var member = Member("a@onnx");
        Assert.Equal(("a@onnx", "onnx", TinyEntry.Name, false), (member.Name, member.Form, member.Entry, member.IsMultiLabel));
        Assert.Null(run.Form);
        using var entry = _tiny.Store.Open(TinyEntry.Name);
        var runs = new RunPredictions(_tiny.Workspace, TimeProvider.System);
        var (network, file) = (On(runs, run, entry), On(runs, member, entry));
        Assert.Equal(network.Ids, file.Ids);
        Assert.Equal(network.Labels, file.Labels);
        Assert.All(network.Logits.Zip(file.Logits), l => Assert.Equal(l.First, l.Second, 1e-4));
        var forwards = runs.Forwards;
        Assert.Equal(file.Logits, On(runs, member, entry).Logits);
        Assert.Equal(forwards, runs.Forwards);
        Assert.NotEqual(network.Key, file.Key);

        var source = new MemberPredictions(runs, new FoldPredictions(_tiny.Workspace, runs));
        var heldOut = member.OnHeldOut(source, () => throw new InvalidOperationException(), CropSet.Single, CropAverage.Probability, null, CancellationToken.None);
        Assert.Equal(runs.OnHeldOut(run.Weights.Run, CropSet.Single, null, CancellationToken.None).Ids, heldOut.Ids);
    }

    [Fact]
    public void In_8_bits_it_is_another_member()
    {
        var run = Trained("a");
        Assert.Contains("datatools export-model a --int8", Assert.Throws<NotFoundException>(() => Member("a@int8")).Hint, StringComparison.Ordinal);
        Export(run, int8: true);
        Assert.Equal("datatools export-model a", Assert.Throws<NotFoundException>(() => Member("a@onnx")).Hint!.Split(": ")[1]);
        var member = Member("a@int8");
        Assert.Equal(("a@int8", "int8"), (member.Name, member.Form));
        using var entry = _tiny.Store.Open(TinyEntry.Name);
        var runs = new RunPredictions(_tiny.Workspace, TimeProvider.System);
        Assert.NotEqual(On(runs, run, entry).Logits, On(runs, member, entry).Logits);
    }

    [Fact]
    public void Other_views_than_the_one_inside_are_refused_before_anything_is_predicted()
    {
        var run = Trained("a");
        Export(run);
        var evaluation = new RunEvaluation(_tiny.Workspace, TimeProvider.System);
        foreach (var (crops, adaptive) in new[] { (CropSet.Ten, null), (CropSet.Single, (CropSet?)CropSet.Parse("flip", ".")) })
        {
            var error = Assert.Throws<InvalidInputException>(() => evaluation.Evaluate(new([run, Member("a@onnx")], null, SplitNames.Test, [], [crops]) { Adaptive = adaptive }, null, CancellationToken.None));
            Assert.StartsWith($"a@onnx takes whole pictures, for its preprocessing is inside the file: it gives one view of each, not those of --crops {adaptive ?? crops}", error.Message, StringComparison.Ordinal);
        }
        Assert.Equal(0, evaluation.Forwards);
    }

    [Fact]
    public void A_file_of_other_weights_of_another_run_or_of_nothing_is_refused()
    {
        var (a, b) = (Trained("a"), Trained("b"));
        Export(a);
        Export(b);
        var file = a.Weights.Run.Export(int8: false);
        var bytes = File.ReadAllBytes(file);
        DataToolsException Refused<T>()
            where T : DataToolsException
        {
            using var entry = _tiny.Store.Open(TinyEntry.Name);
            return Assert.Throws<T>(() => On(new RunPredictions(_tiny.Workspace, TimeProvider.System), Member("a@onnx"), entry));
        }
        // What was saved of it is not taken either when the run has gone on.
        using (var entry = _tiny.Store.Open(TinyEntry.Name))
            On(new RunPredictions(_tiny.Workspace, TimeProvider.System), Member("a@onnx"), entry);
        var weights = File.ReadAllBytes(a.Weights.Path);
        File.Copy(b.Weights.Path, a.Weights.Path, overwrite: true);
        Assert.Equal($"{file} was exported from other weights than best.safetensors of a holds now", Refused<InvalidInputException>().Message);
        File.WriteAllBytes(a.Weights.Path, weights);
        File.WriteAllBytes(file, bytes[..(bytes.Length / 2)]);
        Assert.StartsWith($"{file}: ONNX Runtime cannot read it: ", Refused<CorruptFileException>().Message, StringComparison.Ordinal);
        Assert.Equal("Write it again: datatools export-model a", Refused<CorruptFileException>().Hint);
        Export(a, int8: true);
        File.Copy(a.Weights.Run.Export(int8: true), file, overwrite: true);
        Assert.Equal($"{file}: it is in 8 bits, and its name does not say so", Refused<CorruptFileException>().Message);
        File.Copy(b.Weights.Run.Export(int8: false), file, overwrite: true);
        a.Weights.Run.WriteOptions(a.Options with { Classes = ["x", "y", "z"] });
        using (var entry = _tiny.Store.Open(TinyEntry.Name))
            Assert.Contains("its metadata are not those of an export of a", Assert.Throws<CorruptFileException>(() => new ExportedNetwork(((RunMember)Member("a@onnx")).Weights, a.Weights.Run.ReadOptions(), 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_and_its_files_are_one_network_by_what_was_exported()
    {
        var run = Trained("a");
        Export(run);
        Export(run, int8: true);
        Trained("b");
        IReadOnlyList<string>? One(params string[] names) => MemberForms.OneNetwork(MemberRef.All(names, _tiny.Workspace, "."))?.Select(m => m.Name).ToList();
        Assert.Equal(["a@onnx", "a"], One("b", "a@onnx", "a")!);
        Assert.Equal(["a@onnx", "a@int8"], One("a@onnx", "a@int8", "b")!);
        Assert.Null(One("a@onnx", "b"));
        Assert.Null(One("a", "a@last", "b"));
        File.Copy(MemberRef.All(["b"], _tiny.Workspace, ".")[0].Place, run.Weights.Run.LastWeights, overwrite: true);
        Assert.Null(One("a@onnx", "a@last"));
    }

    [Fact]
    public void Its_weights_cannot_be_averaged()
    {
        var run = Trained("a");
        Export(run);
        var error = Assert.Throws<InvalidInputException>(() => new ModelSoup(_tiny.Workspace, TimeProvider.System)
            .Make("s", [run, (RunMember)Member("a@onnx")], greedy: false, RunPredictions.HeldOut, force: false, null, CancellationToken.None));
        Assert.Equal("a@onnx is an exported file, whose weights cannot be averaged", error.Message);
    }

    private RunMember Trained(string name) => RunMember.Best(new Trainer(_tiny.Workspace, TimeProvider.System)
        .Start(name, _tiny.Options with { Epochs = 1, Seed = name[0] }, AugmentationPolicy.Load("none", "."), progress: null, CancellationToken.None).Run);

    private void Export(RunMember run, bool int8 = false) =>
        new RunExport(_tiny.Workspace, TimeProvider.System).Export(run.Weights.Run, new() { Int8 = int8, MaxLoss = 100, Golden = 0 }, null, CancellationToken.None);

    private Member Member(string text) => Assert.Single(MemberRef.All([text], _tiny.Workspace, _tiny.Workspace.Root));

    private PredictionSet On(RunPredictions runs, Member member, Entry entry) => member.On(
        new(runs, new FoldPredictions(_tiny.Workspace, runs)), entry, SplitNames.Test, CropSet.Single, CropAverage.Probability, null, null, CancellationToken.None);
}
