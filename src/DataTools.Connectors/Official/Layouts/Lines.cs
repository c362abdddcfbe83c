namespace DataTools.Connectors.Official.Layouts;

/// <summary>Lists in text files.</summary>
internal static class Lines
{
    /// <summary>The lines without blanks around them; empty ones are left out.</summary>
    public static IReadOnlyList<string> Of(string text) => text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
