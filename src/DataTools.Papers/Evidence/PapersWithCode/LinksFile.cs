using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using CsvHelper;
using DataTools.Catalog;
using DataTools.Connectors.Downloads;

namespace DataTools.Papers.Evidence.PapersWithCode;

/// <summary>
/// A file of Papers-with-Code links, read one row at a time: the archive's JSON array, JSON with a row a line, or a table of
/// comma-separated values; each may be compressed with gzip. What it is its first bytes tell, not its name.
/// </summary>
internal static class LinksFile
{
    private const int HeadBytes = 4096, ShownHead = 80;

    /// <summary>A hint: which file is wanted.</summary>
    public const string WhichFile =
        "Wanted is links-between-papers-and-code.json.gz of an archive of Papers with Code (which closed in July 2025), or its rows as JSON or CSV with the same names.";

    private static readonly JsonSerializerOptions Json = new() { Converters = { new LinkRowConverter() } };

    private static readonly CsvReaderOptions Csv = new()
    {
        TrimWhitespace = true,
        TrackLineNumbers = true,
        // More than any row of titles and addresses, far less than a damaged file whose quotation never ends.
        MaxRecordSize = 1 << 20,
        MalformedData = CsvMalformedDataHandling.Skip,
        FieldCountMismatch = CsvFieldCountHandling.Skip,
    };

    /// <summary>
    /// Its rows. <paramref name="damaged"/> is told of each that cannot be used, with its number. Throws
    /// <see cref="NotFoundException"/> or <see cref="InvalidInputException"/> for what is no such file, saying what it is,
    /// and <see cref="CorruptFileException"/> where nothing can be read beyond some row.
    /// </summary>
    public static IAsyncEnumerable<LinkRow> RowsAsync(string path, Action<string> damaged, CancellationToken cancellation)
    {
        var head = Head(path);
        var text = Text(head)?.TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        return text switch
        {
            _ when head.Length >= 2 && head.AsSpan(0, 2).SequenceEqual("PK"u8) => throw Wrong(path, "it is a zip archive", "Unpack it first."),
            _ when head.AsSpan().StartsWith("PAR1"u8) => throw Wrong(path, "it is a Parquet file", "Write its rows as JSON lines or CSV first (pandas: read_parquet(..).to_json(.., orient=\"records\", lines=True))."),
            null => throw Wrong(path, "it is no text in UTF-8", WhichFile),
            "" => throw Wrong(path, "it is empty", WhichFile),
            _ when WebPage.Is(head, out var title) || text[0] == '<' =>
                throw Wrong(path, $"it is a web page{(title is null ? "" : $" (\"{title}\")")}", $"A captcha or log-in page was saved in its place. {WhichFile}"),
            _ when text.StartsWith("version https://git-lfs", StringComparison.Ordinal) =>
                throw Wrong(path, "it is Git LFS's note of where the file is, not the file", "Run `git lfs pull` in that repository."),
            ['[' or '{', ..] => JsonRowsAsync(path, lines: text[0] == '{', damaged, cancellation),
            _ => CsvRowsAsync(path, damaged, cancellation),
        };
    }

    private static async IAsyncEnumerable<LinkRow> JsonRowsAsync(string path, bool lines, Action<string> damaged, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var stream = GzipFile.Open(path);
        await using var rows = JsonSerializer.DeserializeAsyncEnumerable<LinkRow>(stream, topLevelValues: lines, Json, cancellation).GetAsyncEnumerator(cancellation);
        for (var number = 1; ; number++)
        {
            try
            {
                if (!await rows.MoveNextAsync())
                    yield break;
            }
            catch (JsonException e)
            {
                throw Damaged(path, $"it is no JSON after about {number - 1} rows, at line {e.LineNumber + 1}", e);
            }
            catch (Exception e) when (e is InvalidDataException or IOException)
            {
                throw Damaged(path, $"it cannot be read after {number - 1} rows: {e.Message}", e);
            }
            if (rows.Current!.Damage is { } damage)
                damaged($"row {number} is damaged: {damage}");
            else
                yield return rows.Current;
        }
    }

