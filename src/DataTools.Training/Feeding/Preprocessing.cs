using System.Globalization;
using DataTools.Catalog;
using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Augmentation.Operations;
using DataTools.Training.Pretrained;
using DataTools.Training.Runs;

namespace DataTools.Training.Feeding;

/// <summary>
/// What an image goes through on its way to the model: the same in training (with augmentation before it), prediction
/// and multi-crop testing. It travels with the run's options.
/// </summary>
/// <param name="ImageSize">Side of the square input in pixels.</param>
/// <param name="Channels">1 or 3.</param>
/// <param name="Mean">Per channel, in [0, 1].</param>
/// <param name="Std">Per channel, in [0, 1].</param>
internal sealed record Preprocessing(int ImageSize, int Channels, IReadOnlyList<double> Mean, IReadOnlyList<double> Std)
{
    // Photos are tested as ImageNet networks are: shorter side to 256/224 of the input, then crops. Small pictures are
    // tested whole, and for ten crops they are padded to 256/224 of the input: enlarging them would show a network
    // another scale than it learnt (measured on Fashion-MNIST: ten points). Either way the first of ten is the single crop.
    private const int LargestWholePicture = 64;

    private const int StatisticsSamples = 4096;

    private Operation Normalise => new Normalize(Mean, Std);

    private bool IsWhole => ImageSize <= LargestWholePicture;

    private int Enlarged => (int)Math.Round(ImageSize * 256.0 / 224);

    // Where the resize leaves no room for crops, padding makes some.
    private int Padding => Resized > ImageSize ? 0 : Math.Max(1, (Enlarged - ImageSize) / 2);

    /// <summary>The shorter side before the crop in testing; 0 chooses: 256/224 of the input, small pictures whole.</summary>
    public int Resize { get; init; }

    /// <summary>How images are resized.</summary>
    public Interpolation Interpolation { get; init; }

    /// <summary>The images' own side where all are equal squares of at most 64 pixels; 0: they are not, or nobody looked.</summary>
    public int OwnSize { get; init; }

    /// <summary><see cref="Resize"/>, or what it chooses.</summary>
    public int Resized => Resize > 0 ? Resize : IsWhole ? ImageSize : Enlarged;

    /// <summary>What a run goes by.</summary>
    public static Preprocessing Of(TrainOptions options) => new(options.ImageSize, options.Channels, options.Mean, options.Std)
    {
        Resize = options.Resize,
        Interpolation = Named(options.Interpolation),
    };

    /// <summary>
    /// Augmentation, then whatever is still missing to a square of the right size, then normalisation. What is not
    /// augmented is seen as in testing: photos at the same scale.
    /// </summary>
    public AugmentationPolicy Training(AugmentationPolicy augmentation) => augmentation.Operations.Count == 0
        ? Testing(1)[0]
        : augmentation.Then([.. TenCrop.Single(ImageSize, ImageSize, Interpolation).Operations, Normalise]);

    /// <summary>The views of one image in testing, the single one first unless a policy makes them.</summary>
    public IReadOnlyList<AugmentationPolicy> Testing(CropSet crops) => [.. crops.Views(this).Select(v => v.Then(Normalise))];

    /// <summary>The ten views of <see cref="TenCrop"/>, not normalised.</summary>
    internal IReadOnlyList<AugmentationPolicy> TenViews => TenCrop.Views(ImageSize, Resized, Padding, Interpolation);

    /// <summary>The single view, not normalised.</summary>
    internal AugmentationPolicy SingleView => TenCrop.Single(ImageSize, Resized, Interpolation);

    /// <summary>In words, what is done to an image that is to be predicted.</summary>
    public IReadOnlyList<string> Words
    {
        get
        {
            string Numbers(IReadOnlyList<double> values) => $"[{string.Join(", ", values.Select(v => v.ToString(CultureInfo.InvariantCulture)))}]";
            return
            [
                Channels == 1 ? "one channel (grey), values divided by 255" : "three channels (RGB), values divided by 255",
                $"the shorter side resized to {Resized} pixels, {Interpolation.ToString().ToLowerInvariant()} and antialiased, the longer one rounded to the nearest pixel",
                $"the square of {ImageSize} x {ImageSize} pixels in the middle, its corner rounded down",
                $"less the mean {Numbers(Mean)}, divided by the deviation {Numbers(Std)}",
            ];
        }
    }

