using System.Security.Cryptography;
using DataTools.Catalog;
using DataTools.Catalog.Storage;
using DataTools.Evaluation.Predictions;
using DataTools.Training.Feeding;
using DataTools.Training.Runs;

namespace DataTools.Training.Distillation;

/// <summary>
/// What a teacher says of the samples that a run learns from. It lies in the run's folder, so that a resumed run learns the
/// very same numbers, whatever has become of the teacher since.
/// </summary>
internal sealed class SoftTargets
{
    private const string Hint = "Put the file back, or start a new run with `datatools train`.";

    private readonly int[] _rowOf;

    /// <param name="answers">Of the samples <paramref name="indices"/> in their order; a logit is the teacher's ln p.</param>
    /// <param name="indices">Their places in the split.</param>
    public SoftTargets(PredictionSet answers, int[] indices)
    {
        Answers = answers;
        _rowOf = new int[indices.Max() + 1];
        foreach (var (row, index) in indices.Index())
            _rowOf[index] = row;
    }

    /// <summary>Samples x classes.</summary>
    public PredictionSet Answers { get; }

    /// <summary>The row of <see cref="Answers"/> that is about the sample at that place in the split.</summary>
    public int RowOf(int index) => _rowOf[index];

    /// <summary>Writes them whole or not at all; gives the SHA-256 of the file.</summary>
    public string Save(string path)
    {
        PredictionsFile.Save(path, Answers);
        return Hash(path);
    }

    /// <summary>
    /// Those of a run that was begun; null where nobody teaches it. Throws <see cref="CorruptFileException"/> where the file
    /// is not the one that it began with.
    /// </summary>
    public static SoftTargets? Load(RunFolder run, TrainOptions options, EntrySplit train, ValidationSplit parts)
    {
        if (options.Distillation is not { } recipe)
            return null;
        var path = run.SoftTargets;
        if (!File.Exists(path))
            throw new CorruptFileException(path, "it is missing, and the run learns from it what its teacher says", Hint);
        var sha256 = Hash(path);
        if (sha256 != recipe.Sha256)
            throw new CorruptFileException(path, $"the run began with other soft targets: their SHA-256 was {recipe.Sha256}, the file's is {sha256}", Hint);
        var answers = PredictionsFile.Load(path);
        return answers.Classes.SequenceEqual(options.Classes, StringComparer.Ordinal) && answers.Ids.SequenceEqual(parts.TrainIndices.Select(train.Id), StringComparer.Ordinal)
            ? new(answers, parts.TrainIndices)
            : throw new CorruptFileException(path, "it is about other samples or classes than those that the run learns", Hint);
    }

    private static string Hash(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
