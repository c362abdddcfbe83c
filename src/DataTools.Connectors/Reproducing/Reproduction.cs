using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Derived;
using DataTools.Catalog.Storage;
using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Checks;

namespace DataTools.Connectors.Reproducing;

/// <summary>A step of an entry's history, made again.</summary>
/// <param name="What">The reference that was pulled, or the operation.</param>
/// <param name="Expected">The fingerprint that the card says.</param>
/// <param name="Actual">The fingerprint now.</param>
public sealed record ReproducedStep(string What, string Expected, string Actual)
{
    /// <summary>Whether the content is the same.</summary>
    public bool IsSame => Expected == Actual;
}

/// <summary>Makes an entry again from what its card says, step by step, and compares.</summary>
/// <param name="services">The workspace, the clock, endpoints and credentials.</param>
/// <param name="pull">Pulls with the options given: who asks says how patient and how talkative.</param>
/// <param name="threads">They change the speed and nothing else.</param>
public sealed class Reproduction(ServiceContext services, Func<DatasetRef, PullOptions, CancellationToken, Task<PullResult>> pull, int threads)
{
    private readonly EntryStore _store = new(services.Workspace);

    /// <summary>
    /// Makes the entry <paramref name="name"/> of what <paramref name="card"/> describes. Stops after the first step whose
    /// content differs: that is the last one given. What steps on the way leave is removed. Throws
    /// <see cref="InvalidInputException"/> where the card does not say enough.
    /// </summary>
    public async Task<IReadOnlyList<ReproducedStep>> RunAsync(DatasetCard card, string name, CancellationToken cancellation)
    {
        _store.CheckNew(name);
        var history = new Stack<DatasetCard>();
        for (var step = card; step is not null; step = step.Parent?.Card)
            history.Push(step);
        var steps = new List<ReproducedStep>();
        string? before = null;
        try
        {
            while (history.TryPop(out var wanted))
            {
                cancellation.ThrowIfCancellationRequested();
                var made = history.Count == 0 ? name : $"{name}.{history.Count}";
                var actual = before is null ? await PullAsync(wanted, made, cancellation) : Derive(wanted, before, made, cancellation);
                Forget(before);
                before = made;
                steps.Add(new(wanted.Parent?.Operation ?? wanted.Source, wanted.Fingerprint, actual.Fingerprint));
                if (!steps[^1].IsSame)
                    break;
            }
        }
        finally
        {
            if (before != name)
                Forget(before);
        }
        return steps;
    }

    private async Task<DatasetCard> PullAsync(DatasetCard wanted, string name, CancellationToken cancellation)
    {
        var reference = References.Pinned(wanted) ?? throw Unclear(wanted, "it says no source");
        var options = RecordedOptions.Read(wanted.Options, hasConfig: reference.Name.Contains('#', StringComparison.Ordinal));
        return (await pull(reference, options with { As = name }, cancellation)).Card;
    }

    private DatasetCard Derive(DatasetCard wanted, string parent, string name, CancellationToken cancellation)
    {
        var (operation, options, _) = wanted.Parent!;
        try
        {
            if (operation == Derivation.Augment)
            {
                var request = AugmentRequest.Of(options, parent, wanted.Name, name, threads, services.Tool);
                return EntryAugmenter.Augment(_store, request, services.Time, null, null, cancellation).Card;
            }
            using var entry = _store.Open(parent);
            return operation switch
            {
                SplitRequest.Operation => SplitRequest.Of(options).Write(_store, entry, name, services.Time, services.Tool, cancellation),
                SubsetRequest.Operation => SubsetRequest.Of(options).Write(_store, entry, name, services.Time, services.Tool, cancellation),
                EntryFixer.Operation => EntryFixer.Fix(
                    _store, entry, EntryChecks.Run(entry, near: options["near"] == "true", threads, null, cancellation), options["fix"].Split(','), near: options["near"] == "true",
                    name, services.Time, services.Tool, cancellation),
                _ => throw Unclear(wanted, $"'{operation}' is no operation of this version"),
            };
        }
        catch (Exception e) when (e is KeyNotFoundException or FormatException or OverflowException)
        {
            throw Unclear(wanted, $"the options of '{operation}' are not all there", e);
        }
    }

    private void Forget(string? entry)
    {
        if (entry is not null && _store.Exists(entry))
            _store.Remove(entry);
    }

    private static InvalidInputException Unclear(DatasetCard card, string what, Exception? inner = null) =>
        new($"the card of {card.Name} does not say how to make it: {what}", "It may have been written by another version, or by hand.", inner);
}
