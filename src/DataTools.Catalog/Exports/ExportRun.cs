using System.Text;
using System.Text.Json;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Storage;

namespace DataTools.Catalog.Exports;

/// <summary>One export being written, into a folder that is published whole later.</summary>
public sealed class ExportRun
{
    private readonly string _folder;
    private readonly IProgress<long>? _progress;

    internal ExportRun(Entry entry, string folder, IProgress<long>? progress, CancellationToken cancellation)
    {
        (Entry, _folder, _progress, Cancellation) = (entry, folder, progress, cancellation);
        foreach (var split in entry.Card.Splits.Where(s => SplitNames.Order(s.Name) > 2))
            Losses.Add("names of splits that readers of the layout may not know", "samples", split.Samples);
    }

    /// <summary>What is written.</summary>
    public Entry Entry { get; }

    /// <summary>Its card.</summary>
    public DatasetCard Card => Entry.Card;

    /// <summary>What the layout could not say.</summary>
    public ExportLosses Losses { get; } = new();

    /// <summary>Stops.</summary>
    public CancellationToken Cancellation { get; }

    /// <summary>How many samples are done.</summary>
    public long Samples { get; private set; }

    /// <summary>How many files were written.</summary>
    public long Files { get; private set; }

    /// <summary>Their size.</summary>
    public long Bytes { get; private set; }

    /// <summary>The indices of a split in order, counting each as done when the next is asked for.</summary>
    internal IEnumerable<int> Each(EntrySplit split)
    {
        for (var i = 0; i < split.Count; i++)
        {
            Cancellation.ThrowIfCancellationRequested();
            yield return i;
            Samples++;
            _progress?.Report(Samples);
        }
    }

    /// <summary>A new file, its path relative to the export, with '/'.</summary>
    internal FileStream Create(string path)
    {
        var full = FullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        Files++;
        return new CountingFile(full, this);
    }

    internal void Write(string path, ReadOnlySpan<byte> bytes)
    {
        using var stream = Create(path);
        stream.Write(bytes);
    }

    internal void WriteText(string path, string text) => Write(path, Encoding.UTF8.GetBytes(text));

    internal TextWriter CreateText(string path) => new StreamWriter(Create(path), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };

    internal Utf8JsonWriter JsonOf(Stream stream) => new(stream, new() { Encoder = CatalogJson.Options.Encoder });

    /// <summary>Opens a file that was written before.</summary>
    internal FileStream Reopen(string path) => File.OpenRead(FullPath(path));

    private string FullPath(string path) => Path.Combine([_folder, .. path.Split('/')]);

    private sealed class CountingFile(string path, ExportRun run) : FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite)
    {
        private bool _counted;

        protected override void Dispose(bool disposing)
        {
            if (disposing && !_counted)
            {
                _counted = true;
                run.Bytes += Length;
            }
            base.Dispose(disposing);
        }
    }
}
