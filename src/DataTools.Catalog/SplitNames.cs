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

    /// <summary>
    /// Splits in the order in which they are stored, shown and fingerprinted: by <see cref="Order"/>, then by name.
    /// </summary>
    public static IEnumerable<T> InOrder<T>(IEnumerable<T> splits, Func<T, string> name) =>
        splits.OrderBy(s => Order(name(s))).ThenBy(name, StringComparer.Ordinal);

    /// <summary>
    /// Whether a split can be called so: parts of ASCII letters, digits and '_', separated by dots, as Hugging Face
    /// <c>datasets</c> demands, and none of the entry's own files.
    /// </summary>
    public static bool IsName(string name) =>
        name.Length <= 100 && !name.EndsWith(".json", StringComparison.OrdinalIgnoreCase) &&
        name.Split('.').All(part => part.Length > 0 && part.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'));
}
