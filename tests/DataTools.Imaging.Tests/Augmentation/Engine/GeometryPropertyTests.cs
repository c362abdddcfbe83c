using CsCheck;
using DataTools.Catalog.Randomness;
using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Augmentation.Engine;
using DataTools.Imaging.Pixels;

namespace DataTools.Imaging.Tests.Augmentation.Engine;

public sealed class GeometryPropertyTests
{
    private static readonly Gen<Border> AnyBorder = Gen.Enum<Border>();
    private static readonly Gen<Interpolation> AnyInterpolation = Gen.Enum<Interpolation>();

    // Shifts and mirrors of whole pixels.
    private static readonly Gen<Affine> Whole =
        Gen.Select(Gen.Bool, Gen.Bool, Gen.Int[-30, 50], Gen.Int[-30, 50]).Select((x, y, dx, dy) => new Affine(x ? 1 : -1, 0, dx, 0, y ? 1 : -1, dy));

    [Fact]
    public void The_identity_is_exact_in_every_way() => Gen.Select(Pictures.Any, AnyBorder, AnyInterpolation, Gen.Bool).Sample((image, border, interpolation, exact) =>
        Assert.Equal(Floats(image), Resampled(image, Homography.Identity, image.Size(), border, interpolation, exact ? EngineMode.Exact : EngineMode.Fused)), iter: 200);

    [Fact]
    public void Maps_of_whole_pixels_look_up_pixels_whatever_lies_beyond_the_edge() =>
        Gen.Select(Pictures.Any, Whole, AnyBorder, Gen.Int[1, 40], Gen.Int[1, 40]).Sample((image, map, border, width, height) =>
        {
            var expected = new float[image.Channels * width * height];
            for (var i = 0; i < expected.Length; i++)
            {
                var (c, y, x) = (i / width / height, i / width % height, i % width);
                var (u, v) = map.Apply(x + 0.5, y + 0.5);
                var (column, row) = (Index((int)Math.Floor(u), image.Width, border), Index((int)Math.Floor(v), image.Height, border));
                expected[i] = column < 0 || row < 0 ? 0.3f : image.At(column, row, c) / 255f;
            }
            Assert.Equal(expected, Resampled(image, map, new(width, height), border));
            Assert.Equal(expected, AgainFromFloats(image, map, new(width, height), border));
        }, iter: 500);

    [Fact]
    public void Two_maps_of_whole_pixels_are_the_map_of_both() =>
        Gen.Select(Pictures.Any, Whole, Whole, Gen.Int[1, 40], Gen.Int[1, 40]).Sample((image, first, second, width, height) =>
        {
            // All of the image, so that the first leaves nothing out.
            var (wide, high) = (image.Width + 120, image.Height + 120);
            var shifted = first with { C = first.A > 0 ? -60 : image.Width + 60, F = first.E > 0 ? -60 : image.Height + 60 };
            var between = Resampled(image, shifted, new(wide, high), Border.Constant, fill: 0);
            var pass = new ResamplePass(new(second), new(wide, high), new(width, height), Border.Constant, 0, Interpolation.Bilinear);
            var last = new float[image.Channels * width * height];
            Resampler.Resample(between, image.Channels, pass, last);
            Assert.Equal(Resampled(image, shifted.After(second), new(width, height), Border.Constant, fill: 0), last);
        }, iter: 300);

