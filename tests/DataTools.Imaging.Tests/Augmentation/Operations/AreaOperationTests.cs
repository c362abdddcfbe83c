using CsCheck;
using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Augmentation.Area;
using DataTools.Imaging.Augmentation.Operations;

namespace DataTools.Imaging.Tests.Augmentation.Operations;

public sealed class AreaOperationTests
{
    private static readonly ImageSize Photo = new(60, 40);

    [Fact]
    public void Each_draws_its_step_within_its_ranges()
    {
        for (var i = 0UL; i < 300; i++)
        {
            Assert.IsType<AutoContrastStep>(One(new AutoContrast(), i));
            Assert.IsType<EqualizeStep>(One(new Equalize(), i));
            Assert.True(One(new Clahe((1, 4), 6), i) is ClaheStep { ClipLimit: >= 1 and <= 4, Columns: 6, Rows: 6 });
            Assert.True(One(new Sharpen((0.5, 2)), i) is SharpnessStep { Factor: >= 0.5f and <= 2 });
            Assert.True(One(new GaussianBlur((0.1, 2), 5), i) is GaussianBlurStep { Sigma: >= 0.1f and <= 2, Kernel: 5 });
            Assert.True(One(new MotionBlur((3, 9), (0, 180)), i) is MotionBlurStep { Length: >= 3 and <= 9, Angle: >= 0 and <= 180 });
            Assert.True(One(new GaussianNoise((0.01, 0.05)), i) is GaussianNoiseStep { Std: >= 0.01f and <= 0.05f });
            Assert.True(One(new JpegCompression((50, 52)), i) is JpegStep { Quality: >= 50 and <= 52 });
            Assert.True(One(new Downscale((0.25, 0.5), true), i) is DownscaleStep { Factor: >= 0.25f and <= 0.5f, Interpolation: Interpolation.Nearest });
            Assert.True(One(new GridMask((0.5, 0.5), (0.4, 0.6), (-45, 45), 1), i) is GridMaskStep
            {
                Cell: 20, Ratio: >= 0.4f and <= 0.6f, OffsetX: >= 0 and < 20, OffsetY: >= 0 and < 20, Angle: >= -45 and <= 45, Fill: 1,
            });
        }
        var keys = Enumerable.Range(0, 300).Select(i => ((GaussianNoiseStep)One(new GaussianNoise((0, 1)), (ulong)i)).Key);
        Assert.Equal(300, keys.Distinct().Count());
        Assert.Equal([50, 51, 52], Enumerable.Range(0, 300).Select(i => ((JpegStep)One(new JpegCompression((50, 52)), (ulong)i)).Quality).Distinct().Order());
    }

    [Fact]
    public void Erased_rectangles_have_the_area_and_ratio_asked_for_and_never_cover_the_picture() =>
        Gen.Select(Gen.Int[1, 300], Gen.Int[1, 300], Gen.Double[0.01, 1], Gen.Double[0.01, 1], Gen.ULong).Sample((width, height, s1, s2, seed) =>
        {
            var erasing = new RandomErasing((Math.Min(s1, s2), Math.Max(s1, s2)), (0.3, 3.3)) { P = 1, Count = (1, 3) };
            var steps = new AugmentationPolicy([erasing]).Draw(new(width, height), 0, seed, 0).Steps;
            foreach (var r in steps.Cast<EraseStep>().SelectMany(s => s.Rectangles))
            {
                Assert.True(r.X >= 0 && r.Y >= 0 && r.X + r.Width <= width && r.Y + r.Height <= height, $"{r}");
                Assert.True(r.Width < width && r.Height < height);
                // Half a pixel of rounding on each side.
                Assert.True((r.Width + 0.5) * (r.Height + 0.5) >= erasing.Scale.Low * width * height, $"{r}");
                Assert.True((r.Width - 0.5) * (r.Height - 0.5) <= erasing.Scale.High * width * height, $"{r}");
                Assert.True((r.Height + 0.5) / (r.Width - 0.5) >= 0.3 && (r.Height - 0.5) / (r.Width + 0.5) <= 3.3);
            }
        }, iter: 2000);

    [Fact]
    public void Where_nothing_fits_nothing_is_erased()
    {
        // One row has no rectangle of less height, as in torchvision.
        Assert.Empty(new AugmentationPolicy([new RandomErasing((0.5, 1), (1, 1)) { P = 1 }]).Draw(new(30, 1), 0, 0, 0).Steps);
        Assert.Empty(new AugmentationPolicy([new RandomErasing((1, 1), (1, 1)) { P = 1 }]).Draw(new(30, 30), 0, 0, 0).Steps);
        var noise = (EraseStep)One(new RandomErasing((0.1, 0.2), (1, 1)) { Noise = true }, 1);
        Assert.NotNull(noise.NoiseKey);
        Assert.Equal([0.25f, 0.5f, 1], ((EraseStep)One(new RandomErasing((0.1, 0.2), (1, 1)) { Value = [0.25, 0.5, 1] }, 1)).Fill);
    }

    [Fact]
    public void What_an_operation_may_be_given_its_step_can_do_on_dots_and_lines_too()
    {
        foreach (var definition in OperationCatalog.All.Where(d => !d.Nests && d != Normalize.Of))
        {
            foreach (var end in new Func<Parameter, double>[] { p => p.Min, p => p.Max })
            {
                // A kernel is odd, a list of colours has one for each channel.
                double[] Values(Parameter p) => [.. Enumerable.Repeat(end(p), p.Kind == ParameterKind.List ? p.Length.Max : p.Kind == ParameterKind.Range ? 2 : 1)];
                var operation = definition.Build(new(definition.Parameters.ToDictionary(p => p.Name, Values)));
                if (operation.Fault is not null)
                    continue;
                operation = Policies.Small(operation) with { P = 1 };
                foreach (var (width, height, channels) in new[] { (1, 1, 1), (1, 1, 3), (1, 9, 3), (9, 1, 3), (2, 2, 3) })
                {
                    var image = Pictures.Noise(width, height, channels, 5);
                    var plan = new AugmentationPolicy([operation]).Draw(image.Size(), 1, 2, 3);
                    var planes = new float[channels * plan.Output.Width * plan.Output.Height];
                    plan.Apply(image, channels, planes);
                    Assert.True(Array.TrueForAll(planes, v => v >= 0 && v <= 1), $"{definition.Name} on {width} x {height}");
                    Assert.Equal(plan.Steps, AugmentationPlan.FromJson(plan.ToJson()).Steps);
                }
            }
        }
    }

    private static Step One(Operation operation, ulong sample) => Assert.Single(new AugmentationPolicy([operation with { P = 1 }]).Draw(Photo, 0, sample, 0).Steps);
}
