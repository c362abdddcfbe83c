using System.Text;
using System.Text.Json;
using CsvHelper;
using DataTools.Papers.Answers;

namespace DataTools.Papers.Batches;

/// <summary>How a batch is written: one record after the other, each whole lines, so that a file of them can be gone on with.</summary>
public abstract class BatchFormat
{
    /// <summary>A row for each official repository, or one with the label <c>none</c>. RFC 4180.</summary>
    public static BatchFormat Csv { get; } = new CsvRows();

    /// <summary>A line of JSON for each paper, with everything that is known.</summary>
    public static BatchFormat Json { get; } = new JsonLines();

    /// <summary>What a file begins with.</summary>
    internal abstract string Head { get; }

    /// <summary>Lines of the record, with a line break at the end.</summary>
    internal abstract string Text(BatchRecord record);

    /// <summary>Where the lines end that are whole: after the line break of each.</summary>
    internal abstract IEnumerable<int> Ends(byte[] bytes);

    /// <summary>The query of a whole line; null where it is none of ours.</summary>
    internal abstract string? QueryOf(ReadOnlySpan<byte> line);

    /// <summary>How much of a whole line all lines of its paper begin with.</summary>
    internal abstract int SharedStart(ReadOnlySpan<byte> line);

    private sealed class CsvRows : BatchFormat
    {
        private static readonly string[] Columns = ["query", "title", "arxiv", "doi", "repository", "path", "label", "probability", "stars", "why", "failure"];

        private static readonly CsvWriterOptions Written = new() { NewLine = "\n" };

        internal override string Head => string.Join(',', Columns) + "\n";

        internal override string Text(BatchRecord record)
        {
            using var text = new StringWriter();
            using (var csv = CsvWriter.Create(text, Written, leaveOpen: true))
            {
                var official = record.Official.ToList();
                foreach (var repository in official)
                    Write(csv, record, repository, repository.Label, repository.Why);
                if (official.Count == 0)
                    Write(csv, record, null, record.Answer is null ? null : "none", record.Answer is { } answer ? Nothing(answer.Repositories.Count) : null);
            }
            return text.ToString();
        }

        internal override IEnumerable<int> Ends(byte[] bytes)
        {
            var quoted = false;
            for (var i = 0; i < bytes.Length; i++)
            {
                if (bytes[i] == '"')
                    quoted = !quoted;
                else if (bytes[i] == '\n' && !quoted)
                    yield return i + 1;
            }
        }

        internal override int SharedStart(ReadOnlySpan<byte> line)
        {
            var quoted = false;
            for (var i = 0; i < line.Length; i++)
            {
                if (line[i] == '"')
                    quoted = !quoted;
                else if (line[i] == ',' && !quoted)
                    return i + 1;
            }
            return line.Length;
        }

        internal override string? QueryOf(ReadOnlySpan<byte> line)
        {
            try
            {
                using var csv = CsvReader.Create(new MemoryStream(line.ToArray()), new CsvReaderOptions { HasHeader = false, MalformedData = CsvMalformedDataHandling.Throw });
                return csv.Read() && csv.FieldCount == Columns.Length ? csv.GetString(0) : null;
            }
            catch (CsvFormatException)
            {
                return null;
            }
        }

        private static string Nothing(int repositories) => repositories switch
        {
            0 => "no repository was found",
            1 => "the only repository that was found is not official",
            _ => $"none of the {repositories} repositories that were found is official",
        };

        // Strangers' words, in a table that may be shown on a terminal.
        private static string? Plain(string? text) => text is null ? null : string.Concat(text.Select(c => char.IsControl(c) && c != '\n' ? ' ' : c));

        private static void Write(CsvWriter csv, BatchRecord record, RepositoryDocument? repository, string? label, string? why)
        {
            var paper = record.Answer?.Paper;
            csv.WriteField(record.Query);
            csv.WriteField(Plain(paper?.Title));
            csv.WriteField(paper?.Arxiv);
            csv.WriteField(Plain(paper?.Doi));
            csv.WriteField(repository?.Repository);
            csv.WriteField(Plain(repository?.Path));
            csv.WriteField(label);
            csv.WriteField(repository?.Probability);
            csv.WriteField(repository?.Stars);
            csv.WriteField(Plain(why));
            csv.WriteField(Plain(record.Failure));
            csv.EndRecord();
        }
    }

    private sealed class JsonLines : BatchFormat
    {
        internal override string Head => "";

        // A paper is one line.
        internal override int SharedStart(ReadOnlySpan<byte> line) => line.Length;

        internal override string Text(BatchRecord record) => AnswerDocument.ToJson(BatchLine.Of(record), indented: false) + "\n";

        internal override IEnumerable<int> Ends(byte[] bytes)
        {
            for (var i = 0; i < bytes.Length; i++)
            {
                if (bytes[i] == '\n')
                    yield return i + 1;
            }
        }

        internal override string? QueryOf(ReadOnlySpan<byte> line)
        {
            try
            {
                using var json = JsonDocument.Parse(Encoding.UTF8.GetString(line));
                return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("query", out var query) && query.ValueKind == JsonValueKind.String
                    ? query.GetString()
                    : null;
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }
}
