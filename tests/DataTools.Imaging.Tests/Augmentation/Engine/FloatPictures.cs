using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Augmentation.Engine;
using DataTools.Imaging.Augmentation.Engine.Colour;
using DataTools.Imaging.Pixels;

namespace DataTools.Imaging.Tests.Augmentation.Engine;

/// <summary>Pictures as planes of floats, and steps on them.</summary>
internal static class FloatPictures
{
    /// <summary>Waves with some noise: smooth and rough, dark and light, colourful and gray places.</summary>
    public static PixelImage Mixed(int width, int height, int channels, ulong seed = 1)
    {
        var (waves, noise) = (Pictures.Waves(width, height, channels), Pictures.Noise(width, height, channels, seed));
        return Pictures.Of(width, height, channels, (x, y, c) => x % 7 == 3 ? waves.At(x, y) : (byte)(((3 * waves.At(x, y, c)) + noise.At(x, y, c)) / 4));
    }

    public static float[] Floats(this PixelImage image)
    {
        var planes = new float[image.Pixels.Length];
        PixelPlanes.Load(image, planes);
        return planes;
    }

    public static float[] After(this PixelImage image, AreaStep step)
    {
        var planes = image.Floats();
        step.Apply(new(planes, image.Channels, image.Size()));
        return planes;
    }

    public static float[] After(this PixelImage image, IReadOnlyList<PointStep> steps, NormalizeStep? normalise = null)
    {
        var planes = image.Floats();
        PointWalk.Run(new(steps, normalise), new(planes, image.Channels, image.Size()), exact: false);
        return planes;
    }

    /// <summary>Peak signal-to-noise ratio on the scale [0, 1].</summary>
    public static double Decibels<T>(IReadOnlyList<T> expected, IReadOnlyList<float> actual, Func<T, double> number)
    {
        Assert.Equal(expected.Count, actual.Count);
        var error = 0.0;
        for (var i = 0; i < actual.Count; i++)
        {
            Assert.False(float.IsNaN(actual[i]));
            error += Math.Pow(number(expected[i]) - actual[i], 2);
        }
        return error == 0 ? double.PositiveInfinity : -10 * Math.Log10(error / actual.Count);
    }
}
