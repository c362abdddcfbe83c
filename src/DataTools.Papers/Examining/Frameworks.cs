using System.Text.RegularExpressions;
using DataTools.Connectors.GitHub;

namespace DataTools.Papers.Examining;

/// <summary>Which framework a repository is written with, as far as its name, topics and description say so in plain words.</summary>
internal static partial class Frameworks
{
    private static readonly Dictionary<string, string> Names = new()
    {
        ["pytorch"] = "PyTorch",
        ["torch"] = "PyTorch",
        ["torchvision"] = "PyTorch",
        ["lightning"] = "PyTorch",
        ["tensorflow"] = "TensorFlow",
        ["tensorflow2"] = "TensorFlow",
        ["tf"] = "TensorFlow",
        ["tf2"] = "TensorFlow",
        ["keras"] = "Keras",
        ["jax"] = "JAX",
        ["flax"] = "JAX",
        ["mxnet"] = "MXNet",
        ["gluon"] = "MXNet",
        ["caffe"] = "Caffe",
        ["caffe2"] = "Caffe2",
        ["paddle"] = "PaddlePaddle",
        ["paddlepaddle"] = "PaddlePaddle",
        ["mindspore"] = "MindSpore",
        ["chainer"] = "Chainer",
        ["theano"] = "Theano",
        ["onnx"] = "ONNX",
        ["tinygrad"] = "tinygrad",
    };

    /// <summary>The framework; null where none is named, or several.</summary>
    public static string? Of(GitHubRepository repository)
    {
        var words = Word().Matches(string.Join(' ', [repository.Name.Name, repository.Description ?? "", .. repository.Topics])).Select(m => m.Value.ToLowerInvariant());
        // "torch" was another framework while it was written in Lua.
        var named = words.Select(w => w == "torch" && repository.Language == "Lua" ? "Torch" : Names.GetValueOrDefault(w)).OfType<string>().Distinct().ToList();
        return named.Count == 1 ? named[0] : null;
    }

    [GeneratedRegex("[A-Za-z]+[0-9]*", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();
}