    [Fact]
    public void Bytes_eight_at_a_time_and_floats_one_by_one_agree() =>
        Gen.Select(Gen.Int[3, 70], Gen.Int[3, 50], Gen.ULong, AnyBorder, Gen.Int[1, 60], Gen.Int[1, 40]).Sample((width, height, seed, border, outWidth, outHeight) =>
        {
            var image = Pictures.Smooth(width, height, seed);
            var map = Map(seed, image.Size(), new(outWidth, outHeight));
            var pass = new ResamplePass(map, image.Size(), new(outWidth, outHeight), border, 0.3f, Interpolation.Bilinear);
            var (bytes, floats) = (new float[3 * outWidth * outHeight], new float[3 * outWidth * outHeight]);
            // In the exact mode nothing is shrunk first.
            Resampler.Resample(image, pass, bytes, EngineMode.Exact);
            Resampler.Resample(Floats(image), 3, pass, floats, EngineMode.Exact);
            for (var i = 0; i < bytes.Length; i++)
            {
                var (u, v) = map.Apply((i % outWidth) + 0.5, (i / outWidth % outHeight) + 0.5);
                // On the rim a hair decides between the picture and the fill.
                var rim = border == Border.Constant && Math.Min(Math.Min(Math.Abs(u), Math.Abs(u - width)), Math.Min(Math.Abs(v), Math.Abs(v - height))) < 0.01;
                Assert.True(rim || Math.Abs(bytes[i] - floats[i]) < 0.004, $"{bytes[i]} and {floats[i]} at {u}, {v} of {width} x {height}");
            }
        }, iter: 400);

    [Fact]
    public void Planes_eight_pixels_at_a_time_and_column_by_column_agree() =>
        Gen.Select(Pictures.Any, Gen.ULong, AnyBorder, AnyInterpolation, Gen.Int[8, 40]).Sample((image, seed, border, interpolation, width) =>
        {
            const int height = 12;
            var map = Map(seed, image.Size(), new(width, height));
            float[] Planes(CoordinateMap part, int columns)
            {
                var planes = new float[image.Channels * columns * height];
                Resampler.Resample(Floats(image), image.Channels, new(part, image.Size(), new(columns, height), border, 0.3f, interpolation), planes, EngineMode.Exact);
                return planes;
            }
            var whole = Planes(map, width);
            for (var x = 0; x < width; x++)
            {
                var column = Planes(map with { First = map.First.After(Affine.Translation(x, 0)) }, 1);
                for (var i = 0; i < column.Length; i++)
                {
                    // A position on the border of two pixels, or of the picture, may fall to either side.
                    var (u, v) = map.Apply(x + 0.5, (i % height) + 0.5);
                    var close = Math.Min(Math.Abs(u - Math.Round(u)), Math.Abs(v - Math.Round(v))) < 1e-6;
                    Assert.True(close || Math.Abs(whole[(i * width) + x] - column[i]) < 1e-4, $"{whole[(i * width) + x]} and {column[i]} at {u}, {v}, {interpolation}");
                }
            }
        }, iter: 300);

    [Fact]
    public void Any_map_at_all_gives_values_from_0_to_1() =>
        Gen.Select(Pictures.Any, Gen.ULong, AnyBorder, AnyInterpolation, Gen.Bool).Sample((image, seed, border, interpolation, exact) =>
        {
            var random = new RandomStream(seed);
            double[] kinds = [0, 1, -1, 1e-12, 1e300, double.PositiveInfinity, double.NaN];
            double Number(ref RandomStream r) => r.NextInt(4) == 0 ? kinds[r.NextInt(kinds.Length)] : Math.Pow(10, r.Uniform(-3, 6)) * (r.NextInt(2) - 0.5);
            double Small(ref RandomStream r) => r.NextInt(2) == 0 ? 0 : Number(ref r);
            var map = new Homography(Number(ref random), Small(ref random), Number(ref random), Small(ref random), Number(ref random), Number(ref random), Small(ref random), Small(ref random));
            foreach (var values in new[] { Resampled(image, map, new(9, 11), border, interpolation, exact ? EngineMode.Exact : EngineMode.Fused), AgainFromFloats(image, map, new(9, 11), border, interpolation) })
                // Written so that NaN fails.
                Assert.True(Array.TrueForAll(values, v => v >= 0 && v <= 1), $"{map}");
        }, iter: 3000);

    [Fact]
    public void A_huge_image_is_shrunk_to_a_dot_by_one_look_at_each_pixel()
    {
        var image = new PixelImage(20_000, 1000, 1);
        image.Pixels.AsSpan().Fill(200);
        foreach (var degrees in new[] { 0.0, 10 })
        {
            var map = Affine.Scaling(20_000, 1000).After(Affine.Rotation(degrees, 0.5, 0.5));
            Assert.All(Resampled(image, map, new(1, 1), Border.Constant), v => Assert.Equal(200 / 255f, v, 1e-5));
        }
    }

