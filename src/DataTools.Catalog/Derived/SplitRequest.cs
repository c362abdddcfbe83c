using System.Globalization;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Storage;

namespace DataTools.Catalog.Derived;

/// <summary>A part of the training samples as a split of its own, in a new entry.</summary>
/// <param name="Validation">The share of train that becomes validation, 0 to below 1.</param>
/// <param name="Test">The share of train that becomes test, 0 to below 1.</param>
/// <param name="Stratified">Whether each class gives the same share.</param>
/// <param name="Seed">Decides which samples.</param>
public sealed record SplitRequest(double Validation, double Test, bool Stratified, ulong Seed)
{
    /// <summary>The operation's name in cards.</summary>
    public const string Operation = "split";

    /// <summary>What a card keeps of the request.</summary>
    public IReadOnlyDictionary<string, string> Options => new Dictionary<string, string>
    {
        ["val"] = Validation.ToString("R", CultureInfo.InvariantCulture),
        ["test"] = Test.ToString("R", CultureInfo.InvariantCulture),
        ["stratified"] = Stratified ? "true" : "false",
        ["seed"] = Seed.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>The request that a card keeps. Throws <see cref="FormatException"/> or <see cref="KeyNotFoundException"/>.</summary>
    public static SplitRequest Of(IReadOnlyDictionary<string, string> options) => new(
        double.Parse(options["val"], CultureInfo.InvariantCulture), double.Parse(options["test"], CultureInfo.InvariantCulture),
        options["stratified"] == "true", ulong.Parse(options["seed"], CultureInfo.InvariantCulture));

    /// <summary>
    /// Writes the entry. Copies of augmented images stay with train or are left out: what is kept apart holds originals
    /// only. Throws <see cref="InvalidInputException"/> where shares are none, or such a split is there already.
    /// </summary>
    public DatasetCard Write(EntryStore store, Entry parent, string name, TimeProvider time, string tool, CancellationToken cancellation)
    {
        if (!(Validation >= 0 && Test >= 0 && Validation + Test is > 0 and < 1))
            throw new InvalidInputException("--val and --test: shares of train from 0 on, one of them above 0, together below 1");
        foreach (var (share, split) in new[] { (Validation, SplitNames.Validation), (Test, SplitNames.Test) })
        {
            if (share > 0 && parent.FindSplit(split) is not null)
                throw new InvalidInputException($"{parent.Card.Name} has a {split} split already", "Choose the other share, or leave it as it is.");
        }
        store.CheckNew(name);
        var train = parent.Split(SplitNames.Train);
        int[] all = [.. Enumerable.Range(0, train.Count)];
        if (Stratified && Array.TrueForAll(all, i => train.Label(i) < 0))
            throw new InvalidInputException($"{parent.Card.Name}: no sample of train has a single class, by which --stratified goes", "Leave --stratified out.");
        var test = HoldOut.Choose(parent, train, all, Test, Stratified, Seed);
        int[] rest = [.. all.Where(i => !test.Contains(i))];
        var validation = HoldOut.Choose(parent, train, rest, Validation / (1 - Test), Stratified, Seed);
        var copies = Derivation.IsInHistory(parent.Card, Derivation.Augment);

        SplitContent Part(string split, IEnumerable<int> indices)
        {
            var kept = indices.Where(i => split == SplitNames.Train || !copies || Sample.OriginalId(train.Id(i)) == train.Id(i)).ToList();
            return new(split, kept.Count, kept.Select(train.Sample));
        }

        List<SplitContent> splits = [Part(SplitNames.Train, rest.Where(i => !validation.Contains(i)))];
        if (Validation > 0)
            splits.Add(Part(SplitNames.Validation, validation.Order()));
        if (Test > 0)
            splits.Add(Part(SplitNames.Test, test.Order()));
        splits.AddRange(parent.Splits.Where(s => s != train).Select(s => new SplitContent(s.Name, s.Count, s.Samples())));
        if (splits.Find(s => s.ExpectedCount == 0) is { } empty)
            throw new InvalidInputException($"{parent.Card.Name}: {train.Count} samples of train are too few for a {empty.Name} split", "Choose a larger share.");
        var draft = Derivation.Draft(parent.Card, name, Operation, Options, time.GetUtcNow(), tool);
        return store.Write(draft, new(parent.Card.Classes, splits) { Kinds = parent.Card.Annotations, Keypoints = parent.Card.Keypoints }, null, cancellation);
    }
}
