using DataTools.Catalog;
using DataTools.Papers.Finding;

namespace DataTools.Papers.Resolving;

/// <summary>Asks catalogues side by side for one user's question; one that fails is not asked again.</summary>
internal sealed class Inquiry(IReadOnlyList<IPaperCatalogue> catalogues)
{
    private readonly Dictionary<IPaperCatalogue, DataToolsException> _faults = [];

    /// <summary>Who could not be asked, in the catalogues' order.</summary>
    public IReadOnlyList<SourceFailure> Failures =>
        [.. catalogues.Where(_faults.ContainsKey).Select(c => new SourceFailure(c.Name, _faults[c].Message, _faults[c].Hint))];

    /// <summary>What stopped the first of them, where all failed; else null.</summary>
    public DataToolsException? Fault => _faults.Count > 0 && _faults.Count == catalogues.Count ? _faults[catalogues[0]] : null;

    /// <summary>Those that answered, by name.</summary>
    public string Asked => string.Join(", ", catalogues.Where(c => !_faults.ContainsKey(c)).Select(c => c.Name));

    /// <summary>Answers in the catalogues' order, without those that have none.</summary>
    public async Task<IReadOnlyList<(IPaperCatalogue Catalogue, T Answer)>> AskAsync<T>(
        Func<IPaperCatalogue, Task<T?>> ask, Func<IPaperCatalogue, bool> whom, CancellationToken cancellation) where T : class
    {
        var asked = catalogues.Where(c => !_faults.ContainsKey(c) && whom(c)).ToList();
        var answers = await Task.WhenAll(asked.Select(c => TryAsync(() => ask(c))));
        cancellation.ThrowIfCancellationRequested();
        var found = new List<(IPaperCatalogue, T)>();
        foreach (var (catalogue, (answer, fault)) in asked.Zip(answers))
        {
            if (fault is not null)
                _faults[catalogue] = fault;
            else if (answer is not null)
                found.Add((catalogue, answer));
        }
        return found;
    }

    /// <summary>Records in the catalogues' order, the most trusted first.</summary>
    public IEnumerable<Paper> InOrder(IReadOnlyList<(IPaperCatalogue Catalogue, Paper Record)> records) =>
        catalogues.SelectMany(c => records.Where(r => r.Catalogue == c).Select(r => r.Record));

    private static async Task<(T? Answer, DataToolsException? Fault)> TryAsync<T>(Func<Task<T?>> ask) where T : class
    {
        try
        {
            return (await ask(), null);
        }
        catch (DataToolsException e)
        {
            return (null, e);
        }
    }
}
