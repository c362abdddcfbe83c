using DataTools.Catalog;
using DataTools.Catalog.Storage;
using DataTools.Imaging.Checks.Rules;

namespace DataTools.Imaging.Checks;

/// <summary>A check: a name for <c>--fail-on</c>, one line about it, and what it finds in an entry whose images have been read.</summary>
internal sealed record CheckRule(string Name, string Description, Func<Inspection, IEnumerable<CheckFinding>> Find);

/// <summary>Looks for what is wrong with an entry. A new check is a file under Rules and a line here.</summary>
public static class EntryChecks
{
    private static readonly IReadOnlyList<CheckRule> Rules =
    [
        ImageRules.Undecodable, ImageRules.Tiny, ImageRules.ExtremeAspect, ImageRules.WrongExtension,
        DuplicateRules.Leaks, DuplicateRules.NearLeaks, DuplicateRules.LabelConflicts, DuplicateRules.Exact, DuplicateRules.Near, DuplicateRules.Mirrored,
        ClassRules.Missing, ClassRules.Imbalance, ClassRules.Unlabelled, ClassRules.SplitOverlap,
        BoxRules.Empty, BoxRules.Outside,
    ];

    /// <summary>The names of the checks, with a line about each.</summary>
    public static IReadOnlyList<(string Name, string Description)> Names => [.. Rules.Select(r => (r.Name, r.Description))];

    /// <summary>
    /// Reads every image once and runs all checks; <paramref name="near"/>: those for images that look alike too. Progress
    /// counts images. Throws <see cref="InvalidInputException"/> for fewer than 1 or more than 1024 threads.
    /// </summary>
    public static CheckReport Run(Entry entry, bool near, int threads, IProgress<long>? progress, CancellationToken cancellation) => threads is < 1 or > 1024
        ? throw new InvalidInputException($"--threads {threads}: 1 to 1024")
        : Report(Inspection.Of(entry, near, threads, progress, cancellation));

    /// <summary>
    /// What can be told without decoding an image: leaks, label conflicts and duplicates by the files' bytes, classes that are
    /// missing. As fast as the disk.
    /// </summary>
    public static IReadOnlyList<CheckFinding> Glance(Entry entry, CancellationToken cancellation)
    {
        var inspection = Inspection.OfBytes(entry, cancellation);
        return [.. new[] { DuplicateRules.Leaks, DuplicateRules.LabelConflicts, DuplicateRules.Exact, ClassRules.Missing }.SelectMany(r => r.Find(inspection))];
    }

    internal static CheckReport Report(Inspection inspection) => new(
        inspection.Entry.Card.Name, inspection.Entry.Card.Fingerprint,
        [.. Rules.SelectMany(r => r.Find(inspection)).OrderByDescending(f => f.Severity)], Statistics.Of(inspection));
}
