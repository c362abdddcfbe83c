using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Storage;
using DataTools.Catalog.Workspaces;
using DataTools.Training.Export;
using DataTools.Training.Feeding;

namespace DataTools.Training.Costs;

/// <summary>The pictures that are predicted again and again, as they are stored.</summary>
internal sealed class OpenPictures : IDisposable
{
    private readonly Entry _entry;

    public OpenPictures(Workspace workspace, CostOptions options)
    {
        _entry = new EntryStore(workspace).Open(options.Entry);
        try
        {
            var split = _entry.Split(options.Split);
            if (split.Count == 0)
                throw new InvalidInputException($"{options.Split} of {options.Entry} has no picture to measure with", "Name another split with --split.");
            // Decoded each time: that is part of what a picture costs.
            Source = new(split, keepBytes: 0);
            Indices = [.. ExportSamples.Evenly([.. Enumerable.Range(0, split.Count)], options.Pictures)];
        }
        catch
        {
            _entry.Dispose();
            throw;
        }
    }

    public DatasetCard Card => _entry.Card;

    public ImageSource Source { get; }

    /// <summary>Spread evenly over the split.</summary>
    public int[] Indices { get; }

    public void Dispose() => _entry.Dispose();
}
