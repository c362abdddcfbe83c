using System.Diagnostics;
using System.Runtime.InteropServices;
using DataTools.Training.Checkpoints;
using DataTools.Training.Models;
using static TorchSharp.torch;

namespace DataTools.Training.Tests.Models;

/// <summary>
/// What Debian's torchvision makes of two pictures with random weights, and the weights: from one process, since to
/// import it takes seconds.
/// </summary>
internal sealed class TorchvisionNetworks : IDisposable
{
    private const string Python = "/usr/bin/python3";
    private const int Side = 64, Images = 2, Classes = 7;

    private const string Script = """
        import json, struct, sys, warnings
        warnings.filterwarnings("ignore")
        import torch, torchvision
        folder, side, images, classes = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
        def save(path, state):
            head, offset, blobs = {}, 0, []
            for name, value in state.items():
                blob = value.contiguous().numpy().tobytes()
                head[name] = {"dtype": {torch.float32: "F32", torch.int64: "I64"}[value.dtype], "shape": list(value.shape), "data_offsets": [offset, offset + len(blob)]}
                offset += len(blob)
                blobs.append(blob)
            text = json.dumps(head).encode()
            with open(path, "wb") as file:
                file.write(struct.pack("<Q", len(text)) + text)
                for blob in blobs:
                    file.write(blob)
        torch.set_num_threads(1)
        torch.manual_seed(3)
        x = torch.randn(images, 3, side, side)
        x.numpy().tofile(folder + "/images")
        with torch.no_grad():
            for name in sys.argv[5:]:
                model = getattr(torchvision.models, name)(num_classes=classes)
                # Nothing at its beginning: scales, shifts and statistics all play a part.
                for key, value in model.state_dict().items():
                    if value.dim() == 1 and key.endswith("bias"):
                        value.normal_(0, 0.1)
                    elif key.endswith("layer_scale") or value.dim() == 1 and key.endswith("weight"):
                        value.uniform_(0.5, 1.5)
                # Statistics of some pictures: without them, what the picture shows is lost on the way.
                norms = [m for m in model.modules() if isinstance(m, torch.nn.BatchNorm2d)]
                for norm in norms:
                    norm.momentum = None
                if norms:
                    model.train()(torch.randn(8, 3, side, side))
                model.eval()
                save(f"{folder}/{name}.safetensors", model.state_dict())
                model(x).numpy().tofile(f"{folder}/{name}.logits")
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("datatools-torchvision-").FullName;

    /// <summary>Asks once for all of these networks.</summary>
    public TorchvisionNetworks(params string[] names)
    {
        if (!File.Exists(Python))
        {
            Missing = $"there is no {Python}";
            return;
        }
        var start = new ProcessStartInfo(Python) { RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in (string[])["-c", Script, _folder, $"{Side}", $"{Images}", $"{Classes}", .. names])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (error.Contains("ModuleNotFoundError", StringComparison.Ordinal))
            Missing = "Debian's package python3-torchvision is not installed";
        else if (process.ExitCode != 0)
            throw new InvalidOperationException(error);
    }

    /// <summary>Why there is nothing to compare with, or null.</summary>
    public string? Missing { get; }

    /// <summary>
    /// torchvision's weights in our network, strictly: the largest difference of a logit, the largest logit, and how far
    /// apart the logits of the two images are.
    /// </summary>
    public (double Difference, double Largest, double Apart) Compare(string name)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var shape = new ModelShape(3, Classes, Side);
        using var model = ModelCatalog.Find(name).Build(shape);
        Weights.Load(Path.Combine(_folder, $"{name}.safetensors"), model);
        model.eval();
        var ours = model.call(Read("images", Images, 3, Side, Side));
        var theirs = Read($"{name}.logits", Images, Classes);
        return ((ours - theirs).abs().max().item<float>(), theirs.abs().max().item<float>(), (theirs[0] - theirs[1]).abs().max().item<float>());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Tensor Read(string file, params long[] shape) =>
        tensor(MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(_folder, file))).ToArray()).view(shape);
}
