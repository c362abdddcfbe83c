using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using DataTools.Tests;
using DataTools.Training.Checkpoints;
using DataTools.Training.Models;
using DataTools.Training.Torch;
using static TorchSharp.torch;

namespace DataTools.Training.Tests.Checkpoints;

/// <summary>What Python writes is read here, and what is written here is read in Python. Skipped where Debian's packages are absent.</summary>
public sealed class PythonTests : IDisposable
{
    private const string Python = "/usr/bin/python3";

    // All that a reader of safetensors needs.
    private const string Reader = """
        import json, struct, sys
        import numpy
        TYPES = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "I64": "<i8", "I32": "<i4", "I16": "<i2", "I8": "i1", "U8": "u1", "BOOL": "?"}
        def load(path):
            with open(path, "rb") as file:
                length, = struct.unpack("<Q", file.read(8))
                header = json.loads(file.read(length))
                data = file.read()
            metadata = header.pop("__metadata__", {})
            tensors = {}
            for name, entry in header.items():
                start, end = entry["data_offsets"]
                tensors[name] = numpy.frombuffer(data[start:end], dtype=TYPES[entry["dtype"]]).reshape(entry["shape"])
            return tensors, metadata
        tensors, metadata = load(sys.argv[1])
        print(metadata["format"], len(tensors), *("%s:%s:%.4f" % (n, "x".join(map(str, t.shape)), float(t.astype("f8").sum())) for n, t in sorted(tensors.items())), sep="\n")
        """;

    private const string Writer = """
        import sys
        import torch, torchvision
        torch.manual_seed(0)
        model = torchvision.models.resnet18(weights=None)
        for module in model.modules():
            if isinstance(module, torch.nn.BatchNorm2d):
                module.running_mean.normal_(0, 0.1)
                module.running_var.uniform_(0.5, 1.5)
                torch.nn.init.uniform_(module.weight, 0.5, 1.5)
        model.eval()
        images = torch.arange(2 * 3 * 64 * 64).reshape(2, 3, 64, 64).remainder(251) / 125.0 - 1
        with torch.no_grad():
            model(images).numpy().tofile(sys.argv[1] + "/logits")
        torch.save(model.state_dict(), sys.argv[1] + "/zip.pth")
        torch.save({"state_dict": torch.nn.DataParallel(model).state_dict(), "best_prec1": 1.5}, sys.argv[1] + "/legacy.th", _use_new_zipfile_serialization=False)
        """;

    private readonly TemporaryFolder _folder = new();

    public PythonTests() => TorchRuntime.Use(2);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Our_safetensors_are_read_by_twenty_lines_of_Python()
    {
        Demand("numpy");
        using var scope = NewDisposeScope();
        var tensors = new Dictionary<string, Tensor> { ["b"] = arange(6, ScalarType.Int64).view(2, 3), ["a"] = full(3, 0.5f), ["flags"] = tensor(new[] { true, false }) };
        Safetensors.Save(_folder["w.safetensors"], tensors, new Dictionary<string, string> { ["format"] = "pt" });
        Assert.Equal(["pt", "3", "a:3:1.5000", "b:2x3:15.0000", "flags:2:1.0000"], Run(Reader, _folder["w.safetensors"]).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>Takes longer than other tests: Python's torch takes seconds to start.</summary>
    [Fact]
    public void Checkpoints_of_Pythons_torchvision_give_the_same_logits()
    {
        Demand("torch, torchvision");
        Run(Writer, _folder.Path);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var expected = tensor(MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(_folder["logits"])).ToArray()).view(2, 1000);
        var images = arange(2 * 3 * 64 * 64).view(2, 3, 64, 64).remainder(251).to(ScalarType.Float32) / 125 - 1;
        foreach (var (name, form) in new[] { ("zip.pth", "PyTorch zip"), ("legacy.th", "PyTorch legacy") })
        {
            using var model = ModelCatalog.Find("resnet18").Build(ModelCatalog.Find("resnet18").Shape with { ImageSize = 64 });
            var report = Weights.Load(_folder[name], model);
            Assert.Equal((form, 122), (report.Form, report.Loaded));
            model.eval();
            Assert.Equal(0, (model.forward(images) - expected).abs().max().item<float>(), 1e-4);
        }
    }

    private static void Demand(string modules)
    {
        Assert.SkipUnless(File.Exists(Python), "there is no /usr/bin/python3 on this machine");
        using var process = Process.Start(new ProcessStartInfo(Python, ["-c", $"import importlib.util,sys; sys.exit(not all(importlib.util.find_spec(m.strip()) for m in '{modules}'.split(',')))"]))!;
        process.WaitForExit();
        Assert.SkipUnless(process.ExitCode == 0, $"Python's {modules} is not on this machine");
    }

    private static string Run(string script, string argument)
    {
        var start = new ProcessStartInfo(Python, ["-c", script, argument]) { RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment["OMP_NUM_THREADS"] = 2.ToString(CultureInfo.InvariantCulture);
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return said;
    }
}
