using System.Text.Json.Nodes;
using DataTools.Imaging.Augmentation.Operations;

namespace DataTools.Imaging.Augmentation.Import;

using Maker = Func<Importing, ForeignTransform, Operation?>;

/// <summary>What each transform of albumentations (1.3) is here.</summary>
internal static class AlbumentationsTransforms
{
    private const int Deepest = 32;

    private static readonly string[] Interpolations = ["nearest", "bilinear", "bicubic", "area", "lanczos"];

    public static IReadOnlyDictionary<string, Maker> All { get; } = new Dictionary<string, Maker>(StringComparer.Ordinal)
    {
        ["Compose"] = (i, t) => i.Sequence(t, t.P),
        ["ReplayCompose"] = (i, t) => i.Sequence(t, t.P),
        ["Sequential"] = (i, t) => i.Sequence(t, t.P),
        ["OneOf"] = OneOf,
        ["SomeOf"] = SomeOf,
        ["NoOp"] = Nothing,
        ["ToTensorV2"] = Nothing,
        ["ToFloat"] = Nothing,
        ["Normalize"] = (i, t) =>
        {
            if (t.Number("max_pixel_value") is { } most && most != 255)
                return i.LeftOut(t, $"values go up to 255, not {most}");
            return i.Normalise(t, t.Numbers("mean"), t.Numbers("std"));
        },
        ["HorizontalFlip"] = (i, t) => i.Make(t, "horizontal_flip", Probability(t)),
        ["VerticalFlip"] = (i, t) => i.Make(t, "vertical_flip", Probability(t)),
        ["Flip"] = (i, t) => new OneOf([new HorizontalFlip(), new VerticalFlip(), new Rotate90((2, 2))], null) { P = Probability(t) },
        ["Transpose"] = (i, t) => i.Make(t, "transpose", Probability(t)),
        ["RandomRotate90"] = (i, t) => i.Make(t, "rotate90", Probability(t)),
        ["Rotate"] = (i, t) =>
        {
            if (t.IsTrue("crop_border"))
                i.Approximate(t, "the corners are not cut off (crop_border)");
            return i.Make(t, "rotation", Probability(t), ("degrees", t.Range("limit")), ("interpolation", Interpolation(i, t)), ("border", Border(i, t)), ("fill", Fill(t)));
        },
        ["ShiftScaleRotate"] = ShiftScaleRotate,
        ["Crop"] = (i, t) => i.Make(
            t, "crop", Probability(t), ("x", t.Number("x_min")), ("y", t.Number("y_min")), ("size", new[] { (t.Number("x_max") - t.Number("x_min")) ?? 0, (t.Number("y_max") - t.Number("y_min")) ?? 0 })),
        ["CenterCrop"] = (i, t) => i.Make(t, "center_crop", Probability(t), ("size", Size(t))),
        ["RandomCrop"] = (i, t) => i.Make(t, "random_crop", Probability(t), ("size", Size(t))),
        ["RandomResizedCrop"] = (i, t) => i.Make(
            t, "random_resized_crop", Probability(t), ("size", Size(t)), ("scale", t.Numbers("scale")), ("ratio", t.Numbers("ratio")), ("interpolation", Interpolation(i, t))),
        ["Resize"] = (i, t) => Antialiased(i, t, i.Make(t, "resize", Probability(t), ("size", Size(t)), ("interpolation", Interpolation(i, t)))),
        ["SmallestMaxSize"] = (i, t) => Antialiased(i, t, i.Make(t, "resize", Probability(t), ("size", t.Number("max_size")), ("interpolation", Interpolation(i, t)))),
        ["GridDistortion"] = (i, t) =>
        {
            if (!t.IsTrue("normalized"))
                i.Approximate(t, "the grid is scaled so that the picture's edges stay");
            return i.Make(
                t, "grid_distortion", Probability(t), ("cells", t.Number("num_steps")), ("limit", t.Range("distort_limit") is { } limit ? limit.Max(Math.Abs) : null),
                ("interpolation", Interpolation(i, t)), ("border", Border(i, t)), ("fill", Fill(t)));
        },
        ["ElasticTransform"] = (i, t) =>
        {
            i.Approximate(t, "the field is made at knots sigma pixels apart, of the same strength, and nothing else is moved (alpha_affine)");
            // torchvision's strength, by which ours goes, is half as much.
            return i.Make(
                t, "elastic", Probability(t), ("alpha", t.Number("alpha") * 2), ("sigma", t.Number("sigma")), ("interpolation", Interpolation(i, t)), ("border", Border(i, t)), ("fill", Fill(t)));
        },
        ["ColorJitter"] = (i, t) => i.Make(
            t, "color_jitter", Probability(t), ("brightness", t.Numbers("brightness")), ("contrast", t.Numbers("contrast")), ("saturation", t.Numbers("saturation")), ("hue", t.Numbers("hue"))),
        ["RandomBrightnessContrast"] = BrightnessContrast,
        ["RandomGamma"] = (i, t) => i.Make(t, "gamma", Probability(t), ("gamma", t.Range("gamma_limit")?.Select(g => g / 100).ToArray())),
        ["HueSaturationValue"] = (i, t) =>
        {
            i.Approximate(t, "only the hue is turned: saturation and value are added to there, and multiplied here");
            return i.Make(t, "hue", Probability(t), ("shift", t.Range("hue_shift_limit")?.Select(h => h / 180).ToArray()));
        },
        ["ToGray"] = (i, t) => i.Make(t, "grayscale", Probability(t)),
        ["ChannelShuffle"] = (i, t) => i.Make(t, "channel_shuffle", Probability(t)),
        ["FancyPCA"] = (i, t) =>
        {
            i.Approximate(t, "the components are ImageNet's, not each picture's own");
            return i.Make(t, "pca_lighting", Probability(t), ("std", t.Number("alpha")));
        },
        ["CLAHE"] = (i, t) => i.Make(t, "clahe", Probability(t), ("clip_limit", t.Numbers("clip_limit") is [var most] ? new[] { 1, most } : t.Numbers("clip_limit")), ("tiles", t.Number("tile_grid_size"))),
        ["Posterize"] = (i, t) => t.Numbers("num_bits") is { Length: 1 or 2 } bits
            ? i.Make(t, "posterize", Probability(t), ("bits", new[] { bits[0], bits[^1] })) : i.LeftOut(t, "bits for each channel"),
        ["Solarize"] = (i, t) => i.Make(t, "solarize", Probability(t), ("threshold", t.Numbers("threshold")?.Select(v => Math.Min(1, v / 255)).ToArray())),
        ["InvertImg"] = (i, t) => i.Make(t, "invert", Probability(t)),
        ["Equalize"] = (i, t) =>
        {
            if (t.Word("mode") == "cv" || t.IsTrue("by_channels"))
                i.Approximate(t, "each channel, as Pillow does it");
            return i.Make(t, "equalize", Probability(t));
        },
        ["GaussianBlur"] = (i, t) =>
        {
            if (t.Range("sigma_limit") is [var low, > 0 and var high])
                return i.Make(t, "gaussian_blur", Probability(t), ("sigma", new[] { Math.Max(0.01, low), high }));
            i.Approximate(t, "the width is drawn evenly between those that OpenCV takes for the smallest and the largest filter");
            return i.Make(t, "gaussian_blur", Probability(t), ("sigma", Kernels(t)?.Select(k => (0.3 * (((k - 1) * 0.5) - 1)) + 0.8).ToArray()));
        },
        ["MotionBlur"] = (i, t) =>
        {
            i.Approximate(t, "lines of any length and direction through the pixel");
            return i.Make(t, "motion_blur", Probability(t), ("length", Kernels(t)));
        },
        ["GaussNoise"] = (i, t) =>
        {
            i.Approximate(t, "the deviation is drawn evenly, not the variance");
            return i.Make(t, "gaussian_noise", Probability(t), ("std", t.Numbers("var_limit") is { } v ? new[] { v.Length == 1 ? 0 : Math.Sqrt(v[0]) / 255, Math.Sqrt(v[^1]) / 255 } : null));
        },
        ["ImageCompression"] = Compression,
        ["JpegCompression"] = Compression,
        ["Downscale"] = (i, t) => i.Make(
            t, "downscale", Probability(t), ("factor", new[] { t.Number("scale_min") ?? 0.25, t.Number("scale_max") ?? 0.25 }),
            ("interpolation", t.Number("interpolation") is null or 0 ? "nearest" : "bilinear")),
        ["RandomScale"] = (i, t) => i.LeftOut(t, "operations of random output size do not batch; scale keeps the size"),
        ["PadIfNeeded"] = (i, t) => i.LeftOut(t, "crops pad by themselves where the picture is too small"),
    };

