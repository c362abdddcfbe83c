using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Augmentation.Area;
using DataTools.Imaging.Augmentation.Engine;
using DataTools.Imaging.Pixels;

namespace DataTools.Imaging.Tests.Augmentation.Engine;

public sealed class TorchvisionParityTests(Torchvision torchvision, ITestOutputHelper output) : IClassFixture<Torchvision>
{
    private static readonly NormalizeStep ImageNet = new([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]);

    public static TheoryData<string> Cases => [.. Torchvision.Cases];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_step_agrees_with_torchvision_pillow_and_opencv_on_the_same_parameters(string of)
    {
        var expected = torchvision.Answer(of);
        var parts = of.Split(' ');
        var numbers = parts[1..].Select(n => float.Parse(n)).ToArray();
        var actual = Ours(parts[0], numbers);
        var decibels = FloatPictures.Decibels(expected, actual, v => v);
        output.WriteLine($"{of}: {decibels:0.0} dB");
        Assert.InRange(decibels, Least(parts[0]), double.PositiveInfinity);
    }

    // To the bit where levels come out; jpeg: another chroma upsampling or a rounding of the transform.
    private static double Least(string name) => name switch
    {
        "equalize" or "clahe" => 1000,
        "posterize" or "invert" => 120,
        "jpeg" or "jpeggray" => 40,
        "solarize8" => 120,
        // On bytes it cuts off what is behind the point, where the exact mode rounds: up to a level apart, and nearer to floats.
        _ when name.EndsWith('8') => 48,
        // Its weights of gray have a sum of 0.9999.
        "grayscale" or "saturation" or "jitter" => 70,
        _ => 80,
    };

    private static float[] Exact(string name, float[] n)
    {
        Pass pass = name switch
        {
            "autocontrast" => new AreaPass(new AutoContrastStep()),
            "sharpness" => new AreaPass(new SharpnessStep(n[0])),
            _ => new PointPass([new ColourStep(Enum.Parse<ColourKind>(name, ignoreCase: true), n[0])], null),
        };
        var planes = Torchvision.Picture.Floats();
        PassRunner.Run(pass, new(planes, 3, Torchvision.Picture.Size()), exact: true);
        return planes;
    }

    private static float[] Ours(string name, float[] n)
    {
        var image = Torchvision.Picture;
        PixelImage Only(int channel) => Pictures.Of(image.Width, image.Height, 1, (x, y, _) => image.At(x, y, channel));
        float[] Colour(ColourKind kind, float f) => image.After([new ColourStep(kind, f)]);
        if (name.EndsWith('8'))
            return Exact(name[..^1], n);
        return name switch
        {
            "brightness" => Colour(ColourKind.Brightness, n[0]),
            "contrast" => Colour(ColourKind.Contrast, n[0]),
            "saturation" => Colour(ColourKind.Saturation, n[0]),
            "hue" => Colour(ColourKind.Hue, n[0]),
            "gamma" => Colour(ColourKind.Gamma, n[0]),
            "invert" => Colour(ColourKind.Invert, 1),
            "solarize" => Colour(ColourKind.Solarize, n[0]),
            "grayscale" => Colour(ColourKind.Grayscale, 1),
            "posterize" => Colour(ColourKind.Posterize, n[0]),
            "autocontrast" => image.After(new AutoContrastStep()),
            "equalize" => image.After(new EqualizeStep()),
            "sharpness" => image.After(new SharpnessStep(n[0])),
            "blur" => image.After(new GaussianBlurStep(n[0], (int)n[1])),
            "clahe" => Only(0).After(new ClaheStep(n[0], (int)n[1], (int)n[1])),
            "motion" => Only(1).After(new MotionBlurStep(n[0], 0)),
            "jpeg" => image.After(new JpegStep((int)n[0])),
            "jpeggray" => Only(0).After(new JpegStep((int)n[0])),
            "normalize" => image.After([], ImageNet),
            _ => image.After(
                [new ColourStep(ColourKind.Brightness, 1.3f), new ColourStep(ColourKind.Contrast, 0.7f), new ColourStep(ColourKind.Saturation, 1.4f), new ColourStep(ColourKind.Hue, 0.08f)],
                ImageNet),
        };
    }
}
