using System.Text;
using System.Text.Json;
using DataTools.Catalog;
using DataTools.Catalog.Formats;

namespace DataTools.Connectors.HuggingFace;

/// <summary>
/// <c>metadata.jsonl</c> beside images: a JSON object a line, with <c>file_name</c> and more. Made into the table that the
/// readers of layouts know.
/// </summary>
internal static class HubMetadata
{
    /// <summary>What such a file is called.</summary>
    public const string FileName = "metadata.jsonl";

    private const long LargestFile = 512 << 20;

    /// <summary>
    /// The same as <c>metadata.csv</c> beside it: a column for each name that has a text or number anywhere. Throws
    /// <see cref="CorruptFileException"/>, naming the line, where one is no JSON object.
    /// </summary>
    /// <param name="name">What the data set is called, for errors.</param>
    /// <param name="file">The file.</param>
    public static ListedFile AsTable(string name, ListedFile file)
    {
        if (file.Bytes > LargestFile)
            throw new InvalidInputException($"{name}: {file.Path} is larger than {LargestFile >> 20} MiB", "Labels are read from tables of this size at most.");
        var rows = Rows($"{name}: {file.Path}", file);
        var columns = rows.SelectMany(r => r.Keys).Distinct(StringComparer.Ordinal).ToList();
        var table = new StringBuilder().AppendJoin(',', columns.Select(Quoted)).Append('\n');
        foreach (var row in rows)
            table.AppendJoin(',', columns.Select(c => Quoted(row.GetValueOrDefault(c, "")))).Append('\n');
        var bytes = Encoding.UTF8.GetBytes(table.ToString());
        return new($"{file.Path[..^FileName.Length]}metadata.csv", bytes.Length, () => new MemoryStream(bytes, writable: false));
    }

    private static List<Dictionary<string, string>> Rows(string shown, ListedFile file)
    {
        var rows = new List<Dictionary<string, string>>();
        using var reader = new StreamReader(file.Open(), Encoding.UTF8);
        for (var line = 1; reader.ReadLine() is { } text; line++)
        {
            if (string.IsNullOrWhiteSpace(text))
                continue;
            try
            {
                using var json = JsonDocument.Parse(text);
                rows.Add(json.RootElement.EnumerateObject().Where(p => p.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False)
                    .DistinctBy(p => p.Name).ToDictionary(p => p.Name, p => p.Value.ToString()));
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                throw new CorruptFileException(shown, $"line {line} is no JSON object", "Tell the data set's author.", e);
            }
        }
        return rows;
    }

    private static string Quoted(string field) => $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal).ReplaceLineEndings(" ")}\"";
}
