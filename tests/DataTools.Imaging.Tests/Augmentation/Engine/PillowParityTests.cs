using System.Globalization;
using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Augmentation.Operations;
using DataTools.Imaging.Pixels;

namespace DataTools.Imaging.Tests.Augmentation.Engine;

/// <summary>The exact mode gives what torchvision gives on Pillow's images, on the same parameters.</summary>
public sealed class PillowParityTests(PillowGeometry pillow) : IClassFixture<PillowGeometry>
{
    public static TheoryData<string> Cases => [.. PillowGeometry.Cases];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Geometry_agrees_with_Pillow(string of)
    {
        var (expected, map) = pillow.Answer(of);
        var photo = PillowGeometry.Photo();
        var step = Step(of.Split(' '), map, photo.Size(), expected.Size());
        var actual = AugmentationPlan.Compile(photo.Size(), [step], EngineMode.Exact).Apply(photo);
        var (squares, different, count) = (0.0, 0, 0);
        for (var i = 0; i < expected.Pixels.Length; i++)
        {
            var (y, x) = Math.DivRem(i / 3, expected.Width);
            // Where a hundredth of a pixel decides between the picture and the fill, either is right.
            var (u, v) = step.OutputToInput.Apply(x + 0.5, y + 0.5);
            if (Math.Min(Rim(u, photo.Width), Rim(v, photo.Height)) < 0.01)
                continue;
            squares += Math.Pow(expected.Pixels[i] - actual.Pixels[i], 2);
            different += expected.Pixels[i] == actual.Pixels[i] ? 0 : 1;
            count++;
        }
        Assert.InRange(count, expected.Pixels.Length * 0.98, expected.Pixels.Length);
        var decibels = 10 * Math.Log10(255 * 255 / (squares / count));
        var least = of.Split(' ') switch
        {
            ["crop" or "hflip" or "vflip" or "resize", "nearest", ..] or ["rotate", _, "90"] => double.PositiveInfinity,
            // Pillow's positions have 16 bits behind the point: now and then it is the other of two pixels.
            [_, "nearest", ..] => 45,
            _ => 50,
        };
        Assert.True(decibels >= least, $"{decibels:F1} dB, {100.0 * different / count:F2} % of the values differ");
        TestContext.Current.TestOutputHelper!.WriteLine($"{decibels:F1} dB");
    }

    private static double Rim(double position, int length) => Math.Min(Math.Abs(position), Math.Abs(length - position));

    private static GeometryStep Step(string[] of, Homography map, ImageSize input, ImageSize output)
    {
        var numbers = of[2..].Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToArray();
        var step = of[0] switch
        {
            "crop" => new GeometryStep(Affine.Translation(numbers[0], numbers[1]), output),
            "hflip" => new(new Affine(-1, 0, input.Width, 0, 1, 0), output),
            "vflip" => new(new Affine(1, 0, 0, 0, -1, input.Height), output),
            "resize" => new(Affine.Scaling((double)input.Width / output.Width, (double)input.Height / output.Height), output),
            "resizedcrop" => new(Affine.Translation(numbers[0], numbers[1]).After(Affine.Scaling(numbers[2] / output.Width, numbers[3] / output.Height)), output),
            "rotate" => new(Affine.Rotation(numbers[0], input.Width / 2.0, input.Height / 2.0), output),
            _ => new(map, output),
        };
        return step with { Interpolation = Enum.Parse<Interpolation>(of[1], ignoreCase: true) };
    }
}
