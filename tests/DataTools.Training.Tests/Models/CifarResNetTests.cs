using System.Formats.Tar;
using System.IO.Compression;
using DataTools.Tests;
using DataTools.Training.Checkpoints;
using DataTools.Training.Models;
using DataTools.Training.Torch;
using static TorchSharp.torch;

namespace DataTools.Training.Tests.Models;

public sealed class CifarResNetTests
{
    public CifarResNetTests() => TorchRuntime.Use(2);

    /// <summary>Architecture, names, loading and metric are all right when this number comes out.</summary>
    [Theory]
    [InlineData("cifar10_resnet20-12fca82f.safetensors")]
    [InlineData("cifar10_resnet20-12fca82f.pth")]
    [InlineData("orig/resnet20-12fca82f.th")]
    public void Published_weights_classify_455_of_500_real_images(string file)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var model = ModelCatalog.Find("resnet20").Build(new(3, 10, 32));
        Weights.Load(SharedData.Path("data", "weights", file), model);
        ChannelsLast.Apply(model);
        model.eval();

        var (images, labels) = Test(500);
        Assert.Equal(455, model.forward(images).argmax(1).eq(labels).sum().item<long>());
    }

    [Fact]
    public void In_bfloat16_the_same_weights_say_nearly_the_same()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var model = ModelCatalog.Find("resnet20").Build(new(3, 10, 32));
        Weights.Load(SharedData.Path("data", "weights", "cifar10_resnet20-12fca82f.safetensors"), model);
        ChannelsLast.Apply(model);
        model.eval();
        var (images, labels) = Test(100);
        var exact = model.forward(images);
        model.Precision = Precision.BFloat16;
        var rounded = model.forward(images);
        Assert.Equal(ScalarType.Float32, rounded.dtype);
        // Other numbers, or it was not computed in bfloat16, but not far off.
        Assert.InRange(((rounded - exact).norm() / exact.norm()).item<float>(), 1e-4f, 0.03f);
        Assert.InRange(rounded.argmax(1).eq(labels).sum().item<long>() - exact.argmax(1).eq(labels).sum().item<long>(), -1, 1);
    }

    private static (Tensor Images, Tensor Labels) Test(int count)
    {
        var records = TestBatch();
        var (images, labels) = (new float[count * 3072], new long[count]);
        double[] mean = [0.485, 0.456, 0.406], std = [0.229, 0.224, 0.225];
        for (var i = 0; i < count; i++)
        {
            labels[i] = records[i * 3073];
            for (var k = 0; k < 3072; k++)
                images[(i * 3072) + k] = (float)(((records[(i * 3073) + 1 + k] / 255.0) - mean[k / 1024]) / std[k / 1024]);
        }
        return (tensor(images).view(count, 3, 32, 32), tensor(labels));
    }

    internal static byte[] TestBatch()
    {
        using var file = File.OpenRead(SharedData.Path("data", "cifar10", "cifar-10-binary.tar.gz"));
        using var tar = new TarReader(new GZipStream(file, CompressionMode.Decompress));
        while (tar.GetNextEntry() is { } entry)
        {
            if (!entry.Name.EndsWith("test_batch.bin", StringComparison.Ordinal))
                continue;
            using var content = new MemoryStream();
            entry.DataStream!.CopyTo(content);
            return content.ToArray();
        }
        throw new InvalidDataException("no test batch");
    }
}
