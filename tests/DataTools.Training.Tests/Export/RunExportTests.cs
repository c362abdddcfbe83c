using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using DataTools.Catalog;
using DataTools.Catalog.Storage;
using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Codecs;
using DataTools.Imaging.Pixels;
using DataTools.Training.Export;
using DataTools.Training.Export.Onnx;
using DataTools.Training.Runs;
using DataTools.Training.Tests.Support;
using DataTools.Training.Torch;

namespace DataTools.Training.Tests.Export;

public sealed class RunExportTests : IDisposable
{
    private readonly TinyEntry _entry = new();

    public RunExportTests() => TorchRuntime.Use(2);

    public void Dispose() => _entry.Dispose();

    [Fact]
    public void An_export_knows_its_labels_and_where_it_comes_from()
    {
        var run = Trained();
        var report = Export(run, new());
        Assert.Equal(Path.Combine(run.Path, $"{run.Name}.onnx"), report.File);
        Assert.True(report.Agreement.IsGood);
        Assert.Equal((15, "test"), (report.Agreement.Samples, report.Agreement.Split));
        using var session = new OnnxSession(File.ReadAllBytes(report.File), 1);
        Assert.Equal([-1, -1, -1, 1], session.InputShape);
        Assert.Equal("""["left","middle","right"]""", session.Metadata["labels"]);
        Assert.Equal("cnn-small", session.Metadata["model"]);
        Assert.Equal(run.Name, session.Metadata["run"]);
        Assert.Contains("8 x 8", session.Metadata["preprocessing"], StringComparison.Ordinal);
        Assert.Contains("of 15 samples of bars, test", session.Metadata["accuracy"], StringComparison.Ordinal);
        Assert.Contains("licence unknown", session.Metadata["data"], StringComparison.Ordinal);
    }

