using System.Globalization;
using DataTools.Catalog.Annotations;

namespace DataTools.Imaging.Checks.Rules;

/// <summary>What can be wrong with boxes.</summary>
internal static class BoxRules
{
    /// <summary>How far, in pixels, a box may reach out: tools count pixels from 0 or from 1, and round.</summary>
    public const double Slack = 1;

    public static CheckRule Empty { get; } = new("empty-box", "boxes without extent", i => Each(i, "empty-box", (box, _) => box.IsEmpty, "cover nothing"));

    public static CheckRule Outside { get; } = new("box-outside", "boxes that reach out of their image", i => Each(
        i, "box-outside", (box, f) => f.Fault is null && !box.IsEmpty && !box.IsWithin(f.Width, f.Height, Slack), "reach out of their image"));

    private static IEnumerable<CheckFinding> Each(Inspection inspection, string check, Func<Box, ImageFacts, bool> wrong, string what)
    {
        if (!inspection.Entry.Card.Annotations.HasFlag(AnnotationKinds.Objects))
            return [];
        var found = (
            from facts in inspection.Images
            from o in inspection.Entry.Split(facts.At.Split).Annotations(facts.At.Index).Objects.Index()
            where wrong(o.Item.Box, facts)
            select new Instance(facts.At, FormattableString.Invariant(
                $"object {o.Index + 1} ({inspection.Entry.Card.Classes[o.Item.Category]}): {o.Item.Box.X:0.#}, {o.Item.Box.Y:0.#}, {o.Item.Box.Width:0.#} x {o.Item.Box.Height:0.#} in {facts.Width} x {facts.Height}"))).ToList();
        return found.Count == 0 ? [] : [new(check, Severity.Warning, $"{found.Count.ToString("N0", CultureInfo.InvariantCulture)} boxes {what}", found)];
    }
}
