using System.Text.Json.Serialization;
using DataTools.Evaluation.Choices;

namespace DataTools.Training.Runs;

/// <summary>What may go into a soup.</summary>
/// <param name="Name">The member: a run, or a run with what of it behind an @.</param>
/// <param name="Weights">SHA-256 of its file of weights.</param>
/// <param name="HeldOutAccuracy">Top-1 on the samples to choose on, by itself.</param>
/// <param name="Taken">Whether it is in.</param>
public sealed record SoupIngredient(string Name, string Weights, double HeldOutAccuracy, bool Taken);

/// <summary>
/// How the weights of a run came about that nobody trained: the mean of others' (Wortsman et al., "Model soups", ICML 2022),
/// batch normalisation estimated anew. Part of <c>options.json</c>.
/// </summary>
/// <param name="IsGreedy">Whether ingredients were taken one by one while the accuracy did not fall; else all were.</param>
/// <param name="Ingredients">In the order in which they were tried, the best first.</param>
/// <param name="Accuracy">Top-1 of the soup on the samples to choose on.</param>
/// <param name="Choice">These samples. A uniform soup is judged by them and chooses nothing.</param>
public sealed record SoupRecipe(bool IsGreedy, IReadOnlyList<SoupIngredient> Ingredients, double Accuracy, Choice Choice)
{
    /// <summary>The choice that one of those that are in came of, where it was made on what nothing may be chosen on; else null.</summary>
    public Choice? Forced { get; init; }

    /// <summary>What was chosen so that the weights are what they are; null where nothing was. One that was forced stays, whatever is made of it.</summary>
    [JsonIgnore]
    public Choice? Chosen => IsGreedy && Choice.IsForced ? Choice : Forced ?? (IsGreedy ? Choice : null);

    /// <summary>The names of those that are in.</summary>
    [JsonIgnore]
    public IEnumerable<string> Taken => Ingredients.Where(i => i.Taken).Select(i => i.Name);

    /// <summary>Top-1 of the best ingredient alone.</summary>
    [JsonIgnore]
    public double Best => Ingredients.Max(i => i.HeldOutAccuracy);
}
