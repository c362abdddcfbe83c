using DataTools.Imaging.Augmentation.Operations;

namespace DataTools.Imaging.Augmentation.Import;

using Maker = Func<Importing, ForeignTransform, Operation?>;

/// <summary>What each transform of torchvision (0.14, and v2 where the names are the same) is here.</summary>
internal static class TorchvisionTransforms
{
    private const string Unsaid = "torchvision does not print";

    public static IReadOnlyDictionary<string, Maker> All { get; } = new Dictionary<string, Maker>(StringComparer.Ordinal)
    {
        ["Compose"] = (i, t) => i.Sequence(t, 1),
        ["Sequential"] = (i, t) => i.Sequence(t, 1),
        ["RandomApply"] = (i, t) => i.Sequence(t, t.Number("p") ?? 0.5),
        ["RandomOrder"] = (i, t) =>
        {
            i.Approximate(t, "the order is that of the list, always");
            return i.Sequence(t, 1);
        },
        ["RandomChoice"] = Choice,
        // Values from 0 to 1 in planes are what comes out anyway.
        ["ToTensor"] = Nothing,
        ["PILToTensor"] = Nothing,
        ["ToPILImage"] = Nothing,
        ["ConvertImageDtype"] = Nothing,
        ["ToImage"] = Nothing,
        ["ToDtype"] = Nothing,
        ["ToPureTensor"] = Nothing,
        ["RGB"] = Nothing,
        ["Identity"] = Nothing,
        ["Normalize"] = (i, t) => i.Normalise(t, t.Numbers("mean"), t.Numbers("std")),
        ["Resize"] = (i, t) =>
        {
            if (t.Says("max_size"))
                i.Approximate(t, "the longer side has no limit (max_size)");
            return i.Make(t, "resize", 1, ("size", Size(t)), ("interpolation", Interpolation(i, t)));
        },
        ["CenterCrop"] = (i, t) => i.Make(t, "center_crop", 1, ("size", Size(t))),
        ["RandomCrop"] = RandomCrop,
        ["RandomResizedCrop"] = (i, t) => i.Make(
            t, "random_resized_crop", 1, ("size", Size(t)), ("scale", t.Numbers("scale")), ("ratio", t.Numbers("ratio")), ("interpolation", Interpolation(i, t))),
        ["Pad"] = (i, t) => i.Make(t, "pad", 1, ("padding", t.Numbers("padding")), ("border", Border(i, t)), ("fill", Fill(i, t))),
        ["RandomHorizontalFlip"] = (i, t) => i.Make(t, "horizontal_flip", t.P),
        ["RandomVerticalFlip"] = (i, t) => i.Make(t, "vertical_flip", t.P),
        ["RandomRotation"] = (i, t) =>
        {
            if (t.IsTrue("expand"))
                i.Approximate(t, "the picture keeps its size (expand)");
            return i.Make(t, "rotation", 1, ("degrees", t.Numbers("degrees")), ("interpolation", Interpolation(i, t)), ("fill", Fill(i, t)));
        },
        ["RandomAffine"] = (i, t) => i.Make(
            t, "affine", 1, ("degrees", t.Numbers("degrees")), ("translate", t.Numbers("translate")), ("scale", t.Numbers("scale")),
            ("shear_x", t.Numbers("shear") is [var a, var b, ..] ? new[] { a, b } : null), ("shear_y", t.Numbers("shear") is [_, _, var c, var d] ? new[] { c, d } : null),
            ("interpolation", Interpolation(i, t) ?? "nearest"), ("fill", Fill(i, t))),
        ["RandomPerspective"] = (i, t) =>
        {
            if (!t.Says("distortion_scale"))
                i.Approximate(t, $"{Unsaid} distortion_scale, interpolation and fill: 0.5, bilinear and black are assumed");
            return i.Make(t, "perspective", t.P, ("distortion_scale", t.Number("distortion_scale")), ("interpolation", Interpolation(i, t)), ("fill", Fill(i, t)));
        },
        ["ElasticTransform"] = (i, t) =>
        {
            i.Approximate(t, "the field is made at knots sigma pixels apart, of the same strength");
            return i.Make(t, "elastic", 1, ("alpha", t.Number("alpha")), ("sigma", t.Number("sigma")), ("interpolation", Interpolation(i, t)), ("fill", Fill(i, t)));
        },
        ["ColorJitter"] = (i, t) => new[] { "brightness", "contrast", "saturation", "hue" }.Any(t.Says)
            ? i.Make(t, "color_jitter", 1, ("brightness", t.Numbers("brightness")), ("contrast", t.Numbers("contrast")), ("saturation", t.Numbers("saturation")), ("hue", t.Numbers("hue")))
            : null,
        ["Grayscale"] = (i, t) => i.Make(t, "grayscale", 1),
        ["RandomGrayscale"] = (i, t) => i.Make(t, "grayscale", t.P),
        ["GaussianBlur"] = (i, t) =>
        {
            if (t.Numbers("kernel_size") is [var x, var y] && x != y)
                i.Approximate(t, $"the filter is {x} pixels wide along both axes");
            return i.Make(t, "gaussian_blur", 1, ("sigma", t.Numbers("sigma")), ("kernel", t.Number("kernel_size")));
        },
        ["RandomInvert"] = (i, t) => i.Make(t, "invert", t.P),
        ["RandomPosterize"] = (i, t) => i.Make(t, "posterize", t.P, ("bits", Twice(t.Number("bits")))),
        ["RandomSolarize"] = (i, t) => i.Make(t, "solarize", t.P, ("threshold", Twice(t.Number("threshold") is > 1 and var level ? level / 255 : t.Number("threshold")))),
        ["RandomAdjustSharpness"] = (i, t) => i.Make(t, "sharpen", t.P, ("factor", Twice(t.Number("sharpness_factor")))),
        ["RandomAutocontrast"] = (i, t) => i.Make(t, "autocontrast", t.P),
        ["RandomEqualize"] = (i, t) => i.Make(t, "equalize", t.P),
        ["RandomErasing"] = Erasing,
        ["AutoAugment"] = (i, t) => i.Make(t, "auto_augment", 1, ("policy", t.Word("policy")?.ToLowerInvariant()), ("interpolation", Interpolation(i, t) ?? "nearest"), ("fill", Fill(i, t))),
        ["RandAugment"] = (i, t) => i.Make(
            t, "rand_augment", 1, ("n", t.Number("num_ops")), ("magnitude", Magnitude(i, t)), ("interpolation", Interpolation(i, t) ?? "nearest"), ("fill", Fill(i, t))),
        ["TrivialAugmentWide"] = (i, t) =>
        {
            if (t.Number("num_magnitude_bins") is { } bins && bins != 31)
                i.Approximate(t, $"31 magnitudes in place of {bins}");
            return i.Make(t, "trivial_augment", 1, ("interpolation", Interpolation(i, t) ?? "nearest"), ("fill", Fill(i, t)));
        },
        ["AugMix"] = (i, t) =>
        {
            if (t.Says("all_ops") && !t.IsTrue("all_ops"))
                i.Approximate(t, "brightness, colour, contrast and sharpness are drawn too (all_ops)");
            return i.Make(
                t, "aug_mix", 1, ("severity", t.Number("severity")), ("width", t.Number("mixture_width")), ("depth", t.Number("chain_depth") is > 0 and var depth ? Twice(depth) : null),
                ("alpha", t.Number("alpha")), ("interpolation", Interpolation(i, t)), ("fill", Fill(i, t)));
        },
        ["FiveCrop"] = Views,
        ["TenCrop"] = Views,
        ["Lambda"] = (i, t) => i.LeftOut(t, "its code is not in the print"),
    };