    [Fact]
    public void Once_warm_nothing_is_allocated()
    {
        var (image, planes) = (Pictures.Noise(200, 150, 3, 4), new float[3 * 64 * 64]);
        var floats = Floats(image);
        Affine[] maps = [new(-1, 0, 120, 0, 1, 9), Affine.Scaling(0.7, 0.6), Affine.Scaling(3, 2), Affine.Rotation(10, 90, 80), Affine.Scaling(2.5, 2.2).After(Affine.Rotation(10, 30, 30))];
        ResamplePass[] passes =
        [
            .. maps.SelectMany(m => Enum.GetValues<Interpolation>().Select(i => new ResamplePass(new(m), image.Size(), new(64, 64), Border.Constant, 0, i))),
            new(new(new Homography(1, 0.1, 0, 0, 1.1, 2, 0.001, 0.002)), image.Size(), new(64, 64), Border.Reflect, 0, Interpolation.Bilinear),
        ];
        void All()
        {
            foreach (var pass in passes)
            {
                Resampler.Resample(image, pass, planes);
                Resampler.Resample(floats, 3, pass, planes);
            }
        }
        All();
        All();
        var before = GC.GetAllocatedBytesForCurrentThread();
        All();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static int Index(int i, int length, Border border)
    {
        if (border == Border.Constant)
            return i >= 0 && i < length ? i : -1;
        while (border == Border.Reflect && length > 1 && (i < 0 || i >= length))
            i = i < 0 ? -i : (2 * length) - 2 - i;
        return Math.Clamp(i, 0, length - 1);
    }

    // Turned, scaled, sheared, projected or bent, onto about the image.
    private static CoordinateMap Map(ulong seed, ImageSize input, ImageSize output)
    {
        var random = new RandomStream(seed, 5);
        var turn = Affine.Scaling((double)input.Width / output.Width * random.Uniform(0.3, 1.4), (double)input.Height / output.Height)
            .After(Affine.Rotation(random.Uniform(-180, 180), output.Width / 2.0, output.Height / 2.0));
        Homography map = turn with { B = turn.B + random.Uniform(-0.2, 0.2), C = turn.C + random.Uniform(-5, 5) };
        if (random.Chance(0.4))
            map = map with { G = random.Uniform(0, 0.5) / output.Width, H = random.Uniform(0, 0.5) / output.Height };
        float[] Shifts(ref RandomStream r) => [(float)r.Uniform(-4, 4), (float)r.Uniform(-4, 4), (float)r.Uniform(-4, 4), (float)r.Uniform(-4, 4), (float)r.Uniform(-4, 4), (float)r.Uniform(-4, 4)];
        return random.Chance(0.6) ? new(map) : new(map) { Displacement = new(input.Width, input.Height, 3, 2, Shifts(ref random), Shifts(ref random)), Then = Affine.Scaling(0.9, 1.05) };
    }

    private static float[] Floats(PixelImage image)
    {
        var area = image.Width * image.Height;
        return [.. Enumerable.Range(0, area * image.Channels).Select(i => image.Pixels[(i % area * image.Channels) + (i / area)] / 255f)];
    }

    private static float[] Resampled(
        PixelImage image, in Homography map, ImageSize output, Border border, Interpolation interpolation = Interpolation.Bilinear, EngineMode mode = EngineMode.Fused, float fill = 0.3f)
    {
        var planes = new float[image.Channels * output.Width * output.Height];
        planes.AsSpan().Fill(float.NaN);
        Resampler.Resample(image, new(new(map), image.Size(), output, border, fill, interpolation), planes, mode);
        return planes;
    }

    private static float[] AgainFromFloats(PixelImage image, in Homography map, ImageSize output, Border border, Interpolation interpolation = Interpolation.Bilinear)
    {
        var planes = new float[image.Channels * output.Width * output.Height];
        planes.AsSpan().Fill(float.NaN);
        Resampler.Resample(Floats(image), image.Channels, new(new(map), image.Size(), output, border, 0.3f, interpolation), planes);
        return planes;
    }
}
