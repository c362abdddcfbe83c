using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using DataTools.Catalog;
using DataTools.Catalog.Randomness;
using DataTools.Tests;
using DataTools.Training.Checkpoints;
using DataTools.Training.Tests.Support;
using static TorchSharp.torch;

namespace DataTools.Training.Tests.Checkpoints;

public sealed class WeightsFileTests
{
    private static readonly Dictionary<string, MadeTensor> Sample = new()
    {
        ["conv.weight"] = MadeTensor.Of("0", [2, 3], 1, 2, 3, 4, 5, 6),
        ["conv.bias"] = MadeTensor.Of("1", [2], 7, 8),
        ["count"] = new("2", [9, 0, 0, 0, 0, 0, 0, 0], [], [], Type: "LongStorage", Size: 8),
    };

    [Theory]
    [InlineData("zip", "PyTorch zip")]
    [InlineData("legacy", "PyTorch legacy")]
    public void What_torch_saves_is_read(string form, string called)
    {
        using var file = Read(form == "zip" ? TorchSave.Zip(Sample, "state_dict", top: "anything") : TorchSave.Legacy(Sample, "state_dict"));
        Assert.Equal((called, "state_dict"), (file.Form, file.Within));
        Assert.Equal(["conv.weight", "conv.bias", "count"], file.Tensors.Keys);
        Assert.Equal([2, 3], file.Tensors["conv.weight"].Shape);
        Assert.Equal([1, 2, 3, 4, 5, 6], Floats(file.Tensors["conv.weight"]));
        Assert.Equal(ScalarType.Int64, file.Tensors["count"].Type);
        Assert.Equal(9, Bytes(file.Tensors["count"])[0]);
    }

    [Theory]
    [InlineData("zip")]
    [InlineData("legacy")]
    public void Views_in_any_order_of_one_storage_are_read(string form)
    {
        var row = MadeTensor.Of("0", [6], 0, 1, 2, 3, 4, 5).Row;
        var views = new Dictionary<string, MadeTensor>
        {
            ["whole"] = new("0", row, [2, 3], [3, 1]),
            ["transposed"] = new("0", row, [3, 2], [1, 3]),
            ["column"] = new("0", row, [2], [3], Offset: 1),
            ["one"] = new("0", row, [1, 1], [7, 9], Offset: 5),
            ["none"] = new("0", row, [0, 4], [4, 1], Offset: 1000),
        };
        using var file = Read(form == "zip" ? TorchSave.Zip(views) : TorchSave.Legacy(views));
        Assert.Null(file.Within);
        Assert.Equal([0, 1, 2, 3, 4, 5], Floats(file.Tensors["whole"]));
        Assert.Equal([0, 3, 1, 4, 2, 5], Floats(file.Tensors["transposed"]));
        Assert.Equal([1, 4], Floats(file.Tensors["column"]));
        Assert.Equal([5], Floats(file.Tensors["one"]));
        Assert.Empty(Floats(file.Tensors["none"]));
    }

    [Theory]
    [InlineData("DoubleStorage", 8, ScalarType.Float64)]
    [InlineData("HalfStorage", 2, ScalarType.Float16)]
    [InlineData("BFloat16Storage", 2, ScalarType.BFloat16)]
    [InlineData("IntStorage", 4, ScalarType.Int32)]
    [InlineData("ShortStorage", 2, ScalarType.Int16)]
    [InlineData("CharStorage", 1, ScalarType.Int8)]
    [InlineData("ByteStorage", 1, ScalarType.Byte)]
    [InlineData("BoolStorage", 1, ScalarType.Bool)]
    public void Numbers_of_every_kind_are_read(string storage, int size, ScalarType type)
    {
        using var file = Read(TorchSave.Zip(new Dictionary<string, MadeTensor> { ["x"] = new("0", new byte[3 * size], [3], [1], Type: storage, Size: size) }));
        Assert.Equal((type, 3L * size), (file.Tensors["x"].Type, file.Tensors["x"].Bytes));
    }

