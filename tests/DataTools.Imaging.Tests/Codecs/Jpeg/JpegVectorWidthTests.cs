using System.Diagnostics;
using System.Security.Cryptography;
using DataTools.Imaging.Codecs.Jpeg;
using DataTools.Tests;
using SkiaSharp;

namespace DataTools.Imaging.Tests.Codecs.Jpeg;

public sealed class JpegVectorWidthTests
{
    // Where a process of this test is to write its hashes.
    private const string Target = "DATATOOLS_TEST_JPEG_HASHES";

    [Theory]
    [InlineData("DOTNET_EnableAVX512=0")]
    [InlineData("DOTNET_EnableAVX2=0")]
    [InlineData("DOTNET_EnableHWIntrinsic=0")]
    public void The_bits_are_the_same_whatever_vectors_a_processor_has(string without)
    {
        using var folder = new TemporaryFolder();
        var (file, parts) = (folder["hashes"], without.Split('='));
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet")
            start.ArgumentList.Add(typeof(JpegVectorWidthTests).Assembly.Location);
        start.ArgumentList.Add("-method");
        start.ArgumentList.Add($"{typeof(JpegVectorWidthTests).FullName}.{nameof(Hashes_for_another_process)}");
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

    // The files must not come of a vector either, but SkiaSharp's encoder does not look at these switches.
    private static string[] Hashes() =>
    [
        Hash(JpegFuzz.Restarts), Hash(JpegFuzz.Across),
        .. from sampling in Enum.GetValues<SKJpegEncoderDownsample>()
           from quality in new[] { 20, 75, 97 }
           from picture in new[] { Pictures.Noise(61, 47, 3, 1), Pictures.Smooth(90, 70, 2) }
           select Hash(JpegFuzz.Encode(picture, quality, sampling)),
        // Damaged ones have coefficients that no picture has.
        .. Enumerable.Range(0, 60).Select(JpegFuzz.Decode).Where(o => o.Image is not null).Select(o => Hash(o.Input)),
    ];

    private static string Hash(byte[] jpeg)
    {
        using var decoder = BaselineDecoder.TryOpen(jpeg)!;
        return Convert.ToHexString(SHA256.HashData(decoder.TryDecode(0, 0, decoder.Size.Width, decoder.Size.Height)!.Pixels));
    }
}
