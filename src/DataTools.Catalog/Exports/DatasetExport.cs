using DataTools.Catalog.Storage;

namespace DataTools.Catalog.Exports;

/// <summary>A layout in which an entry can be handed on. A new one is a file of its own and a line in <see cref="DatasetExports"/>.</summary>
/// <param name="Name">What <c>--to</c> calls it.</param>
/// <param name="Description">One line for help.</param>
/// <param name="Write">
/// Writes the entry of the run into its folder. Images are copied as they are; what the layout cannot say is counted in the
/// run's losses.
/// </param>
public sealed record DatasetExport(string Name, string Description, Action<ExportRun> Write)
{
    /// <summary>Whether its readers want classes, so that an entry of unlabelled images does not come back.</summary>
    public bool NeedsClasses { get; init; } = true;

    /// <summary>
    /// Writes an entry into the folder <paramref name="target"/>, which appears whole or not at all. Throws
    /// <see cref="InvalidInputException"/> where there is something of that name already, unless it is an empty folder, and
    /// <see cref="StorageException"/> where the disk refuses.
    /// </summary>
    /// <param name="entry">What is written.</param>
    /// <param name="target">The folder.</param>
    /// <param name="progress">Told how many samples are done.</param>
    /// <param name="cancellation">Stops, leaving nothing behind.</param>
    public ExportResult Run(Entry entry, string target, IProgress<long>? progress, CancellationToken cancellation)
    {
        target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(target));
        CheckFree(target);
        var temporary = $"{target}.{Guid.NewGuid():N}.tmp";
        var run = new ExportRun(entry, temporary, progress, cancellation);
        if (NeedsClasses && entry.Card.Classes.Count == 0)
            run.Losses.Add("that there are no classes: readers want some", "samples", entry.Splits.Sum(s => s.Count));
        try
        {
            StorageFaults.Explain(target, () =>
            {
                Directory.CreateDirectory(temporary);
                Write(run);
                CheckFree(target);
                if (Directory.Exists(target))
                    Directory.Delete(target);
                Directory.Move(temporary, target);
                FolderFlush.Flush(Path.GetDirectoryName(target)!);
            });
        }
        finally
        {
            if (Directory.Exists(temporary))
                Directory.Delete(temporary, recursive: true);
        }
        return new(target, Name, run.Samples, run.Files, run.Bytes, run.Losses.All);
    }

    private static void CheckFree(string target)
    {
        if (File.Exists(target) || (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any()))
            throw new InvalidInputException($"{target} is there already, and it is no empty folder", "Name another folder, or remove it first.");
        if (Path.GetDirectoryName(target) is null)
            throw new InvalidInputException($"{target} is the root of a disk", "Name a folder on it.");
    }
}

/// <summary>What was written.</summary>
/// <param name="Target">The folder.</param>
/// <param name="Format">The layout's name.</param>
/// <param name="Samples">How many samples.</param>
/// <param name="Files">How many files.</param>
/// <param name="Bytes">Their size.</param>
/// <param name="Losses">What the layout could not say; empty where it says everything.</param>
public sealed record ExportResult(string Target, string Format, long Samples, long Files, long Bytes, IReadOnlyList<ExportLoss> Losses);
