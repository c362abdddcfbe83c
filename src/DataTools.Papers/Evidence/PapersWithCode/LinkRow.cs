using System.Text.Json;
using System.Text.Json.Serialization;

namespace DataTools.Papers.Evidence.PapersWithCode;

/// <summary>A row of the Papers-with-Code links: a repository that belongs to a paper.</summary>
/// <param name="fields">What stands in <see cref="Columns"/>, in that order; null: nothing.</param>
/// <param name="broken">What is wrong with the row, where its fields cannot be told; null: nothing.</param>
internal sealed class LinkRow(string?[] fields, string? broken = null)
{
    /// <summary>The fields that are read; called so in JSON and in tables.</summary>
    public static IReadOnlyList<string> Columns { get; } =
        ["paper_url", "paper_title", "paper_arxiv_id", "paper_url_abs", "repo_url", "is_official", "mentioned_in_paper"];

    /// <summary>Those without which a list is none of these links.</summary>
    public static IReadOnlyList<string> Needed { get; } = ["paper_title", "repo_url", "is_official"];

    /// <summary>The paper's page at Papers with Code.</summary>
    public string? PaperUrl => fields[0];

    public string? Title => fields[1];

    /// <summary>Its arXiv id, mostly without a version; absent for about half of all rows.</summary>
    public string? Arxiv => fields[2];

    /// <summary>The page of its abstract, at arXiv or elsewhere.</summary>
    public string? AbstractUrl => fields[3];

    /// <summary>The repository's address.</summary>
    public string Repository => fields[4]!;

    public bool IsOfficial => Flag(fields[5]) == true;

    /// <summary>Whether the repository's address is printed in the paper; null where the list does not say.</summary>
    public bool? InPaper => Flag(fields[6]);

    /// <summary>Whether it names the columns.</summary>
    public bool IsHeader => fields[4] == Columns[4] && fields[5] == Columns[5];

    /// <summary>What is wrong with the row, beginning with "it" or "its"; null: nothing.</summary>
    public string? Damage =>
        broken ?? (string.IsNullOrWhiteSpace(fields[4]) ? "it has no repo_url"
            : Flag(fields[5]) is null ? $"its is_official is neither true nor false but '{fields[5]}'"
            : !string.IsNullOrEmpty(fields[6]) && Flag(fields[6]) is null ? $"its mentioned_in_paper is neither true nor false but '{fields[6]}'"
            : null);

    private static bool? Flag(string? text) => bool.TryParse(text, out var flag) ? flag : null;
}

/// <summary>
/// Reads a row by hand and never stops at one that is damaged, so that whoever counts the rows can say which it is.
/// </summary>
internal sealed class LinkRowConverter : JsonConverter<LinkRow>
{
    public override bool HandleNull => true;

    public override LinkRow Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var fields = new string?[LinkRow.Columns.Count];
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.TrySkip();
            return new(fields, "it is no object with names and values");
        }
        string? broken = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var column = ColumnOf(ref reader);
            reader.Read();
            if (column >= 0 && reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
                broken = $"its {LinkRow.Columns[column]} is no single value";
            else if (column >= 0)
                fields[column] = Text(ref reader);
            // The whole row is at hand, so that this never fails.
            reader.TrySkip();
        }
        return new(fields, broken);
    }

    public override void Write(Utf8JsonWriter writer, LinkRow value, JsonSerializerOptions options) => throw new NotSupportedException();

    private static int ColumnOf(ref Utf8JsonReader reader)
    {
        for (var i = 0; i < LinkRow.Columns.Count; i++)
        {
            if (reader.ValueTextEquals(LinkRow.Columns[i]))
                return i;
        }
        return -1;
    }

    private static string? Text(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        JsonTokenType.Null => null,
        _ => System.Text.Encoding.UTF8.GetString(reader.ValueSpan),
    };
}