    [Fact]
    public void Golden_pictures_say_what_is_expected_and_replace_older_ones()
    {
        var run = Trained();
        Export(run, new() { Golden = 5 });
        var folder = Export(run, new() { Golden = 3 }).Golden!;
        Assert.Equal(["001.bin", "001.png", "002.bin", "002.png", "003.bin", "003.png", "expected.json"], Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "expected.json")));
        foreach (var picture in json.RootElement.GetProperty("pictures").EnumerateArray())
        {
            var raw = File.ReadAllBytes(Path.Combine(folder, picture.GetProperty("raw").GetString()!));
            var png = picture.GetProperty("png").GetString()!;
            Assert.Equal(raw, ImageCodec.Decode(File.ReadAllBytes(Path.Combine(folder, png)), png).Pixels);
            Assert.Equal(1, picture.GetProperty("probabilities").EnumerateArray().Sum(p => p.GetDouble()), 1e-9);
        }
    }

    [Fact]
    public void A_folder_that_is_somebody_elses_stays()
    {
        var run = Trained();
        var own = Path.Combine(run.Path, $"{run.Name}.golden", "notes.txt");
        Directory.CreateDirectory(Path.GetDirectoryName(own)!);
        File.WriteAllText(own, "mine");
        Assert.Contains("there is already a folder", Assert.Throws<InvalidInputException>(() => Export(run, new())).Message, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(own));
    }

    [Fact]
    public void Where_the_test_split_has_no_labels_held_out_samples_are_compared()
    {
        using var entry = new TinyEntry(testPerClass: 0);
        var run = Trained(entry);
        var report = new RunExport(entry.Workspace, TimeProvider.System).Export(run, new(), null, CancellationToken.None);
        Assert.Equal(("held-out", 6), (report.Agreement.Split, report.Agreement.Samples));
    }

    [Fact]
    public void Large_photos_are_compared_as_they_are_decoded_whole()
    {
        // In testing such files are decoded at a half or less, which whoever uses the export does not do.
        SplitContent Photos(string name, int count) => new(name, count, Enumerable.Range(0, count).Select(i =>
        {
            var image = new PixelImage(203, 157, 3);
            for (var p = 0; p < image.Pixels.Length; p++)
                image.Pixels[p] = (byte)(((p / 3 % 203 * (7 + (i % 2 * 30))) + (p / 609 * 13) + (p % 3 * 50)) % 256);
            return new Sample($"{name}-{i}", ImageCodec.EncodeJpeg(image, 90), i % 2);
        }));
        _entry.Store.Write(new() { Name = "photos", Source = "test" }, new(["a", "b"], [Photos("train", 20), Photos("test", 6)]));
        var run = new Trainer(_entry.Workspace, TimeProvider.System).Start("p", _entry.Options with { Entry = "photos", ImageSize = 32, Epochs = 1 }, AugmentationPolicy.Load("none", "."), null, CancellationToken.None).Run;
        Assert.Equal((6, 0), (Export(run, new()).Agreement.Samples, Export(run, new()).Agreement.Flips.Count));
    }

    [Fact]
    public void An_export_that_says_something_else_is_not_kept()
    {
        var run = Trained();
        void Wrong(OnnxGraph graph)
        {
            var (name, tensor) = graph.Constants.Last(c => c.Key.StartsWith("bias", StringComparison.Ordinal));
            graph.Constants[name] = OnnxTensor.Of(tensor.Shape, [100f, 0, 0]);
        }
        var before = Directory.GetFileSystemEntries(run.Path);
        var told = Assert.Throws<ExportMismatchException>(() => new RunExport(_entry.Workspace, TimeProvider.System) { Tamper = Wrong }.Export(run, new(), null, CancellationToken.None));
        Assert.Contains("of 15 samples of test a probability differs by up to", told.Message, StringComparison.Ordinal);
        Assert.Contains("answers differ: test-", told.Message, StringComparison.Ordinal);
        Assert.Equal(before, Directory.GetFileSystemEntries(run.Path));
    }

    [Fact]
    public void A_slight_difference_is_refused_too()
    {
        var run = Trained();
        void Wrong(OnnxGraph graph)
        {
            var (name, tensor) = graph.Constants.Last(c => c.Key.StartsWith("bias", StringComparison.Ordinal));
            graph.Constants[name] = OnnxTensor.Of(tensor.Shape, [.. tensor.Floats.ToArray().Select((b, i) => b + (i * 0.005f))]);
        }
        Assert.Throws<ExportMismatchException>(() => new RunExport(_entry.Workspace, TimeProvider.System) { Tamper = Wrong }.Export(run, new(), null, CancellationToken.None));
    }

    [Fact]
    public void Eight_bits_are_smaller_and_their_golden_pictures_are_their_own()
    {
        var run = Trained();
        var report = Export(run, new() { Int8 = true, MaxLoss = 100 });
        Assert.EndsWith(".int8.onnx", report.File, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(run.Path, $"{run.Name}.onnx")));
        Assert.InRange(report.Int8!.Bytes, 1, report.Bytes / 2);
        Assert.Equal(new FileInfo(report.File).Length, report.Int8.Bytes);
        Assert.InRange(report.Int8.Agreement.Largest, 0, 0.2);
        using var session = new OnnxSession(File.ReadAllBytes(report.File), 1);
        Assert.Contains("8 bits", session.Metadata["quantisation"], StringComparison.Ordinal);
    }

    [Fact]
    public void Eight_bits_that_cost_too_much_are_refused()
    {
        var run = Trained();
        // Ranges that hold next to nothing.
        var told = Assert.Throws<ExportMismatchException>(() => new RunExport(_entry.Workspace, TimeProvider.System) { Beyond = [0.499] }.Export(run, new() { Int8 = true }, null, default));
        Assert.Contains("points are lost, and 1 may be", told.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(run.Path, "*.onnx"));
    }

    [Fact]
    public void What_cannot_be_exported_is_told()
    {
        var run = Trained();
        Assert.Throws<InvalidInputException>(() => Export(run, new() { File = "model.pb" }));
        Assert.Throws<InvalidInputException>(() => Export(run, new() { Golden = -1 }));
        Assert.Throws<InvalidInputException>(() => Export(run, new() { Batch = 0 }));
        Assert.Throws<InvalidInputException>(() => Export(run, new() { MaxLoss = -1 }));
        Assert.Throws<InvalidInputException>(() => Export(run, new() { Batch = 2, Int8 = true }));
        File.Delete(run.BestWeights);
        Assert.Throws<NotFoundException>(() => Export(run, new()));
    }

    [Fact]
    public void A_program_that_has_nothing_but_ONNX_Runtime_gets_the_same_answers()
    {
        var report = Export(Trained(), new() { Golden = 4 });
        var (code, said) = Consumer(report.File, report.Golden!);
        Assert.True(code == 0, said);
        Assert.Contains("4 pictures, 0 answers differ", said, StringComparison.Ordinal);

        var expected = Path.Combine(report.Golden!, "expected.json");
        var json = JsonNode.Parse(File.ReadAllText(expected))!;
        json["pictures"]![1]!["probabilities"]![0] = json["pictures"]![1]!["probabilities"]![0]!.GetValue<double>() + 0.01;
        File.WriteAllText(expected, json.ToJsonString());
        (code, said) = Consumer(report.File, report.Golden!);
        Assert.True(code == 1, said);
    }

    [Fact]
    public void A_fixed_number_of_pictures_at_once_is_checked_too()
    {
        var report = Export(Trained(), new() { Batch = 4 });
        Assert.Equal(15, report.Agreement.Samples);
        using var session = new OnnxSession(File.ReadAllBytes(report.File), 1);
        Assert.Equal(4, session.InputShape[0]);
    }

    [Fact]
    public void A_machine_without_the_native_library_is_told_so()
    {
        var told = Assert.Throws<InvalidInputException>(() => OnnxSession.Explained<int>(() => throw new TypeInitializationException("NativeMethods", new DllNotFoundException("onnxruntime"))));
        Assert.Contains("cannot be loaded on this machine", told.Message, StringComparison.Ordinal);
        Assert.Contains("glibc", told.Hint, StringComparison.Ordinal);
    }

    private static (int Code, string Said) Consumer(params string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory.Replace("DataTools.Training.Tests", "DataTools.Consumer", StringComparison.Ordinal), "DataTools.Consumer.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var error = process.StandardError.ReadToEndAsync();
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, said + error.Result);
    }

    private ExportReport Export(RunFolder run, ExportRequest request) => new RunExport(_entry.Workspace, TimeProvider.System).Export(run, request, null, CancellationToken.None);

    private RunFolder Trained(TinyEntry? entry = null)
    {
        entry ??= _entry;
        return new Trainer(entry.Workspace, TimeProvider.System).Start("r", entry.Options, AugmentationPolicy.Load("none", "."), null, default).Run;
    }
}
