using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Augmentation.Area;
using DataTools.Tests;

namespace DataTools.Imaging.Tests.Augmentation.Engine;

public sealed class VectorWidthTests
{
    // Where a process of this test is to write its hashes.
    private const string Target = "DATATOOLS_TEST_HASHES";

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
            start.ArgumentList.Add(typeof(VectorWidthTests).Assembly.Location);
        start.ArgumentList.Add("-method");
        start.ArgumentList.Add($"{typeof(VectorWidthTests).FullName}.{nameof(Hashes_for_another_process)}");
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
        var image = FloatPictures.Mixed(37, 21, 3);
        var colours = Enum.GetValues<ColourKind>().Select(kind => (Name: $"{kind}", Planes: image.After([new ColourStep(kind, kind == ColourKind.Posterize ? 3 : 0.37f)])));
        AreaStep[] areas =
        [
            new AutoContrastStep(), new EqualizeStep(), new ClaheStep(3, 4, 3), new SharpnessStep(2), new GaussianBlurStep(1.3f), new MotionBlurStep(7, 30), new GaussianNoiseStep(0.1f, 3),
            new DownscaleStep(0.3f), new EraseStep([new(2, 2, 19, 9)], [], 4), new GridMaskStep(8, 0.5f, 1, 2, 20),
            new MixChainsStep(0.5f, [0.5f, 0.5f], [[new ColourStep(ColourKind.Gamma, 2), new SharpnessStep(3)], [new ColourMatrixStep([0, 1, 0, 0.3f, 0.3f, 0.3f, 0, 0, 1], [0, 0.1f, 0])]]),
        ];
        var jitter = image.After([new ColourStep(ColourKind.Brightness, 1.3f), new ColourStep(ColourKind.Contrast, 0.7f), new ColourStep(ColourKind.Hue, 0.08f)], new([0.4], [0.2]));
        return
        [
            .. colours.Concat(areas.Select(a => (Name: a.GetType().Name, Planes: image.After(a)))).Append((Name: "jitter", Planes: jitter))
                .Select(r => $"{r.Name} {Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(r.Planes.AsSpan())))}"),
        ];
    }
}
