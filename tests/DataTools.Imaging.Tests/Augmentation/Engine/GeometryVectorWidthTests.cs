using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Augmentation.Engine;
using DataTools.Tests;

namespace DataTools.Imaging.Tests.Augmentation.Engine;

public sealed class GeometryVectorWidthTests
{
    // Where a process of this test is to write its hashes.
    private const string Target = "DATATOOLS_TEST_GEOMETRY_HASHES";

    [Theory]
    [InlineData("DOTNET_EnableAVX512=0")]
    [InlineData("DOTNET_EnableAVX2=0")]
    [InlineData("DOTNET_EnableAVX=0")]
    [InlineData("DOTNET_EnableHWIntrinsic=0")]
    public void The_bits_are_the_same_whatever_vectors_a_processor_has(string without)
    {
        using var folder = new TemporaryFolder();
        var (file, parts) = (folder["hashes"], without.Split('='));
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet")
            start.ArgumentList.Add(typeof(GeometryVectorWidthTests).Assembly.Location);
        start.ArgumentList.Add("-method");
        start.ArgumentList.Add($"{typeof(GeometryVectorWidthTests).FullName}.{nameof(Hashes_for_another_process)}");
        (start.Environment[Target], start.Environment[parts[0]]) = (file, parts[1]);
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(File.Exists(file), said);
        Assert.Equal(Hashes(), File.ReadAllLines(file));
    }

    [Fact]
    public void Hashes_for_another_process()
    {
        var file = Environment.GetEnvironmentVariable(Target);
        Assert.SkipWhen(file is null, "only the test beside this one has another process do this");
        File.WriteAllLines(file, Hashes());
    }

    private static string[] Hashes()
    {
        (string Name, Homography Map)[] maps =
        [
            ("whole", new Affine(-1, 0, 50, 0, 1, -3)), ("enlarged", Affine.Scaling(0.61, 0.83)), ("shrunk", new Affine(2.3, 0, 1, 0, 1.7, 2)), ("turned", Affine.Rotation(17, 30, 20)),
            ("turned and shrunk", Affine.Scaling(3.2, 2.4).After(Affine.Rotation(-8, 10, 10))), ("projected", new(1, 0.1, -3, 0.05, 0.9, 1, 0.002, 0.001)),
        ];
        var images = new[] { Pictures.Noise(67, 45, 3, 1), Pictures.Noise(67, 45, 1, 2) };
        return
        [
            .. from map in maps
               from border in Enum.GetValues<Border>()
               from interpolation in Enum.GetValues<Interpolation>()
               from image in images
               select $"{map.Name} {border} {interpolation} {image.Channels} {Hash(image, new(new(map.Map), image.Size(), new(27, 11), border, 0.25f, interpolation))}",
        ];
    }

    private static string Hash(Pixels.PixelImage image, ResamplePass pass)
    {
        var planes = new float[image.Channels * pass.Output.Width * pass.Output.Height];
        Resampler.Resample(image, pass, planes);
        var first = planes.ToArray();
        // Once more from these planes.
        Resampler.Resample(first, image.Channels, pass with { Input = pass.Output }, planes);
        return Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes((ReadOnlySpan<float>)[.. first, .. planes])));
    }
}
