using System.Text.Json.Serialization;
using DataTools.Catalog;
using DataTools.Training.Checkpoints;
using DataTools.Training.Models;

namespace DataTools.Training.Runs;

/// <summary>Weights that a run begins with, and the preprocessing that travels with them; part of <c>options.json</c>.</summary>
public sealed record InitialWeights
{
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

    /// <summary>What was loaded, and what was done so that it fits; filled in at the start.</summary>
    public IReadOnlyList<string> Report { get; init; } = [];

    /// <summary>Batch normalisations that the file had folded, known once it was loaded.</summary>
    [JsonIgnore]
    internal IReadOnlyList<string> Unfolded { get; private init; } = [];

    /// <summary>
    /// The mean and deviation for images of that many channels, or the given ones where the weights have none. Where one
    /// channel takes the place of three, it is their mean.
    /// </summary>
    internal (IReadOnlyList<double> Mean, IReadOnlyList<double> Std) Normalisation(int channels, IReadOnlyList<double> mean, IReadOnlyList<double> std) =>
        Mean.Count == 0 ? (mean, std) : channels == Mean.Count ? (Mean, Std) : ([Math.Round(Mean.Average(), 4)], [Math.Round(Std.Average(), 4)]);

    /// <summary>Whether they fit the network, with what <see cref="Sha256"/> and <see cref="Report"/> say then. Throws where they do not.</summary>
    internal InitialWeights Checked(ModelDefinition definition, ModelShape shape)
    {
        using var model = definition.Build(shape);
        return Into(model);
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
