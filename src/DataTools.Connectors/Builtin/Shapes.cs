using DataTools.Catalog;
using DataTools.Catalog.Formats;
using DataTools.Catalog.Randomness;
using DataTools.Imaging.Pixels;

namespace DataTools.Connectors.Builtin;

/// <summary>
/// A procedural data set of eight shapes on 32 x 32 colour pictures, for trying things out without a network. The
/// training pictures were "taken in one session": the shape in the middle, upright, one size, one light, nearly the same
/// colours. The test pictures vary all of these, as pictures in use do. What a model loses between the two, and how much
/// of that augmentation, ensembles and multi-crop testing bring back, is the lesson.
/// </summary>
internal static class Shapes
{
    public const string Version = "1";

    private const int Side = 32, TrainPerClass = 100, TestPerClass = 125;

    // Points looked at in each pixel, along each axis: smooth edges.
    private const int Grid = 4;

    // Fixed for ever: the pictures are part of the version.
    private const ulong Seed = 2026;

    /// <summary>Whether a point belongs to a shape that fills the unit circle; y points down.</summary>
    private delegate bool Shape(double x, double y);

    private static readonly (string Class, Shape Inside)[] Classes =
    [
        ("circle", (x, y) => Squared(x, y) < 0.72),
        ("crescent", (x, y) => Squared(x, y) < 0.8 && Squared(x - 0.45, y) > 0.55),
        ("cross", (x, y) => Math.Max(Math.Abs(x), Math.Abs(y)) < 0.9 && Math.Min(Math.Abs(x), Math.Abs(y)) < 0.28),
        ("hexagon", (x, y) => Polygon(x, y, 6) < 0.8),
        ("ring", (x, y) => Squared(x, y) is < 0.8 and > 0.3),
        ("square", (x, y) => Math.Max(Math.Abs(x), Math.Abs(y)) < 0.72),
        ("star", Star),
        ("triangle", (x, y) => Polygon(x, y + 0.1, 3) < 0.52),
    ];

    /// <summary>The training and test split; samples are drawn as they are read.</summary>
    public static DatasetContent Content() => new(
        [.. Classes.Select(c => c.Class)],
        [Split(SplitNames.Train, TrainPerClass, Studio), Split(SplitNames.Test, TestPerClass, Outdoors)]);

    private static SplitContent Split(string name, int perClass, Func<RandomStream, Scene> scenes)
    {
        var count = perClass * Classes.Length;
        return new(name, count, Enumerable.Range(0, count).Select(i =>
        {
            var id = $"{name}-{i:D4}";
            var label = i % Classes.Length;
            var scene = scenes(new RandomStream(Seed, RandomStream.KeyOf(id)));
            return new Sample(id, StoredPng.Encode(Render(Classes[label].Inside, scene, id).Pixels, Side, Side, 3), label);
        }));
    }

    /// <summary>How one picture is taken.</summary>
    /// <param name="X">Centre of the shape, pixels right of the picture's.</param>
    /// <param name="Y">Centre of the shape, pixels below the picture's.</param>
    /// <param name="Radius">Of the shape in pixels.</param>
    /// <param name="Degrees">Turned clockwise.</param>
    /// <param name="Hue">Of the shape, in turns.</param>
    /// <param name="GroundHue">Of the background, in turns.</param>
    /// <param name="Light">Brightness at the picture's centre; 1 is the studio's.</param>
    /// <param name="LightFrom">Direction of the light in degrees.</param>
    /// <param name="Falloff">How much darker the far side is.</param>
    private sealed record Scene(
        double X, double Y, double Radius, double Degrees, double Hue, double GroundHue, double Light, double LightFrom, double Falloff);

    private static Scene Studio(RandomStream r) => new(
        X: r.Uniform(-1, 1), Y: r.Uniform(-1, 1), Radius: r.Uniform(9.5, 10.5), Degrees: r.Uniform(-2, 2),
        Hue: r.Uniform(0.09, 0.13), GroundHue: r.Uniform(0.58, 0.62), Light: r.Uniform(0.95, 1.05), LightFrom: 225, Falloff: 0.15);

