namespace DataTools.Catalog.Storage;

/// <summary>A split whose samples can be made from any place on, so that writing it goes on where a kill has stopped it.</summary>
/// <param name="Name">train, validation or test.</param>
/// <param name="Count">How many samples it will have.</param>
/// <param name="From">The samples from a place on, and the note that belongs to it: null at the beginning.</param>
/// <param name="Note">What to know of all samples before a place to go on from there; asked for later and later places.</param>
public sealed record ResumableSplit(string Name, long Count, Func<int, string?, IEnumerable<Sample>> From, Func<int, string> Note);

/// <summary>What was there already when a run began.</summary>
/// <param name="Shards">Finished files.</param>
/// <param name="Samples">What they hold.</param>
/// <param name="Total">How many samples there will be.</param>
public sealed record Resumption(int Shards, long Samples, long Total);

/// <summary>What a run that was stopped has left for the next to go on from.</summary>
/// <param name="Folder">Where it lies.</param>
/// <param name="Bytes">Of its files.</param>
public sealed record UnfinishedEntry(string Folder, long Bytes);
