using System.Text;
using DataTools.Catalog;
using DataTools.Catalog.Storage;

namespace DataTools.Papers.Batches;

/// <summary>
/// Where a batch is written, paper by paper. A file that is there already is gone on with; what a kill left half-written in
/// it is taken away, and that paper is asked again.
/// </summary>
public sealed class BatchOutput : IDisposable
{
    private readonly BatchFormat _format;
    private readonly FileStream? _stream;
    private readonly TextWriter? _text;
    private readonly string _path;
    private readonly HashSet<string> _done = new(StringComparer.Ordinal);

    private BatchOutput(BatchFormat format, FileStream? stream, TextWriter? text, string path) => (_format, _stream, _text, _path) = (format, stream, text, path);

    /// <summary>Whether a paper is there already.</summary>
    public bool Has(string query) => _done.Contains(query);

    /// <summary>Writes from the beginning to what cannot be gone on with, such as standard output.</summary>
    public static BatchOutput To(TextWriter text, BatchFormat format)
    {
        var output = new BatchOutput(format, null, text, "");
        output.Write(format.Head);
        return output;
    }

    /// <summary>
    /// Opens a file, or makes it. Throws <see cref="InvalidInputException"/> where it is something else, or another run writes
    /// it, <see cref="StorageException"/> where it cannot be written.
    /// </summary>
    public static BatchOutput Open(string path, BatchFormat format)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        FileStream? stream = null;
        try
        {
            Directory.CreateDirectory(folder);
            // Nobody else may write it.
            stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            var output = new BatchOutput(format, stream, null, path);
            output.Resume(stream);
            return output;
        }
        catch (IOException e) when (StorageFaults.IsHeld(e))
        {
            throw new InvalidInputException($"{path} is being written by another run", "Wait for its end, or choose another file with --out.", e);
        }
        catch (Exception e)
        {
            stream?.Dispose();
            if (StorageFaults.Translate(folder, e) is { } told)
                throw told;
            throw;
        }
    }

    /// <summary>Writes a paper: whole, or not at all. Throws <see cref="StorageException"/>.</summary>
    public void Append(BatchRecord record)
    {
        Write(_format.Text(record));
        _done.Add(record.Query);
    }

    /// <inheritdoc/>
    public void Dispose() => _stream?.Dispose();

    private void Resume(FileStream stream)
    {
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var head = Encoding.UTF8.GetBytes(_format.Head);
        // A kill may even have cut the first line.
        if (bytes.Length < head.Length && head.AsSpan().StartsWith(bytes))
        {
            stream.SetLength(0);
            Write(_format.Head);
            return;
        }
        if (!bytes.AsSpan().StartsWith(head))
            throw Foreign("its first line is another");
        var lines = new List<(int Start, string Query)>();
        var end = head.Length;
        foreach (var next in _format.Ends(bytes).Where(e => e > head.Length))
        {
            lines.Add((end, _format.QueryOf(bytes.AsSpan(end, next - end)) ?? throw Foreign($"line {lines.Count + 1 + (head.Length > 0 ? 1 : 0)} is none of its lines")));
            end = next;
        }
        if (end < bytes.Length && lines.Count > 0 && IsSame(bytes.AsSpan(lines[^1].Start, end - lines[^1].Start), bytes.AsSpan(end)))
        {
            // The paper whose line was cut has lines before it: it is asked again, whole.
            var last = lines[^1].Query;
            while (lines.Count > 0 && lines[^1].Query == last)
            {
                end = lines[^1].Start;
                lines.RemoveAt(lines.Count - 1);
            }
        }
        stream.SetLength(end);
        stream.Position = end;
        _done.UnionWith(lines.Select(l => l.Query));
    }

    // Whether the rest of a line may be of the same paper as the line before it.
    private bool IsSame(ReadOnlySpan<byte> line, ReadOnlySpan<byte> rest)
    {
        var shared = line[..Math.Min(_format.SharedStart(line), rest.Length)];
        return rest.StartsWith(shared);
    }

    private void Write(string text)
    {
        if (_stream is null)
        {
            _text!.Write(text);
            _text.Flush();
            return;
        }
        var start = _stream.Position;
        try
        {
            _stream.Write(Encoding.UTF8.GetBytes(text));
            _stream.Flush(flushToDisk: true);
        }
        catch (Exception e) when (StorageFaults.Translate(Path.GetDirectoryName(Path.GetFullPath(_path))!, e) is { } told)
        {
            _stream.SetLength(start);
            throw told;
        }
    }

    private InvalidInputException Foreign(string why) =>
        new($"{_path} is no earlier output of this command in this format: {why}", "Choose another file with --out, or the --format it was begun with.");
}
