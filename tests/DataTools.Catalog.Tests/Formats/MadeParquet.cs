using DataTools.Catalog.Formats;
using Parquet;
using Parquet.Schema;

namespace DataTools.Catalog.Tests.Formats;

/// <summary>A row of a table that a test makes.</summary>
internal sealed record MadeRow(byte[]? Image, string? Path, object? Label);

/// <summary>Tables as the Hub has them, written by a test.</summary>
internal static class MadeParquet
{
    /// <summary>The bytes of a table; its labels are of the type of the first that is there (long, int or string).</summary>
    public static byte[] Table(IReadOnlyList<MadeRow> rows, string? footer = null, int group = 2, string image = "image", string label = "label") =>
        TableAsync(rows, footer, group, image, label).GetAwaiter().GetResult();

    public static string Footer(params string[] classes) =>
        """{"info":{"features":{"image":{"_type":"Image"},"label":{"_type":"ClassLabel","names":[NAMES]}}}}"""
            .Replace("NAMES", string.Join(',', classes.Select(c => $"\"{c}\"")), StringComparison.Ordinal);

    public static DataFile File(string name, byte[] bytes) => new(name, () => new MemoryStream(bytes, writable: false));

    private static async Task<byte[]> TableAsync(IReadOnlyList<MadeRow> rows, string? footer, int group, string image, string label)
    {
        var kind = rows.Select(r => r.Label?.GetType()).FirstOrDefault(t => t is not null) ?? typeof(long);
        var schema = new ParquetSchema(
            new StructField(image, new DataField<byte[]>("bytes", true), new DataField<string>("path")),
            kind == typeof(string) ? new DataField<string>(label) : kind == typeof(int) ? new DataField<int?>(label) : new DataField<long?>(label));
        var columns = schema.GetDataFields();
        using var stream = new MemoryStream();
        await using (var writer = await ParquetWriter.CreateAsync(schema, stream))
        {
            if (footer is not null)
                writer.CustomMetadata = new Dictionary<string, string> { ["huggingface"] = footer };
            foreach (var part in rows.Chunk(group))
            {
                using var rowGroup = writer.CreateRowGroup();
                await rowGroup.WriteAsync(columns[0], part.Select(r => r.Image!).ToArray());
                await rowGroup.WriteAsync(columns[1], part.Select(r => r.Path!).ToArray());
                if (kind == typeof(string))
                    await rowGroup.WriteAsync(columns[2], part.Select(r => (string)r.Label!).ToArray());
                else if (kind == typeof(int))
                    await rowGroup.WriteAsync<int>(columns[2], part.Select(r => (int?)r.Label).ToArray());
                else
                    await rowGroup.WriteAsync<long>(columns[2], part.Select(r => (long?)r.Label).ToArray());
            }
        }
        return stream.ToArray();
    }
}
