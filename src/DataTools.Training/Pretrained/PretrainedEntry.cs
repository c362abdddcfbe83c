using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DataTools.Training.Pretrained;

/// <summary>Published weights: where they are, what network they are of, and what goes with them: <c>catalogs/models/NAME.json</c>.</summary>
public sealed record PretrainedEntry
{
    /// <summary>The version of this file's shape.</summary>
    public int FormatVersion { get; init; }

    /// <summary>The name after <c>--pretrained</c>; the file is called so too.</summary>
    public string Name { get; init; } = "";

    /// <summary>A title for people.</summary>
    public string Title { get; init; } = "";

    /// <summary>Where to read about them.</summary>
    public string Homepage { get; init; } = "";

    /// <summary>The licence as their makers state it.</summary>
    public string License { get; init; } = "";

    /// <summary>The network, by its name in the catalogue of models.</summary>
    public string Model { get; init; } = "";

    /// <summary>Whether <c>--pretrained</c> without a name takes these for that network.</summary>
    public bool Default { get; init; }

    /// <summary><c>hf:OWNER/NAME</c>, or an https:// address.</summary>
    public string Source { get; init; } = "";

    /// <summary>Branch, tag or commit at the Hub.</summary>
    public string? Revision { get; init; }

    /// <summary>The path in the repository at the Hub.</summary>
    public string? File { get; init; }

    /// <summary>The file's size.</summary>
    public long? Bytes { get; init; }

    /// <summary>The file's SHA-256; left out where the Hub's own is what is verified.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The beginning of it, where its makers publish no more.</summary>
    public string? Sha256Prefix { get; init; }

    /// <summary>Whose names of layers they have, where these are not torchvision's.</summary>
    public string? Names { get; init; }

    /// <summary>How many classes they tell apart.</summary>
    public int Classes { get; init; }

    /// <summary>In words: which classes, and where a list of their names is.</summary>
    public string ClassNames { get; init; } = "";

    /// <summary>What images went through in training, and so must go through here.</summary>
    public PretrainedPreprocessing Preprocessing { get; init; } = new();

    /// <summary>What their makers measured.</summary>
    public PretrainedAccuracy? Accuracy { get; init; }

    /// <summary>Keys that mean nothing; the file is refused where there are any.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; init; }
}

/// <summary>How images were prepared: the shorter side to <see cref="Resize"/>, a square out of the middle, normalised.</summary>
public sealed record PretrainedPreprocessing
{
    /// <summary>Values of <see cref="Interpolation"/>.</summary>
    public const string Bilinear = "bilinear", Bicubic = "bicubic";

    /// <summary>What most networks for ImageNet were trained with.</summary>
    public static PretrainedPreprocessing ImageNet { get; } = new()
    {
        InputSize = 224,
        Resize = 256,
        Interpolation = Bilinear,
        Mean = [0.485, 0.456, 0.406],
        Std = [0.229, 0.224, 0.225],
    };

    /// <summary>The same with inputs in [-1, 1]: what Inception and most networks from TensorFlow were trained with.</summary>
    public static PretrainedPreprocessing ImageNetInception { get; } = ImageNet with { Mean = [0.5, 0.5, 0.5], Std = [0.5, 0.5, 0.5] };

    /// <summary>Side of the square input in pixels.</summary>
    public int InputSize { get; init; }

    /// <summary>The shorter side before the crop, in testing.</summary>
    public int Resize { get; init; }

    /// <summary>bilinear or bicubic.</summary>
    public string Interpolation { get; init; } = "";

    /// <summary>Per channel, in [0, 1].</summary>
    public IReadOnlyList<double> Mean { get; init; } = [];

    /// <summary>Per channel, in [0, 1].</summary>
    public IReadOnlyList<double> Std { get; init; } = [];

    /// <summary>In a line, for people.</summary>
    public override string ToString()
    {
        string Numbers(IReadOnlyList<double> values) => $"[{string.Join(", ", values.Select(v => v.ToString(CultureInfo.InvariantCulture)))}]";
        return $"the shorter side to {Resize} ({Interpolation}), the middle {InputSize} x {InputSize}, less {Numbers(Mean)}, divided by {Numbers(Std)}";
    }
}

/// <summary>A published accuracy.</summary>
/// <param name="Top1">In percent.</param>
/// <param name="Top5">In percent.</param>
/// <param name="On">Of which images.</param>
public sealed record PretrainedAccuracy(double Top1, double? Top5, string On);
