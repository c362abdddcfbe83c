using DataTools.Catalog;
using DataTools.Evaluation.Predictions;

namespace DataTools.Evaluation.Fusion;

/// <summary>Makes sure that row i of every member is about the same sample.</summary>
internal static class Alignment
{
    /// <summary>The members, each in the order of the first. Throws an <see cref="InvalidInputException"/> that says what differs.</summary>
    public static IReadOnlyList<PredictionSet> OfMembers(IReadOnlyList<PredictionSet> members)
    {
        if (members.Count == 0)
            throw new ArgumentException("there must be a member", nameof(members));
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in members)
        {
            if (!names.Add(member.Name))
                throw new InvalidInputException($"two members are named {member.Name}", "Name each run once: a copy adds nothing to an ensemble.");
            member.RequireFinite();
            if ((OfEntry(members[0], member) ?? OfSamples(members[0], member)) is { } difference)
                throw new InvalidInputException(difference, "Only predictions of the same samples can be compared and fused.");
        }
        return [.. members.Select(m => InOrderOf(members[0], m))];
    }

    /// <summary>
    /// The same for predictions that are compared and not fused: the number of crops may differ, and so the same model may
    /// come several times.
    /// </summary>
    public static IReadOnlyList<PredictionSet> OfCompared(IReadOnlyList<PredictionSet> sets)
    {
        foreach (var set in sets)
        {
            set.RequireFinite();
            if ((OfContent(sets[0], set) ?? OfSamples(sets[0], set)) is { } difference)
                throw new InvalidInputException(difference, "Only predictions of the same samples can be compared.");
        }
        return [.. sets.Select(s => InOrderOf(sets[0], s))];
    }

    /// <summary>
    /// The same for the samples held out for choices. They may come from different entries: an augmented entry holds out
    /// the originals of the same samples.
    /// </summary>
    public static IReadOnlyList<PredictionSet> OfHeldOut(IReadOnlyList<PredictionSet> members)
    {
        foreach (var member in members)
        {
            member.RequireFinite();
            if (OfSamples(members[0], member) is { } difference)
            {
                throw new InvalidInputException(
                    $"no weights can be chosen, since the members held out different samples: {difference}",
                    "Train the members with the same validation seed and the same --validation share, or leave out the fusion that needs weights.");
            }
        }
        return [.. members.Select(m => InOrderOf(members[0], m))];
    }

    private static PredictionSet InOrderOf(PredictionSet first, PredictionSet set)
    {
        if (set.Ids.SequenceEqual(first.Ids, StringComparer.Ordinal))
            return set;
        var places = Places(set);
        return set.Select([.. first.Ids.Select(id => places[id])]);
    }

    private static string? OfEntry(PredictionSet a, PredictionSet b) => OfContent(a, b)
        ?? (a.Crops != b.Crops ? $"{a.Name} predicted with the crops {a.Crops}, {b.Name} with {b.Crops}" : null);

    private static string? OfContent(PredictionSet a, PredictionSet b)
    {
        if (a.Fingerprint != b.Fingerprint)
            return $"{a.Name} predicted {a.Entry} ({a.Fingerprint}), {b.Name} predicted {b.Entry} ({b.Fingerprint}): other content";
        return a.Split != b.Split ? $"{a.Name} predicted the split {a.Split}, {b.Name} the split {b.Split}" : null;
    }

    private static string? OfSamples(PredictionSet a, PredictionSet b)
    {
        if (a.Classes.Count != b.Classes.Count)
            return $"{a.Name} has {a.Classes.Count} classes, {b.Name} has {b.Classes.Count}";
        for (var c = 0; c < a.Classes.Count; c++)
        {
            if (a.Classes[c] != b.Classes[c])
                return $"class {c} is {a.Classes[c]} for {a.Name} and {b.Classes[c]} for {b.Name}";
        }
        if (a.IsMultiLabel != b.IsMultiLabel)
            return $"{(a.IsMultiLabel ? a : b).Name} gives several classes a sample, {(a.IsMultiLabel ? b : a).Name} one";
        string[] missing = [.. a.Ids.Except(b.Ids, StringComparer.Ordinal)];
        string[] added = [.. b.Ids.Except(a.Ids, StringComparer.Ordinal)];
        if (missing.Length + added.Length > 0)
            return string.Join(", ", Only(missing, a.Name).Concat(Only(added, b.Name)));
        var places = Places(b);
        for (var i = 0; i < a.Count; i++)
        {
            var other = b.Labels[places[a.Ids[i]]];
            if (a.Labels[i] != other)
                return $"sample {a.Ids[i]} has the label {a.Labels[i]} for {a.Name} and {other} for {b.Name}";
            if (a.Targets is { } ours && b.Targets is { } theirs && !ours.AsSpan(i * a.Classes.Count, a.Classes.Count).SequenceEqual(theirs.AsSpan(places[a.Ids[i]] * a.Classes.Count, a.Classes.Count)))
                return $"sample {a.Ids[i]} has other labels for {a.Name} than for {b.Name}";
        }
        return null;
    }

    private static IEnumerable<string> Only(string[] ids, string member) => ids switch
    {
        [] => [],
        [var id] => [$"sample {id} is only in {member}"],
        _ => [$"{ids.Length} samples ({ids[0]} ...) are only in {member}"],
    };

    private static Dictionary<string, int> Places(PredictionSet set) =>
        set.Ids.Index().ToDictionary(x => x.Item, x => x.Index, StringComparer.Ordinal);
}