    /// <summary>What A.to_dict made. Throws <see cref="FormatException"/>.</summary>
    public static ForeignTransform Read(JsonNode? json) =>
        Transform((json as JsonObject)?["transform"] ?? json, 0);

    private static ForeignTransform Transform(JsonNode? json, int depth)
    {
        if (depth > Deepest)
            throw new FormatException("nested too deeply");
        if (json is not JsonObject map || map["__class_fullname__"] is not JsonValue name || !name.TryGetValue<string>(out var full))
            throw new FormatException("a transform has no __class_fullname__");
        var inner = map["transforms"] is JsonArray list ? list.Select(t => Transform(t, depth + 1)) : [];
        return new(full[(full.LastIndexOf('.') + 1)..], map.ToDictionary(v => v.Key, v => v.Value, StringComparer.Ordinal), [.. inner]);
    }

    private static Operation? Nothing(Importing importing, ForeignTransform from) => null;

    private static double Probability(ForeignTransform from) => from.IsTrue("always_apply") ? 1 : from.P;

    private static double[] Size(ForeignTransform from) =>
        from.Numbers("size") is [var h, var w] ? [w, h] : [from.Number("width") ?? 0, from.Number("height") ?? 0];

    private static double[]? Kernels(ForeignTransform from) => from.Numbers("blur_limit") is [var most] ? [3, most] : from.Numbers("blur_limit");

