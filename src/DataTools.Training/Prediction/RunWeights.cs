using System.Security.Cryptography;
using DataTools.Catalog;
using DataTools.Catalog.Storage;
using DataTools.Training.Runs;

namespace DataTools.Training.Prediction;

/// <summary>One file of weights of a run, or an exported file, and what it is called as a member of an ensemble.</summary>
/// <param name="Run">The run.</param>
/// <param name="Name">The run's name, with what of it behind an @ where it is not the best.</param>
/// <param name="Path">The file.</param>
public sealed record RunWeights(RunFolder Run, string Name, string Path)
{
    /// <summary>The weights that a run is used with unless others are asked for.</summary>
    public static RunWeights Best(RunFolder run) => new(run, run.Name, run.BestWeights);

    /// <summary>Exported files, as they are named behind the @ of a member: in 32 and in 8 bits.</summary>
    public const string Onnx = "onnx", Int8 = "int8";

    /// <summary><see cref="Onnx"/> or <see cref="Int8"/>, which ONNX Runtime runs from whole pictures, since their preprocessing is inside; else null.</summary>
    public string? Form => !Path.EndsWith(RunFolder.ExportEnding, StringComparison.Ordinal) ? null : System.IO.Path.GetFileName(Path) == System.IO.Path.GetFileName(Run.Export(int8: true)) ? Int8 : Onnx;

    /// <summary>SHA-256 of the file.</summary>
    public string Sha256()
    {
        RequireFile();
        var hash = "";
        StorageFaults.Explain(Path, () =>
        {
            using var weights = File.OpenRead(Path);
            hash = Convert.ToHexStringLower(SHA256.HashData(weights));
        });
        return hash;
    }

    /// <summary>The command that writes an exported file.</summary>
    internal string Exporting => $"datatools export-model {Run.Name}{(Form == Int8 ? " --int8" : "")}";

    /// <summary>Throws <see cref="NotFoundException"/> before there are any.</summary>
    internal void RequireFile()
    {
        if (!File.Exists(Path))
            throw new NotFoundException($"{Run.Name} has no {System.IO.Path.GetFileName(Path)}", Form is null ? $"Train it until its first epoch is done: datatools resume {Run.Name}" : $"Write it: {Exporting}");
    }
}
