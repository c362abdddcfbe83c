namespace DataTools.Training.Checkpoints;

/// <summary>What was loaded into a model, and what was done so that it fits.</summary>
/// <param name="Form">What kind of file it was.</param>
/// <param name="Within">Where in it the tensors were; null: all of it.</param>
/// <param name="Loaded">Tensors taken over.</param>
/// <param name="Kept">Tensors of the model that are as they were initialised.</param>
/// <param name="Notes">A sentence for each thing that was done besides.</param>
public sealed record WeightsReport(string Form, string? Within, int Loaded, IReadOnlyList<string> Kept, IReadOnlyList<string> Notes)
{
    /// <summary>Batch normalisations that the file had folded into convolutions, by their names: they change nothing now.</summary>
    public IReadOnlyList<string> Unfolded { get; init; } = [];

    /// <summary>In a line: what came from where.</summary>
    public string Summary => $"{Loaded} tensors of a file of {Form}{(Within is null ? "" : $" ({Within} in it)")}";
}