    /// <summary>Words that torchvision and albumentations have for interpolation.</summary>
    public static string? Interpolation(Importing importing, ForeignTransform from)
    {
        var word = from.Word("interpolation")?.ToLowerInvariant();
        if (word is null or "bilinear" or "bicubic" or "nearest")
            return word;
        importing.Approximate(from, $"{(word == "nearest_exact" ? "nearest" : "bicubic")} in place of {word} interpolation");
        return word == "nearest_exact" ? "nearest" : "bicubic";
    }

    private static double[]? Twice(double? value) => value is { } v ? [v, v] : null;

    private static Operation? Nothing(Importing importing, ForeignTransform from) => null;

    private static Operation? Views(Importing importing, ForeignTransform from) => importing.LeftOut(from, "a policy makes one view of an image; several are TenCrop.Views");

    // torchvision writes height before width.
    private static object? Size(ForeignTransform from) => from.Numbers("size") switch
    {
        [var side] => side,
        [var height, var width] => new[] { width, height },
        _ => null,
    };

    private static double? Fill(Importing importing, ForeignTransform from)
    {
        if (from.Numbers("fill") is not [var first, ..] all)
            return null;
        if (all.Any(f => f != first))
            importing.Approximate(from, "one value of fill for all channels");
        return first / 255;
    }

