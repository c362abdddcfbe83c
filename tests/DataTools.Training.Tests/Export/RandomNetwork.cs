using DataTools.Catalog.Randomness;
using DataTools.Imaging.Pixels;
using DataTools.Training.Feeding;
using DataTools.Training.Models;
using DataTools.Training.Torch;
using static TorchSharp.torch;

namespace DataTools.Training.Tests.Export;

/// <summary>A network of which no weight is at its beginning: scales, shifts and statistics all play a part.</summary>
internal sealed class RandomNetwork : IDisposable
{
    public const int Classes = 5;

    public RandomNetwork(string name, int channels, int side, bool folded = false)
    {
        TorchRuntime.Use(2);
        manual_seed(7);
        Preprocessing = channels == 1 ? new(side, 1, [0.45], [0.23]) : new(side, 3, [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]);
        Model = ModelCatalog.Find(name).Build(new ModelShape(channels, Classes, side) { Folded = folded });
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        foreach (var (key, value) in Model.state_dict())
        {
            if (key.EndsWith("num_batches_tracked", StringComparison.Ordinal))
                continue;
            if (key.EndsWith("running_var", StringComparison.Ordinal) || key.EndsWith("layer_scale", StringComparison.Ordinal) || (value.dim() == 1 && key.EndsWith("weight", StringComparison.Ordinal)))
                value.uniform_(0.5, 1.5);
            else if (value.dim() == 1)
                value.normal_(0, 0.1);
        }
        Model.eval();
        // Of the pictures that follow: what they show is not lost on the way, and logits are of a usual size.
        Model.train();
        using (var some = rand(8, channels, side, side))
            Model.call(some).Dispose();
        Model.eval();
    }

    public ImageModel Model { get; }

    public Preprocessing Preprocessing { get; set; }

    /// <summary>Softmax of what TorchSharp says of a picture, with the preprocessing of testing.</summary>
    public double[] Probabilities(PixelImage picture)
    {
        var logits = Logits(picture);
        double[] powers = [.. logits.Select(l => Math.Exp(l - logits.Max()))];
        return [.. powers.Select(p => p / powers.Sum())];
    }

    /// <summary>The logits that these are of.</summary>
    public double[] Logits(PixelImage picture)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var (side, channels) = (Preprocessing.ImageSize, Preprocessing.Channels);
        var planes = new float[channels * side * side];
        Preprocessing.Testing(1)[0].Draw(new(picture.Width, picture.Height), 0, 0, 0).Apply(picture, channels, planes);
        return Model.call(tensor(planes).view(1, channels, side, side)).to_type(ScalarType.Float64).data<double>().ToArray();
    }

    /// <summary>Smooth shapes and noise, so that resizing matters.</summary>
    public static PixelImage Picture(int width, int height, int channels, ulong seed)
    {
        var random = new RandomStream(seed, 3);
        var (fx, fy) = (random.NextInt(9) + 1, random.NextInt(9) + 1);
        var image = new PixelImage(width, height, channels);
        for (var i = 0; i < image.Pixels.Length; i++)
        {
            var (x, y, c) = (i / channels % width, i / channels / width, i % channels);
            var wave = Math.Sin((fx * 6.0 * x / width) + c) * Math.Cos(fy * 6.0 * y / height);
            image.Pixels[i] = (byte)Math.Clamp(127 + (90 * wave) + random.NextInt(40), 0, 255);
        }
        return image;
    }

    public void Dispose() => Model.Dispose();
}
