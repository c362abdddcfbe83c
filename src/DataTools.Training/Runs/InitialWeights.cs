using System.Text.Json.Serialization;
using DataTools.Catalog;
using DataTools.Training.Checkpoints;
using DataTools.Training.Models;
using DataTools.Training.Pretrained;

namespace DataTools.Training.Runs;

/// <summary>Weights that a run begins with, and the preprocessing that travels with them; part of <c>options.json</c>.</summary>
public sealed record InitialWeights
{
    /// <summary>Who says what images went through, where the weights themselves do.</summary>
    internal const string TheFile = "the file";

    /// <summary>The file, as a full path.</summary>
    public required string Path { get; init; }

    /// <summary>Where it is from: a registry entry's source at its commit, or the path as the user wrote it.</summary>
    public required string Source { get; init; }

    /// <summary>Of its bytes; filled in at the start, checked when it is read again.</summary>
    public string Sha256 { get; init; } = "";

    /// <summary>Whose names of layers it has; null: found by looking.</summary>
    public string? Names { get; init; }

    /// <summary>Side of the input that it was trained on; 0: not known.</summary>
    public int ImageSize { get; init; }

    /// <summary>What images were normalised with, a number for each of three channels; empty: not known, and the entry's own are taken.</summary>
    public IReadOnlyList<double> Mean { get; init; } = [];

    /// <summary>As <see cref="Mean"/>.</summary>
    public IReadOnlyList<double> Std { get; init; } = [];

    /// <summary>The shorter side of images before the square of <see cref="ImageSize"/> was cut out; 0: not known.</summary>
    public int Resize { get; init; }

    /// <summary>How images were resized, bilinear or bicubic; null: not known.</summary>
    public string? Interpolation { get; init; }

    /// <summary>Who says what images went through; null: nobody.</summary>
    public string? PreprocessingFrom { get; init; }

    /// <summary>What was loaded, and what was done so that it fits; filled in at the start.</summary>
    public IReadOnlyList<string> Report { get; init; } = [];

    /// <summary>Batch normalisations that the file had folded, known once it was loaded.</summary>
    [JsonIgnore]
    internal IReadOnlyList<string> Unfolded { get; private init; } = [];

    /// <summary>
    /// The mean and deviation for images of that many channels, or the given ones where the weights have none. Where one
    /// channel takes the place of three, it is their mean; where three take the place of one, each is that.
    /// </summary>
    internal (IReadOnlyList<double> Mean, IReadOnlyList<double> Std) Normalisation(int channels, IReadOnlyList<double> mean, IReadOnlyList<double> std) =>
        Mean.Count == 0 ? (mean, std) : channels == Mean.Count ? (Mean, Std) : channels > 1 ? ([Mean[0], Mean[0], Mean[0]], [Std[0], Std[0], Std[0]]) : ([Math.Round(Mean.Average(), 4)], [Math.Round(Std.Average(), 4)]);

    /// <summary>The same with what images went through when the weights were trained, as <paramref name="from"/> says.</summary>
    public InitialWeights With(PretrainedPreprocessing preprocessing, string from) => this with
    {
        ImageSize = preprocessing.InputSize,
        Resize = preprocessing.Resize,
        Interpolation = preprocessing.Interpolation,
        Mean = preprocessing.Mean,
        Std = preprocessing.Std,
        PreprocessingFrom = from,
    };

    /// <summary>The same with what the file says of itself, where nobody has said it.</summary>
    internal InitialWeights Described()
    {
        if (PreprocessingFrom is not null || Mean.Count > 0)
            return this;
        using var file = WeightsFile.Read(Path);
        return WeightsMetadata.Preprocessing(file) is { } said ? With(said, TheFile) : this;
    }

    /// <summary>The same with the hash of the file's bytes: what goes on with them later must find the same ones.</summary>
    internal InitialWeights Hashed()
    {
        using var file = WeightsFile.Read(Path);
        return this with { Sha256 = Sha256.Length > 0 ? Sha256 : file.Sha256() };
    }

    /// <summary>Whether they fit the network, with what <see cref="Sha256"/> and <see cref="Report"/> say then. Throws where they do not.</summary>
    internal InitialWeights Checked(ModelDefinition definition, ModelShape shape, IReadOnlyList<string> classes)
    {
        using var model = definition.Build(shape);
        var loaded = Into(model);
        return loaded with { Report = [.. loaded.Report, .. Classes(classes), .. Preprocessing(shape)] };
    }

    private IEnumerable<string> Classes(IReadOnlyList<string> classes)
    {
        using var file = WeightsFile.Read(Path);
        if (WeightsMetadata.Classes(file) is { } own && own.Count == classes.Count && !own.SequenceEqual(classes, StringComparer.Ordinal))
            yield return $"The file's {own.Count} classes are other ones, such as {own[0]}: the head begins with what it learnt of those.";
    }

    private IEnumerable<string> Preprocessing(ModelShape shape)
    {
        if (Mean.Count == 0)
            yield return $"Nobody says what images went through when these weights were trained: mean and deviation are measured here. Where you know it, name it with --preprocessing ({PretrainedRegistry.ImageNet}, {PretrainedRegistry.ImageNetInception}, or a name that `datatools models` lists).";
        else if (PreprocessingFrom is not null)
            yield return $"Images are prepared as {PreprocessingFrom} says: the shorter side to {Resize}, {Interpolation}, {ImageSize} x {ImageSize}{(shape.ImageSize == ImageSize ? "" : $" (here {shape.ImageSize} x {shape.ImageSize}, to that scale)")}.";
    }

    /// <summary>The same, and the report says that folded normalisation is measured before it learns.</summary>
    internal InitialWeights Measured(int samples) => this with
    {
        Report = [.. Report, $"Before the first step it is given the mean and the deviation of its input over {samples} training images, and weights that cancel them: the network says what it said."],
    };

    /// <summary>Loads them. Throws <see cref="CorruptFileException"/> where the file is not the one that the run began with.</summary>
    internal InitialWeights Into(ImageModel model)
    {
        using var file = WeightsFile.Read(Path);
        var sha256 = file.Sha256();
        if (Sha256.Length > 0 && sha256 != Sha256)
            throw new CorruptFileException(Path, $"the run began with other weights: their SHA-256 was {Sha256}, the file's is {sha256}", "Put the file back, or start a new run with `datatools train`.");
        var report = Weights.Load(file, model, model.HeadName, Names is null ? null : KeyMap.Find(Names));
        return this with { Sha256 = sha256, Report = [report.Summary, .. report.Notes], Unfolded = report.Unfolded };
    }
}
