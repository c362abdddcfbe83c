using System.Globalization;
using System.Text;
using System.Text.Json;

namespace DataTools.Catalog.Formats.WebDataset;

/// <summary>Reads the class of a sample: the text of <c>.cls</c>, or a member of the object in <c>.json</c>.</summary>
internal static class WebDatasetLabel
{
    private const long LargestClass = 4096, LargestJson = 4 << 20;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>A number or name as text; null where nothing says it. Throws <see cref="BadSampleException"/> naming the file.</summary>
    /// <param name="files">All files.</param>
    /// <param name="sample">The sample.</param>
    /// <param name="member">What the object in <c>.json</c> calls the class.</param>
    public static string? Of(FileList files, WebDatasetSample sample, string member) =>
        sample.Member(".cls") is { } cls ? Class(files, cls) : sample.Member(".json") is { } json ? Json(files, json, member) : null;

    private static string Class(FileList files, ListedFile file)
    {
        try
        {
            var text = Strict.GetString(Bytes(files, file, LargestClass)).Trim('\uFEFF', ' ', '\t', '\r', '\n', '\0');
            if (text.Length == 0 || text.AsSpan().ContainsAny('\n', '\0'))
                throw new BadSampleException(files.Shown(file), "it is not one number or name");
            return text;
        }
        catch (DecoderFallbackException)
        {
            throw new BadSampleException(files.Shown(file), "it is no UTF-8 text");
        }
    }

    private static string? Json(FileList files, ListedFile file, string member)
    {
        try
        {
            var bytes = Bytes(files, file, LargestJson).AsMemory();
            using var json = JsonDocument.Parse(bytes.Span.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes);
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty(member, out var label))
                return null;
            return label switch
            {
                { ValueKind: JsonValueKind.String } when label.GetString() is { Length: > 0 } text => text,
                { ValueKind: JsonValueKind.Number } when label.TryGetInt64(out var number) => number.ToString(CultureInfo.InvariantCulture),
                { ValueKind: JsonValueKind.Null } => null,
                _ => throw new BadSampleException(files.Shown(file), $"its {member} is {ListedText.Short(label.GetRawText())}, neither a name nor a whole number"),
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new BadSampleException(files.Shown(file), $"it is no JSON that can be read ({e.Message.ReplaceLineEndings(" ")})");
        }
    }

    private static byte[] Bytes(FileList files, ListedFile file, long largest) => file.Bytes <= largest ? file.ReadAll(files.Shown(file))
        : throw new BadSampleException(files.Shown(file), $"its {file.Bytes} bytes are more than the {largest} allowed");
}
