namespace DataTools.Catalog.Cards;

/// <summary>How an entry was made from another: enough to make it again when the other is gone.</summary>
/// <param name="Operation">augment, fix, split, subset ...</param>
/// <param name="Options">Everything that decides about the result, as the command line takes it.</param>
/// <param name="Card">The other's card, with its own derivation.</param>
public sealed record Derivation(string Operation, IReadOnlyDictionary<string, string> Options, DatasetCard Card)
{
    /// <summary>The operation that writes augmented copies.</summary>
    public const string Augment = "augment";

    /// <summary>The card of an entry that is about to be made from the one that <paramref name="parent"/> describes.</summary>
    public static DatasetCard Draft(
        DatasetCard parent, string name, string operation, IReadOnlyDictionary<string, string> options, DateTimeOffset now, string tool) => parent with
        {
            Name = name,
            Source = $"{operation}:{parent.Name}",
            Revision = null,
            Options = new Dictionary<string, string>(),
            Files = [],
            SkippedSamples = 0,
            Parent = new(operation, options, parent),
            CreatedAt = now,
            Tool = tool,
        };

    /// <summary>Whether the operation stands anywhere in the history of an entry.</summary>
    public static bool IsInHistory(DatasetCard card, string operation)
    {
        for (var step = card.Parent; step is not null; step = step.Card.Parent)
        {
            if (step.Operation == operation)
                return true;
        }
        return false;
    }
}