    public static TheoryData<long[], long[], long> Wrong() => new()
    {
        { [2, 4], [4, 1], 0 },
        { [2, 3], [3, 1], 1 },
        { [2, 3], [1L << 62, 1], 0 },
        { [2, 3], [-1, 1], 0 },
        { [-2, 3], [3, 1], 0 },
        { [2, 3], [3, 1], -1 },
        { [2], [3, 1], 0 },
        // A thousand million numbers out of six.
        { [1 << 30], [0], 0 },
        { [1L << 40, 1L << 40], [0, 0], 0 },
        { [], [], 6 },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_view_that_leaves_its_storage_is_refused(long[] shape, long[] strides, long offset)
    {
        var bytes = TorchSave.Zip(new Dictionary<string, MadeTensor> { ["x"] = new("0", new byte[24], shape, strides, offset) });
        Assert.Contains("x: ", Assert.Throws<CorruptFileException>(() => Read(bytes)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Many_views_of_one_storage_are_no_way_to_fill_the_memory()
    {
        var row = new byte[1 << 20];
        var views = Enumerable.Range(0, 20).ToDictionary(i => $"x{i}", _ => new MadeTensor("0", row, [1 << 18], [1]));
        Assert.Contains("8 times", Assert.Throws<CorruptFileException>(() => Read(TorchSave.Zip(views))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cos\nsystem\n(X\u0002\0\0\0lstR.", "os.system")]
    [InlineData("cbuiltins\neval\n.", "builtins.eval")]
    [InlineData("cargparse\nNamespace\n)\u0081.", "argparse.Namespace")]
    [InlineData("ctorch.storage\n_load_from_bytes\n.", "torch.storage._load_from_bytes")]
    [InlineData("ctorch._utils\n_rebuild_sparse_tensor\n.", "torch._utils._rebuild_sparse_tensor")]
    public void A_name_that_is_not_on_the_list_is_refused_and_told(string pickle, string named)
    {
        var bytes = TorchSave.Zip(Sample, pickle: to => to.Write(Encoding.Latin1.GetBytes(pickle)));
        var error = Assert.Throws<InvalidInputException>(() => Read(bytes));
        Assert.Contains($"it names {named}, which is no part of weights and is not run", error.Message, StringComparison.Ordinal);
        Assert.Contains("state_dict", error.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "an empty file")]
    [InlineData("\n <!doctype html><title>x", "a web page")]
    [InlineData("version https://git-lfs.github.com/spec/v1\n", "a pointer of Git LFS")]
    [InlineData("\u0089HDF\r\n\u001a\n", "an HDF5 file")]
    [InlineData("\u0080\u0004}.", "a pickle that torch.save has not written")]
    [InlineData("hello, this is some text", "no file of weights")]
    public void What_is_no_file_of_weights_is_called_what_it_is(string start, string called) =>
        Assert.Contains(called, Assert.Throws<InvalidInputException>(() => Read(Encoding.Latin1.GetBytes(start))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_checkpoint_without_weights_says_what_it_holds()
    {
        var bytes = TorchSave.Zip(Sample, pickle: to => to.Write("}X\u0005\0\0\0epochK\u0001s."u8));
        Assert.Contains("it holds epoch", Assert.Throws<InvalidInputException>(() => Read(bytes)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_compressed_zip_is_refused()
    {
        var zeros = new Dictionary<string, MadeTensor> { ["x"] = new("0", new byte[1 << 20], [1 << 18], [1]) };
        Assert.Contains("compressed", Assert.Throws<CorruptFileException>(() => Read(TorchSave.Zip(zeros, compressed: true))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mutated_file_is_read_or_refused_and_takes_no_memory()
    {
        byte[][] samples = [TorchSave.Zip(Sample, "model"), TorchSave.Legacy(Sample, "model"), Safe()];
        var random = new RandomStream(7, RandomStream.KeyOf("mutations"));
        var sound = 0;
        for (var i = 0; i < 2000; i++)
        {
            var bytes = (byte[])samples[i % samples.Length].Clone();
            for (var k = random.NextInt(4); k >= 0; k--)
                bytes[random.NextInt(bytes.Length)] = random.NextInt(3) == 0 ? (byte)0xFF : (byte)random.NextInt(256);
            if (random.NextInt(4) == 0)
                bytes = bytes[..random.NextInt(bytes.Length)];
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                using var file = Read(bytes);
                foreach (var tensor in file.Tensors.Values)
                    Bytes(tensor);
                sound++;
            }
            catch (DataToolsException)
            {
                // Told, as it should be.
            }
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        }
        Assert.InRange(sound, 100, 1900);
    }

    [Theory]
    [InlineData("cifar10_resnet20-12fca82f.pth", "PyTorch zip")]
    [InlineData("orig/resnet20-12fca82f.th", "PyTorch legacy")]
    [InlineData("cifar10_resnet20-12fca82f.safetensors", "safetensors")]
    public void Real_files_of_each_form_hold_the_same(string name, string form)
    {
        using var file = WeightsFile.Read(SharedData.Path("data", "weights", name));
        using var other = WeightsFile.Read(SharedData.Path("data", "weights", "cifar10_resnet20-12fca82f.safetensors"));
        Assert.Equal(form, file.Form);
        Assert.Equal(
            other.Tensors.Where(t => !t.Key.EndsWith("num_batches_tracked", StringComparison.Ordinal)).ToDictionary(t => t.Key, t => Convert.ToHexString(Bytes(t.Value))),
            file.Tensors.Where(t => !t.Key.EndsWith("num_batches_tracked", StringComparison.Ordinal)).ToDictionary(t => t.Key.Replace("module.", "", StringComparison.Ordinal), t => Convert.ToHexString(Bytes(t.Value))));
    }

    private static WeightsFile Read(byte[] bytes) => WeightsFile.Read(new MemoryStream(bytes), "weights");

    private static byte[] Safe()
    {
        var json = Encoding.UTF8.GetBytes("""{"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"b":{"dtype":"I64","shape":[],"data_offsets":[24,32]}}""");
        var bytes = new byte[8 + json.Length + 32];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, json.Length);
        json.CopyTo(bytes, 8);
        return bytes;
    }

    private static byte[] Bytes(StoredTensor tensor)
    {
        var bytes = new byte[tensor.Bytes];
        tensor.CopyTo(bytes);
        return bytes;
    }

    private static float[] Floats(StoredTensor tensor) => MemoryMarshal.Cast<byte, float>(Bytes(tensor)).ToArray();
}
