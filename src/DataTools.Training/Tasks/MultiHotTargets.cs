using DataTools.Catalog;
using DataTools.Catalog.Annotations;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Storage;
using DataTools.Evaluation.Predictions;

namespace DataTools.Training.Tasks;

/// <summary>
/// Which classes each sample has: those of its list of labels and of its objects, and its own label. A crowd counts: the
/// class is in the image. A class of which there are but difficult objects is not judged, as in Pascal VOC. An image of
/// which nothing is said has none of the classes, unless nothing is said of its whole split: then nothing is known.
/// </summary>
internal sealed class MultiHotTargets : SampleTargets
{
    private readonly sbyte[] _states;

    public MultiHotTargets(EntrySplit split, DatasetCard card)
    {
        Width = card.Classes.Count;
        _states = new sbyte[checked(split.Count * Width)];
        var several = (card.Annotations & (AnnotationKinds.Labels | AnnotationKinds.Objects)) != AnnotationKinds.None;
        var labelled = several && MultiLabelTask.IsLabelled(card.Splits.First(s => s.Name == split.Name));
        for (var i = 0; i < split.Count; i++)
        {
            var row = _states.AsSpan(i * Width, Width);
            var label = split.Label(i);
            row.Fill(label == Sample.Unlabelled && !labelled ? MultiHot.NotJudged : MultiHot.Absent);
            if (several)
                Fill(row, split.Annotations(i));
            if (label != Sample.Unlabelled)
                row[label] = MultiHot.Present;
        }
    }

    public override int Width { get; }

    /// <summary>The classes of a sample, in the numbers of <see cref="MultiHot"/>.</summary>
    public ReadOnlySpan<sbyte> Row(int index) => _states.AsSpan(index * Width, Width);

    public override bool IsLabelled(int index) => Row(index).ContainsAnyExcept(MultiHot.NotJudged);

    public override void CopyTo(int index, Span<long> row)
    {
        var states = Row(index);
        for (var c = 0; c < Width; c++)
            row[c] = states[c];
    }

    public override ClassCounts Count(IReadOnlyList<int> indices, int classes)
    {
        var (present, absent) = (new long[classes], new long[classes]);
        foreach (var i in indices)
        {
            var row = Row(i);
            for (var c = 0; c < classes; c++)
            {
                present[c] += row[c] == MultiHot.Present ? 1 : 0;
                absent[c] += row[c] == MultiHot.Absent ? 1 : 0;
            }
        }
        return new(present, absent);
    }

    private static void Fill(Span<sbyte> row, SampleAnnotations said)
    {
        foreach (var label in said.Labels)
            row[label] = MultiHot.Present;
        // Readers make the list of labels of all objects, the difficult ones among them.
        foreach (var o in said.Objects)
            row[o.Category] = MultiHot.NotJudged;
        foreach (var o in said.Objects.Where(o => !o.Flags.HasFlag(ObjectFlags.Difficult)))
            row[o.Category] = MultiHot.Present;
    }
}
