using System.Globalization;
using DataTools.Evaluation.Choices;

namespace DataTools.Training.Runs;

/// <summary>One voice of a teacher.</summary>
/// <param name="Name">The run, what of it behind an @, the folds, or the file.</param>
/// <param name="Sha256">Of its file of weights; of folds, of these hashes in order; of predictions of another tool, of their file.</param>
public sealed record TeacherMember(string Name, string Sha256)
{
    /// <summary>Its weight in the fusion; null where the rule has none.</summary>
    public double? Share { get; init; }
}

/// <summary>Who taught a run, and what: part of <c>options.json</c>.</summary>
/// <param name="Members">In the order in which they were fused.</param>
/// <param name="Samples">How many samples they taught: those that the run learns from, none that it holds out.</param>
/// <param name="Accuracy">The share of these for which the teacher's answer is the label.</param>
/// <param name="Confidence">Mean probability of the teacher's answer. Near 1 where it knows the samples by heart.</param>
/// <param name="Softened">The same at the temperature of the run: what it learns.</param>
public sealed record DistillationRecipe(IReadOnlyList<TeacherMember> Members, int Samples, double Accuracy, double Confidence, double Softened)
{
    /// <summary>Of the file with the soft targets in the run's folder; checked when the run is resumed.</summary>
    public string Sha256 { get; init; } = "";

    /// <summary>What the fusion chose by; null where it chose nothing.</summary>
    public Choice? Choice { get; init; }

    /// <summary>Who it is: <c>a</c>, or <c>weighted of a (0.60), b (0.40)</c>.</summary>
    public string Who(TrainOptions options)
    {
        var names = string.Join(", ", Members.Select(m => m.Share is { } share ? $"{m.Name} ({share.ToString("F2", CultureInfo.InvariantCulture)})" : m.Name));
        return Members.Count == 1 ? names : $"{options.TeacherFuse} of {names}";
    }

    /// <summary>What it taught, in words.</summary>
    public string What(TrainOptions options) => string.Create(
        CultureInfo.InvariantCulture,
        $"on the {Samples:N0} samples to learn from its answer is the label {100 * Accuracy:F2} % of the time, with a mean probability of {Confidence:F4}; at temperature {options.DistillTemperature} that is {Softened:F4}");
}
