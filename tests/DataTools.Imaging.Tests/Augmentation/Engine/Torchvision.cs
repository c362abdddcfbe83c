using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using DataTools.Tests;

namespace DataTools.Imaging.Tests.Augmentation.Engine;

/// <summary>
/// What Debian's torchvision, Pillow and OpenCV make of a picture: all answers from one process, since to import them takes
/// seconds. Tests skip where they are not installed.
/// </summary>
public sealed class Torchvision : IDisposable
{
    private const string Python = "/usr/bin/python3";

    private const string Script = """
        import io, json, sys
        import cv2, numpy as np, torch
        from PIL import Image, ImageOps
        import torchvision.transforms.functional as F
        torch.set_num_threads(1); cv2.setNumThreads(1)
        folder, width, height, cases = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), json.loads(sys.argv[4])
        x = np.fromfile(folder + "/in", np.float32).reshape(3, height, width)
        t, u = torch.from_numpy(x), np.round(x * 255).astype(np.uint8)
        hwc = np.ascontiguousarray(u.transpose(1, 2, 0))
        def planes(a): return np.asarray(a).reshape(height, width, -1).transpose(2, 0, 1) / np.float32(255)
        def jpeg(a, q):
            b = io.BytesIO(); Image.fromarray(a).save(b, "JPEG", quality=int(q)); return planes(Image.open(b))
        ops = {
            "brightness": lambda f: F.adjust_brightness(t, f), "contrast": lambda f: F.adjust_contrast(t, f),
            "saturation": lambda f: F.adjust_saturation(t, f), "hue": lambda f: F.adjust_hue(t, f), "gamma": lambda f: F.adjust_gamma(t, f),
            "invert": lambda: F.invert(t), "solarize": lambda f: F.solarize(t, f), "grayscale": lambda: F.rgb_to_grayscale(t, 3),
            "posterize": lambda b: F.posterize(torch.from_numpy(u), int(b)).float() / 255,
            "autocontrast": lambda: F.autocontrast(t), "equalize": lambda: planes(ImageOps.equalize(Image.fromarray(hwc))),
            "sharpness": lambda f: F.adjust_sharpness(t, f), "blur": lambda s, k: F.gaussian_blur(t, [int(k), int(k)], [s, s]),
            "clahe": lambda limit, n: planes(cv2.createCLAHE(limit, (int(n), int(n))).apply(u[0])),
            "motion": lambda n: cv2.filter2D(x[1], -1, np.full((1, int(n)), 1 / n, np.float32), borderType=cv2.BORDER_REPLICATE),
            "jpeg": lambda q: jpeg(hwc, q), "jpeggray": lambda q: jpeg(u[0], q),
            "normalize": lambda: F.normalize(t, (.485, .456, .406), (.229, .224, .225)),
            **{name + "8": lambda *a, f=f: f(torch.from_numpy(u), *a).float() / 255 for name, f in {
                "brightness": F.adjust_brightness, "contrast": F.adjust_contrast, "saturation": F.adjust_saturation, "hue": F.adjust_hue, "gamma": F.adjust_gamma,
                "solarize": lambda v, f: F.solarize(v, 128), "autocontrast": F.autocontrast, "sharpness": F.adjust_sharpness}.items()},
            "jitter": lambda: F.normalize(F.adjust_hue(F.adjust_saturation(F.adjust_contrast(F.adjust_brightness(t, 1.3), 0.7), 1.4), 0.08), (.485, .456, .406), (.229, .224, .225)),
        }
        for i, (name, *args) in enumerate(cases):
            np.asarray(ops[name](*args), np.float32).tofile(f"{folder}/out{i}")
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, int> _answers = [];

    /// <summary>Each a name and its numbers, as in the script.</summary>
    internal static readonly string[] Cases =
    [
        "brightness 1.37", "brightness 0.4", "contrast 0.6", "contrast 1.6", "saturation 0", "saturation 1.4", "hue -0.5", "hue -0.1", "hue 0.25", "hue 0.5",
        "gamma 0.4", "gamma 2.2", "invert", "solarize 0.5", "grayscale", "posterize 3", "autocontrast", "equalize", "sharpness 0", "sharpness 1.9",
        "blur 0.8 5", "blur 3 23", "clahe 2 8", "clahe 40 4", "motion 7", "jpeg 90", "jpeg 30", "jpeggray 60", "normalize", "jitter",
        "brightness8 1.37", "contrast8 0.6", "saturation8 1.4", "hue8 0.1", "gamma8 0.4", "solarize8 0.5", "autocontrast8", "sharpness8 1.9",
    ];

    /// <summary>Asks once for all.</summary>
    public Torchvision()
    {
        if (!File.Exists(Python))
            return;
        var bytes = MemoryMarshal.AsBytes(Picture.Floats().AsSpan()).ToArray();
        File.WriteAllBytes(Path.Combine(_folder.Path, "in"), bytes);
        var cases = JsonSerializer.Serialize(Cases.Select(c => c.Split(' ')).Select(p => p[1..].Select(n => (object)double.Parse(n)).Prepend(p[0])));
        var start = new ProcessStartInfo(Python) { RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in new[] { "-c", Script, _folder.Path, $"{Picture.Width}", $"{Picture.Height}", cases })
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        Error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        for (var i = 0; process.ExitCode == 0 && i < Cases.Length; i++)
            _answers[Cases[i]] = i;
    }

    internal static Pixels.PixelImage Picture { get; } = FloatPictures.Mixed(121, 94, 3);

    private string Error { get; } = "";

    /// <summary>The planes that came out; skips the test where there are none to be had.</summary>
    public float[] Answer(string of)
    {
        var missing = !File.Exists(Python) || Error.Contains("ModuleNotFoundError", StringComparison.Ordinal);
        Assert.SkipWhen(missing, "Debian's packages python3-torchvision and python3-opencv are not installed");
        Assert.True(_answers.TryGetValue(of, out var i), Error);
        return MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(_folder.Path, $"out{i}"))).ToArray();
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();
}
