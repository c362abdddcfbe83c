using System.Buffers.Binary;
using System.Text;
using DataTools.Catalog;
using DataTools.Tests;
using DataTools.Training.Checkpoints;
using DataTools.Training.Models;
using DataTools.Training.Torch;
using static TorchSharp.torch;

namespace DataTools.Training.Tests.Checkpoints;

public sealed class SafetensorsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SafetensorsTests() => TorchRuntime.Use(2);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_place_that_cannot_be_written_is_told()
    {
        using var scope = NewDisposeScope();
        _folder.Write("file", []);
        Assert.Throws<StorageException>(() => Safetensors.Save(_folder["file", "a.safetensors"], new Dictionary<string, Tensor> { ["x"] = zeros(1) }));
    }

    [Fact]
    public void What_is_saved_is_loaded()
    {
        using var scope = NewDisposeScope();
        var tensors = new Dictionary<string, Tensor>
        {
            ["weight"] = randn(3, 4),
            ["transposed"] = arange(12, ScalarType.Int64).view(3, 4).t(),
            ["scalar"] = tensor(7.5),
            ["empty"] = zeros(0, 5),
            ["half"] = randn(5).to(ScalarType.BFloat16),
            ["flags"] = tensor(new[] { true, false }),
        };
        Safetensors.Save(_folder["a.safetensors"], tensors, new Dictionary<string, string> { ["format"] = "pt" });
        var (loaded, metadata) = Safetensors.Load(_folder["a.safetensors"]);
        Assert.Equal("pt", metadata["format"]);
        Assert.Equal(tensors.Keys.Order(), loaded.Keys.Order());
        foreach (var (name, tensor) in tensors)
        {
            Assert.Equal(tensor.dtype, loaded[name].dtype);
            Assert.Equal(tensor.shape, loaded[name].shape);
            Assert.Equal(tensor.contiguous().bytes.ToArray(), loaded[name].bytes.ToArray());
        }
    }

    [Fact]
    public void The_same_tensors_give_the_same_bytes()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (randn(4), randn(2, 2));
        Safetensors.Save(_folder["1"], new Dictionary<string, Tensor> { ["a"] = a, ["b"] = b });
        Safetensors.Save(_folder["2"], new Dictionary<string, Tensor> { ["b"] = b, ["a"] = a });
        Assert.Equal(File.ReadAllBytes(_folder["1"]), File.ReadAllBytes(_folder["2"]));
    }

    [Fact]
    public void Another_program_s_file_is_read()
    {
        using var scope = NewDisposeScope();
        var (tensors, _) = Safetensors.Load(SharedData.Path("data", "weights", "cifar10_resnet20-12fca82f.safetensors"));
        Assert.Equal([16, 3, 3, 3], tensors["conv1.weight"].shape);
    }

    [Theory]
    [InlineData("", "too short")]
    [InlineData("{\"a\":", "not JSON")]
    [InlineData("[1]", "not JSON")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", "outside the file")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,8]}}", "outside the file")]
    [InlineData("{\"a\":{\"dtype\":\"F33\",\"shape\":[1],\"data_offsets\":[0,4]}}", "unknown dtype F33")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}", "not a sound")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,4]}}", "not a sound")]
    [InlineData("{\"a\":{\"shape\":[1]}}", "not a sound")]
    [InlineData("{\"a\":7}", "not a sound")]
    public void A_damaged_file_is_an_error_that_names_it(string header, string reason)
    {
        var json = Encoding.UTF8.GetBytes(header);
        var bytes = new byte[json.Length == 0 ? 4 : 8 + json.Length + 4];
        if (json.Length > 0)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes, json.Length);
            json.CopyTo(bytes, 8);
        }
        var path = _folder.Write("bad.safetensors", bytes);
        var error = Assert.Throws<CorruptFileException>(() => Safetensors.Load(path));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_that_do_not_fit_are_listed()
    {
        using var model = ModelCatalog.Find("cnn-small").Build(new(1, 10, 28));
        using var other = ModelCatalog.Find("cnn-small").Build(new(3, 5, 28));
        using var scope = NewDisposeScope();
        Safetensors.Save(_folder["w"], other.state_dict().Where(t => t.Key != "fc.bias").Append(new("extra", zeros(1))));
        var error = Assert.Throws<InvalidInputException>(() => Weights.Load(_folder["w"], model));
        Assert.Contains("1 missing: fc.bias", error.Message, StringComparison.Ordinal);
        Assert.Contains("1 unexpected: extra", error.Message, StringComparison.Ordinal);
        Assert.Contains("2 of another shape", error.Message, StringComparison.Ordinal);
    }
}