    private static Scene Outdoors(RandomStream r) => new(
        X: r.Uniform(-5, 5), Y: r.Uniform(-5, 5), Radius: r.Uniform(7.5, 12.5), Degrees: r.Uniform(-20, 20),
        Hue: r.Uniform(0, 0.2), GroundHue: r.Uniform(0.5, 0.7), Light: r.Uniform(0.5, 1.3), LightFrom: r.Uniform(0, 360), Falloff: r.Uniform(0, 0.5));

    private static PixelImage Render(Shape inside, Scene scene, string id)
    {
        var image = new PixelImage(Side, Side, 3);
        var noise = new RandomStream(Seed, RandomStream.KeyOf(id), stream: 1);
        var (sin, cos) = Math.SinCos(scene.Degrees * Math.PI / 180);
        var (lightY, lightX) = Math.SinCos(scene.LightFrom * Math.PI / 180);
        Span<double> ground = stackalloc double[3], shape = stackalloc double[3];
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side; x++)
            {
                var covered = 0;
                for (var k = 0; k < Grid * Grid; k++)
                {
                    var dx = x + (((k % Grid) + 0.5) / Grid) - (Side / 2.0) - scene.X;
                    var dy = y + (((k / Grid) + 0.5) / Grid) - (Side / 2.0) - scene.Y;
                    if (inside(((cos * dx) + (sin * dy)) / scene.Radius, ((cos * dy) - (sin * dx)) / scene.Radius))
                        covered++;
                }
                var share = (double)covered / (Grid * Grid);
                var towards = ((x - (Side / 2.0)) * lightX + ((y - (Side / 2.0)) * lightY)) / (Side / 2.0);
                var light = scene.Light * (1 + (scene.Falloff * towards));
                Paint(scene.GroundHue, 0.5, 0.35, ground);
                Paint(scene.Hue, 0.6, 0.8, shape);
                for (var c = 0; c < 3; c++)
                {
                    var value = (light * ((share * shape[c]) + ((1 - share) * ground[c]))) + (0.02 * noise.NextNormal());
                    image.Pixels[(((y * Side) + x) * 3) + c] = (byte)Math.Round(255 * Math.Clamp(value, 0, 1));
                }
            }
        }
        return image;
    }

    // HSV to RGB.
    private static void Paint(double hue, double saturation, double value, Span<double> rgb)
    {
        for (var c = 0; c < 3; c++)
        {
            var k = (((5 - (2 * c)) + (hue * 6)) % 6 + 6) % 6;
            rgb[c] = value - (value * saturation * Math.Max(0, Math.Min(1, Math.Min(k, 4 - k))));
        }
    }

    private static double Squared(double x, double y) => (x * x) + (y * y);

    /// <summary>The distance from the centre at which a regular polygon, point up, passes through (x, y): its inradius.</summary>
    private static double Polygon(double x, double y, int sides)
    {
        var sector = 2 * Math.PI / sides;
        var angle = Math.Atan2(x, -y) + (sector * sides);
        return Math.Sqrt(Squared(x, y)) * Math.Cos((angle % sector) - (sector / 2));
    }

    /// <summary>Five points, the first up; a point is inside where it lies within the edge from tip to notch.</summary>
    private static bool Star(double x, double y)
    {
        const double tip = 0.98, notch = 0.42, sector = 2 * Math.PI / 5;
        var angle = (Math.Atan2(x, -y) + (2 * Math.PI)) % sector;
        angle = Math.Min(angle, sector - angle);
        var (py, px) = Math.SinCos(angle);
        var (ny, nx) = Math.SinCos(sector / 2);
        var radius = Math.Sqrt(Squared(x, y));
        // The edge runs from (tip, 0) to notch (nx, ny); inside is on the centre's side of it.
        var (ex, ey) = ((notch * nx) - tip, notch * ny);
        return (ex * radius * py) - (ey * ((radius * px) - tip)) > 0;
    }
}