    /// <summary>
    /// Size, channels and statistics as the training images say: side as asked for, else the images' own where all
    /// (of up to 4,096, spread evenly) are equal squares of at most 64 pixels, else 224; colour where any has it.
    /// </summary>
    public static Preprocessing Of(ImageSource source, ReadOnlySpan<int> training, int imageSize, CancellationToken cancellation)
    {
        var step = Math.Max(1, training.Length / StatisticsSamples);
        var (side, equal, channels) = (0, true, 1);
        for (var i = 0; i < training.Length; i += step)
        {
            cancellation.ThrowIfCancellationRequested();
            var image = source.Get(training[i]);
            side = side == 0 ? image.Width : side;
            equal &= image.Width == side && image.Height == side;
            channels = Math.Max(channels, image.Channels);
        }
        var own = equal && side <= LargestWholePicture ? side : 0;
        var size = imageSize > 0 ? imageSize : own > 0 ? own : 224;
        var (mean, std) = Statistics(source, training, step, size, channels, cancellation);
        return new(size, channels, mean, std) { OwnSize = own };
    }

    /// <summary>
    /// The same as the user says, and as the weights to begin with were trained: their normalisation, scale and interpolation
    /// go with them. Throws <see cref="InvalidInputException"/> where the resize is smaller than the input.
    /// </summary>
    public Preprocessing For(TrainOptions options)
    {
        var weights = options.Weights;
        var (mean, std) = weights?.Normalisation(Channels, Mean, Std) ?? (Mean, Std);
        // At another size of the input the same share of the image is seen.
        var travelled = weights is { Resize: > 0, ImageSize: > 0 } ? Math.Max(ImageSize, (int)Math.Round((double)weights.Resize * ImageSize / weights.ImageSize)) : 0;
        if (options.Resize > 0 && options.Resize < ImageSize)
            throw new InvalidInputException($"--resize {options.Resize}: the square of {ImageSize} pixels is cut out of that", $"Use {ImageSize} or more, or a smaller --image-size.");
        return this with
        {
            Mean = mean,
            Std = std,
            Resize = options.Resize > 0 ? options.Resize : travelled,
            Interpolation = Named(options.Interpolation != TrainOptions.Auto ? options.Interpolation : weights?.Interpolation ?? TrainOptions.Auto),
        };
    }

    /// <summary>As it is written beside weights.</summary>
    public PretrainedPreprocessing Described => new() { InputSize = ImageSize, Resize = Resized, Interpolation = InterpolationName, Mean = Mean, Std = Std };

    /// <summary>The word for it in options.</summary>
    public string InterpolationName => Interpolation == Interpolation.Bicubic ? PretrainedPreprocessing.Bicubic : PretrainedPreprocessing.Bilinear;

    private static Interpolation Named(string name) => name == PretrainedPreprocessing.Bicubic ? Interpolation.Bicubic : Interpolation.Bilinear;

    private static (double[] Mean, double[] Std) Statistics(ImageSource source, ReadOnlySpan<int> training, int step, int size, int channels, CancellationToken cancellation)
    {
        var view = TenCrop.Single(size, size);
        var pixels = new float[channels * size * size];
        var (sum, squares, count) = (new double[channels], new double[channels], 0L);
        for (var i = 0; i < training.Length; i += step)
        {
            cancellation.ThrowIfCancellationRequested();
            var image = source.Get(training[i]);
            view.Draw(new(image.Width, image.Height), 0, 0, 0).Apply(image, channels, pixels);
            for (var c = 0; c < channels; c++)
            {
                foreach (var x in pixels.AsSpan(c * size * size, size * size))
                {
                    sum[c] += x;
                    squares[c] += (double)x * x;
                }
            }
            count += size * size;
        }
        // Rounded, so that options.json reads well; a constant channel is left as it is rather than divided by nothing.
        double[] mean = [.. sum.Select(s => Math.Round(s / count, 4))];
        double[] std = [.. squares.Select((s, c) => Math.Round(Math.Sqrt(Math.Max(0, (s / count) - Math.Pow(sum[c] / count, 2))), 4))];
        return (mean, [.. std.Select(s => s < 1e-3 ? 1 : s)]);
    }
}