    private static string? Border(Importing importing, ForeignTransform from)
    {
        var mode = from.Word("padding_mode")?.ToLowerInvariant();
        if (mode == "symmetric")
            importing.Approximate(from, "the edge's pixels do not come twice (symmetric)");
        return mode switch { "edge" => "replicate", "reflect" or "symmetric" => "reflect", "constant" => "constant", _ => null };
    }

    private static Operation? RandomCrop(Importing importing, ForeignTransform from)
    {
        var padding = from.Numbers("padding") ?? [0];
        if (padding.Any(p => p != padding[0]))
            importing.Approximate(from, $"{padding.Max()} pixels of padding on all sides");
        if (from.Says("padding") && !from.Says("padding_mode"))
            importing.Approximate(from, $"{Unsaid} padding_mode and fill: black is assumed");
        return importing.Make(from, "random_crop", 1, ("size", Size(from)), ("padding", padding.Max()), ("border", Border(importing, from)), ("fill", Fill(importing, from)));
    }

    private static OneOf? Choice(Importing importing, ForeignTransform from)
    {
        var weights = from.Numbers("p") is { } p && p.Length == from.Inner.Count ? p : null;
        var made = from.Inner.Select(importing.Operation).ToList();
        if (made.Contains(null))
            importing.Approximate(from, "it chooses among what is left");
        var kept = Enumerable.Range(0, made.Count).Where(i => made[i] is not null && weights?[i] is not 0).ToList();
        return kept.Count == 0 ? null : new([.. kept.Select(i => made[i]!)], weights is null ? null : [.. kept.Select(i => weights[i])]);
    }

    private static double? Magnitude(Importing importing, ForeignTransform from)
    {
        var (magnitude, bins) = (from.Number("magnitude"), from.Number("num_magnitude_bins") ?? 31);
        var scaled = magnitude * 30 / Math.Max(1, bins - 1);
        if (scaled is { } exact && exact != Math.Round(exact))
            importing.Approximate(from, $"the magnitude {magnitude} of {bins} is {Math.Round(exact)} of 31");
        return scaled is { } s ? Math.Round(s) : null;
    }

    private static Operation? Erasing(Importing importing, ForeignTransform from)
    {
        var noise = from.Word("value") == "random";
        if (noise)
            importing.Approximate(from, "uniform noise in place of normal noise");
        var value = from.Numbers("value");
        // After normalisation 0 is the mean colour.
        if (importing.Normalised is { } scale && value is not null)
            value = [.. Enumerable.Range(0, scale.Mean.Count).Select(c => Math.Clamp(scale.Mean[c] + (value[Math.Min(c, value.Length - 1)] * scale.Std[c]), 0, 1))];
        return importing.Make(
            from, "random_erasing", from.P, ("scale", from.Numbers("scale")), ("ratio", from.Numbers("ratio")), ("value", value), ("content", noise ? "noise" : null));
    }
}