    private static double? Fill(ForeignTransform from) => from.Number("value") / 255;

    private static string? Interpolation(Importing importing, ForeignTransform from)
    {
        if (from.Number("interpolation") is not { } number)
            return null;
        var word = number >= 0 && number < Interpolations.Length ? Interpolations[(int)number] : "lanczos";
        if (word is not ("area" or "lanczos"))
            return word;
        importing.Approximate(from, $"{(word == "area" ? "bilinear" : "bicubic")} in place of {word} interpolation");
        return word == "area" ? "bilinear" : "bicubic";
    }

    private static Operation? Antialiased(Importing importing, ForeignTransform from, Operation? made)
    {
        if (made is not null && from.Number("interpolation") is null or 1 or 2)
            importing.Approximate(from, "antialiased where it shrinks, which OpenCV is not");
        return made;
    }

    // OpenCV's numbers: constant, replicate, reflect, wrap, reflect without the edge's pixels twice.
    private static string? Border(Importing importing, ForeignTransform from)
    {
        if (from.Number("border_mode") is 2 or 3)
            importing.Approximate(from, "the border is mirrored without the edge's pixels coming twice");
        return from.Number("border_mode") switch { 0 => "constant", 1 => "replicate", null => null, _ => "reflect" };
    }

    private static OneOf? OneOf(Importing importing, ForeignTransform from)
    {
        // The probabilities of what is inside are weights; what is chosen is then always applied.
        var made = from.Inner.Select(importing.Operation).ToList();
        if (made.Contains(null))
            importing.Approximate(from, "it chooses among what is left");
        var kept = made.Where(o => o is { P: > 0 }).ToList();
        return kept.Count == 0 ? null : new([.. kept.Select(o => o! with { P = 1 })], [.. kept.Select(o => o!.P)]) { P = from.P };
    }

    private static SomeOf? SomeOf(Importing importing, ForeignTransform from)
    {
        var inner = importing.Operations(from.Inner);
        if (from.IsTrue("replace") || inner.Select(o => o.P).Distinct().Count() > 1 || inner.Count < from.Inner.Count)
            importing.Approximate(from, "none comes twice, all are as likely, and they are applied in the list's order");
        var n = (int)Math.Min(inner.Count, Math.Max(0, from.Number("n") ?? 1));
        return inner.Count == 0 ? null : new([.. inner.Select(o => o with { P = 1 })], (n, n)) { P = from.P };
    }

    private static Operation? ShiftScaleRotate(Importing importing, ForeignTransform from)
    {
        double[] x = from.Range("shift_limit_x") ?? from.Range("shift_limit") ?? [-0.0625, 0.0625], y = from.Range("shift_limit_y") ?? from.Range("shift_limit") ?? [-0.0625, 0.0625];
        if (x[0] != -x[1] || y[0] != -y[1])
            importing.Approximate(from, "shifts as far to one side as to the other");
        // 1.3 serialises the limits of scale about 0.
        var scale = from.Range("scale_limit") ?? [-0.1, 0.1];
        return importing.Make(
            from, "affine", Probability(from), ("degrees", from.Range("rotate_limit")?.Select(d => -d).Order().ToArray()), ("translate", new[] { x.Max(Math.Abs), y.Max(Math.Abs) }),
            ("scale", new[] { 1 + scale[0], 1 + scale[1] }), ("interpolation", Interpolation(importing, from)), ("border", Border(importing, from)), ("fill", Fill(from)));
    }

    private static Sequential? BrightnessContrast(Importing importing, ForeignTransform from)
    {
        importing.Approximate(from, "brightness multiplies where it adds there, and contrast is about the picture's mean");
        var brightness = importing.Make(from, "brightness", 1, ("factor", from.Range("brightness_limit")?.Select(v => 1 + v).ToArray()));
        var contrast = importing.Make(from, "contrast", 1, ("factor", from.Range("contrast_limit")?.Select(v => 1 + v).ToArray()));
        return brightness is null || contrast is null ? null : new([brightness, contrast]) { P = Probability(from) };
    }

    private static Operation? Compression(Importing importing, ForeignTransform from) => from.Number("compression_type") is > 0
        ? importing.LeftOut(from, "only JPEG is compressed and read again")
        : importing.Make(from, "jpeg_compression", Probability(from), ("quality", new[] { from.Number("quality_lower") ?? 99, from.Number("quality_upper") ?? 100 }));
}
