using System.Diagnostics;
using System.Globalization;
using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Codecs;
using DataTools.Imaging.Pixels;
using DataTools.Tests;

namespace DataTools.Imaging.Tests.Augmentation.Engine;

/// <summary>
/// What Debian's torchvision makes of a photo through Pillow: all answers from one process, since to import it takes
/// seconds. Tests skip where it is not installed.
/// </summary>
public sealed class PillowGeometry : IDisposable
{
    private const string Python = "/usr/bin/python3";

    // For each line of cases a picture and, where the parameters are not the map's, the map from output to input.
    private const string Script = """
        import sys, numpy as np
        from PIL import Image
        import torchvision.transforms.functional as F
        from torchvision.transforms import InterpolationMode as M
        folder, width, height = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
        image = Image.fromarray(np.fromfile(folder + "/in", np.uint8).reshape(height, width, 3))
        modes = {"bilinear": M.BILINEAR, "bicubic": M.BICUBIC, "nearest": M.NEAREST}
        def affine(mode, angle, tx, ty, scale, sx, sy):
            matrix = F._get_inverse_affine_matrix([width * 0.5, height * 0.5], angle, [tx, ty], scale, [sx, sy])
            return F.affine(image, angle, [int(tx), int(ty)], scale, [sx, sy], modes[mode], fill=0), matrix + [0, 0]
        def perspective(mode, *ends):
            start = [[0, 0], [width, 0], [width, height], [0, height]]
            end = [[int(ends[i]), int(ends[i + 1])] for i in range(0, 8, 2)]
            return F.perspective(image, start, end, modes[mode], fill=0), F._get_perspective_coeffs(start, end)
        ops = {
            "resize": lambda mode, w, h: (F.resize(image, [int(h), int(w)], modes[mode]), []),
            "resizedcrop": lambda mode, x, y, w, h, ow, oh: (F.resized_crop(image, int(y), int(x), int(h), int(w), [int(oh), int(ow)], modes[mode]), []),
            "crop": lambda mode, x, y, w, h: (F.crop(image, int(y), int(x), int(h), int(w)), []),
            "hflip": lambda mode: (F.hflip(image), []),
            "vflip": lambda mode: (F.vflip(image), []),
            "rotate": lambda mode, angle: (F.rotate(image, angle, modes[mode], fill=0), []),
            "affine": affine, "perspective": perspective,
        }
        for i, case in enumerate(sys.argv[4:]):
            name, mode, *numbers = case.split()
            picture, matrix = ops[name](mode, *map(float, numbers))
            np.asarray(picture).tofile(f"{folder}/out{i}")
            open(f"{folder}/map{i}", "w").write(" ".join(repr(float(x)) for x in [*picture.size, *matrix]))
        """;

    /// <summary>An operation, an interpolation and numbers, as in the script.</summary>
    internal static readonly string[] Cases =
    [
        "crop nearest 20 10 150 120", "crop nearest -7 -5 280 200", "hflip nearest", "vflip nearest",
        "resize bilinear 224 224", "resize bilinear 97 61", "resize bilinear 300 400", "resize bilinear 20 15", "resize bicubic 224 224", "resize bicubic 97 61", "resize bicubic 640 333", "resize nearest 224 128",
        "resizedcrop bilinear 31 17 140 133 224 224", "resizedcrop bilinear 5 3 230 171 112 112", "resizedcrop bilinear 0 0 45 50 224 224", "resizedcrop bicubic 31 17 200 133 96 96",
        "rotate bilinear 13.7", "rotate bilinear -45", "rotate nearest 13.7", "rotate bicubic 13.7", "rotate bilinear 90",
        "affine bilinear 7 12 -9 1.1 4 -3", "affine bilinear 0 3 5 0.6 0 0", "affine bicubic -20 5 5 0.9 10 0", "affine nearest 7 12 -9 1.1 4 -3",
        "perspective bilinear 12 9 229 3 221 170 8 161", "perspective nearest 12 9 229 3 221 170 8 161", "perspective bicubic 0 20 239 0 239 179 20 150",
    ];

    private readonly TemporaryFolder _folder = new();
    private readonly string _error = "";

    /// <summary>Asks once for all.</summary>
    public PillowGeometry()
    {
        if (!File.Exists(Python) || !File.Exists(Path.Combine(SharedData.Repository, "..", "shared", "data", "imagenet", "train", "n02088364", "n02088364_beagle.JPEG")))
            return;
        var photo = Photo();
        File.WriteAllBytes(Path.Combine(_folder.Path, "in"), photo.Pixels);
        var start = new ProcessStartInfo(Python) { RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in (string[])["-c", Script, _folder.Path, $"{photo.Width}", $"{photo.Height}", .. Cases])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        _error = process.StandardError.ReadToEnd();
        process.WaitForExit();
    }

    /// <summary>240 x 180 of a real photo.</summary>
    internal static PixelImage Photo()
    {
        var photo = ImageCodec.Decode(File.ReadAllBytes(Pictures.Beagle()), "beagle");
        return Pictures.Of(240, 180, 3, (x, y, c) => photo.At(x + 100, y + 60, c));
    }

    /// <summary>The picture that came out, and its map where that was worked out; skips the test where there is none to be had.</summary>
    internal (PixelImage Picture, Homography Map) Answer(string of)
    {
        Pictures.Beagle();
        Assert.SkipWhen(!File.Exists(Python) || _error.Contains("ModuleNotFoundError", StringComparison.Ordinal), "Debian's package python3-torchvision is not installed");
        var (i, folder) = (Array.IndexOf(Cases, of), _folder.Path);
        Assert.True(File.Exists(Path.Combine(folder, $"map{i}")), _error);
        var n = File.ReadAllText(Path.Combine(folder, $"map{i}")).Split(' ').Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray();
        var picture = new PixelImage((int)n[0], (int)n[1], 3, File.ReadAllBytes(Path.Combine(folder, $"out{i}")));
        return (picture, n.Length > 2 ? new(n[2], n[3], n[4], n[5], n[6], n[7], n[8], n[9]) : default);
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();
}