    private static async IAsyncEnumerable<LinkRow> CsvRowsAsync(string path, Action<string> damaged, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var stream = GzipFile.Open(path);
        CsvMalformedRecord? swallowed = null;
        using var csv = CsvReader.Create(stream, Csv with
        {
            OnMalformedRecord = record =>
            {
                // Where a quotation is not closed, any number of good rows are taken for one field.
                swallowed ??= record.RawRecord.Contains('\n', StringComparison.Ordinal) ? record : null;
                damaged($"line {record.LineNumber} is damaged: {Reason(record.Reason)}");
            },
        });
        await GuardedAsync(path, async () =>
        {
            await csv.ReadHeaderAsync(cancellation);
            return true;
        });
        string[] names = [.. csv.Headers];
        if (LinkRow.Needed.Any(n => !names.Contains(n)))
            throw Wrong(path, $"its first line is \"{Shown(string.Join(',', names))}\", which does not name the columns {string.Join(", ", LinkRow.Needed)}", WhichFile);
        int[] columns = [.. LinkRow.Columns.Select(c => Array.IndexOf(names, c))];
        while (await GuardedAsync(path, () => csv.ReadAsync(cancellation).AsTask()) && swallowed is null)
        {
            var row = new LinkRow(Array.ConvertAll(columns, c => c < 0 ? null : csv.GetString(c)));
            // Tables that were put together out of several have the first line more than once.
            if (row.IsHeader)
                continue;
            if (row.Damage is { } damage)
                damaged($"line {csv.LineNumber} is damaged: {damage}");
            else
                yield return row;
        }
        if (swallowed is { } from)
            throw Damaged(path, $"line {from.LineNumber} and those after it cannot be told apart: {Reason(from.Reason)}");
    }

    private static string Reason(CsvMalformedReason reason) => reason switch
    {
        CsvMalformedReason.FieldCountMismatch => "it has more or fewer fields than the first line",
        CsvMalformedReason.UnterminatedQuote => "a quotation is not closed",
        _ => "a quotation mark stands where none may",
    };

    private static async Task<bool> GuardedAsync(string path, Func<Task<bool>> read)
    {
        try
        {
            return await read();
        }
        catch (CsvFormatException e)
        {
            throw Damaged(path, $"line {e.LineNumber} is no row of a table ({e.Message})", e);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw Damaged(path, $"it cannot be read to its end: {e.Message}", e);
        }
    }

    private static byte[] Head(string path)
    {
        try
        {
            using var stream = GzipFile.Open(path);
            var head = new byte[HeadBytes];
            var length = stream.ReadAtLeast(head, HeadBytes, throwOnEndOfStream: false);
            return head[..length];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new NotFoundException($"there is no file {path}", $"Check the path. {WhichFile}");
        }
        catch (InvalidDataException e)
        {
            throw Damaged(path, $"its compression is damaged: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{path} cannot be read{(Directory.Exists(path) ? ": it is a folder" : $": {e.Message}")}", WhichFile, e);
        }
    }

    // Null where it is none.
    private static string? Text(byte[] head)
    {
        try
        {
            var text = new char[head.Length];
            // A character that the end cuts in two is left out.
            var length = new UTF8Encoding(false, throwOnInvalidBytes: true).GetDecoder().GetChars(head, text, flush: head.Length < HeadBytes);
            return text.AsSpan(0, length).Contains('\0') ? null : new(text, 0, length);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static string Shown(string text) =>
        new string([.. text.Take(ShownHead).Select(c => char.IsControl(c) ? ' ' : c)]) + (text.Length > ShownHead ? "..." : "");

    private static InvalidInputException Wrong(string path, string what, string hint) => new($"{path} is no list of Papers-with-Code links: {what}", hint);

    private static CorruptFileException Damaged(string path, string what, Exception? inner = null) => new(path, what, "Get the file anew, or correct it.", inner);
}
