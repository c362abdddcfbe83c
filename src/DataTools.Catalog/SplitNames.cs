namespace DataTools.Catalog;

/// <summary>The names of splits, and the spellings under which they are found in the wild.</summary>
public static class SplitNames
{
    /// <summary>Samples to learn from.</summary>
    public const string Train = "train";

    /// <summary>Samples for choices: epochs, weights, thresholds.</summary>
    public const string Validation = "validation";

    /// <summary>Samples for the final figure only.</summary>
    public const string Test = "test";

    /// <summary>train, validation or test for a usual spelling of it (val, valid, dev, training, testing, eval ...), else null.</summary>
    public static string? Canonical(string name) => name.ToLowerInvariant() switch
    {
        "train" or "training" => Train,
        "validation" or "val" or "valid" or "dev" => Validation,
        "test" or "testing" or "eval" or "evaluation" => Test,
        _ => null,
    };

    /// <summary>The order in which splits are stored and shown: train, validation, test, then others by name.</summary>
    public static int Order(string name) => name switch { Train => 0, Validation => 1, Test => 2, _ => 3 };
}
