using System.Text.Json;
using DataTools.Imaging.Codecs;
using DataTools.Imaging.Pixels;
using DataTools.Training.Checkpoints;
using DataTools.Training.Feeding;
using DataTools.Training.Models;
using DataTools.Training.Torch;
using static TorchSharp.torch;

namespace DataTools.Training.Tests.Models;

/// <summary>
/// Real ImageNet weights on real photos, beside what a reference implementation (Pillow, PyTorch) predicted for each.
/// </summary>
/// <param name="shared">The shared folder.</param>
internal sealed class ImageNetOracle(string shared)
{
    private const int Side = 224, Batch = 8;

    private readonly JsonElement _expected =
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(shared, "data", "expected_predictions.json"))).RootElement.GetProperty("images");

    /// <summary>The first <paramref name="count"/> photos: how many there are, how many are right, and how many as the reference says.</summary>
    public (int Photos, int Correct, int Agreeing) SqueezeNet(int count)
    {
        using var model = SqueezeNetModel();
        return Count(model, "squeezenet1_1", count, [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]);
    }

    /// <summary>As <see cref="SqueezeNet"/>. These weights are folded, and have names of their own.</summary>
    public (int Photos, int Correct, int Agreeing) MobileNetV2(int count)
    {
        using var model = MobileNetV2Model();
        return Count(model, "mobilenet_v2", count, [0.5, 0.5, 0.5], [0.5, 0.5, 0.5]);
    }

    /// <summary>The network with the real weights.</summary>
    public ImageModel SqueezeNetModel()
    {
        var model = ModelCatalog.Find("squeezenet1_1").Build(new(3, 1000, Side));
        Weights.Load(Path.Combine(shared, "data", "weights", "squeezenet1_1_imagenet_rgbnorm.safetensors"), model);
        return model;
    }

    /// <summary>As <see cref="SqueezeNetModel"/>.</summary>
    public ImageModel MobileNetV2Model()
    {
        var model = ModelCatalog.Find("mobilenet_v2_tf").Build(new ModelShape(3, 1000, Side) { Folded = true });
        using var scope = NewDisposeScope();
        const string file = "mobilenet_v2_1.0_224_imagenet.safetensors";
        var tensors = Safetensors.Load(Path.Combine(shared, "data", "weights", file)).Tensors;
        Weights.Assign(model, tensors.ToDictionary(t => Renamed(t.Key), t => t.Value, StringComparer.Ordinal), file);
        return model;
    }

    /// <summary>The photos, decoded, with their classes.</summary>
    public IEnumerable<(PixelImage Photo, int Label)> Photos() => _expected.EnumerateObject().Where(p => p.Name.StartsWith("imagenet/", StringComparison.Ordinal))
        .Select(p => (ImageCodec.Decode(File.ReadAllBytes(Path.Combine(shared, "data", p.Name)), p.Name), p.Value.GetProperty("label").GetInt32()));

    // features.2.expand.weight -> features.2.conv.0.0.weight
    private static string Renamed(string name)
    {
        var parts = name.Split('.');
        // The first block does not expand: its convolutions come one place earlier.
        var shift = parts[1] == "1" ? 1 : 0;
        return parts switch
        {
            ["classifier", var kind] => $"classifier.1.{kind}",
            ["features", var index, "expand", var kind] => $"features.{index}.conv.0.0.{kind}",
            ["features", var index, "dw", var kind] => $"features.{index}.conv.{1 - shift}.0.{kind}",
            ["features", var index, "project", var kind] => $"features.{index}.conv.{2 - shift}.{kind}",
            ["features", var index, var kind] => $"features.{index}.0.{kind}",
            _ => name,
        };
    }

    private (int Photos, int Correct, int Agreeing) Count(ImageModel model, string name, int count, double[] mean, double[] std)
    {
        ChannelsLast.Apply(model);
        model.eval();
        var photos = _expected.EnumerateObject().Where(p => p.Name.StartsWith("imagenet/", StringComparison.Ordinal)).Take(count).ToList();
        // What a run does to its images, with nothing made to measure.
        var view = new Preprocessing(Side, 3, mean, std).Testing(1)[0];
        var (correct, agreeing) = (0, 0);
        foreach (var chunk in photos.Chunk(Batch))
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            const int size = 3 * Side * Side;
            var pixels = new float[chunk.Length * size];
            for (var i = 0; i < chunk.Length; i++)
            {
                var photo = ImageCodec.Decode(File.ReadAllBytes(Path.Combine(shared, "data", chunk[i].Name)), chunk[i].Name);
                view.Draw(new(photo.Width, photo.Height), 0, 0, 0).Apply(photo, 3, pixels.AsSpan(i * size, size));
            }
            var predicted = model.call(ChannelsLast.Of(tensor(pixels).view(chunk.Length, 3, Side, Side))).argmax(1);
            for (var i = 0; i < chunk.Length; i++)
            {
                var answer = predicted[i].item<long>();
                correct += answer == chunk[i].Value.GetProperty("label").GetInt32() ? 1 : 0;
                agreeing += answer == chunk[i].Value.GetProperty(name).GetProperty("top5")[0].GetInt32() ? 1 : 0;
            }
        }
        return (photos.Count, correct, agreeing);
    }
}
