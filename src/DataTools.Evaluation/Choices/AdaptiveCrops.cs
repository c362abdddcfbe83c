using DataTools.Catalog;
using DataTools.Evaluation.Metrics;
using DataTools.Evaluation.Predictions;

namespace DataTools.Evaluation.Choices;

/// <summary>
/// Many views only of the samples that a single view leaves undecided: those whose margin (the probability of the first
/// class less that of the second) is below a threshold. Views that change a sure answer seldom change it for the better.
/// </summary>
/// <param name="Threshold">Samples with a smaller margin get the views; 0: none does.</param>
/// <param name="Share">Of the samples that it was chosen on, how many are below it.</param>
/// <param name="Gain">What the views of all of these gain in top-1 accuracy over a single view; negative: they lose.</param>
/// <param name="Kept">Which share of that gain stays; null where there is none to keep.</param>
/// <param name="Choice">The samples that it was chosen on.</param>
public sealed record AdaptiveCrops(double Threshold, double Share, double Gain, double? Kept, Choice Choice)
{
    /// <summary>The share of the gain that is kept unless the user says otherwise.</summary>
    public const double UsualKeep = 0.95;

    /// <summary>
    /// The threshold below which the fewest samples lie such that at least <paramref name="keep"/> (in (0, 1]) of the gain
    /// stays; halfway between the margins on its two sides. Where the views gain nothing, no sample gets them.
    /// </summary>
    /// <param name="single">The single view.</param>
    /// <param name="views">All views of the same samples in the same order.</param>
    /// <param name="keep">The share of the gain to keep.</param>
    /// <param name="isForced">Whether these samples may not be chosen on, see <see cref="ChoiceRules"/>.</param>
    /// <exception cref="InvalidInputException">No sample has a label, or a logit is not finite.</exception>
    public static AdaptiveCrops Choose(PredictionSet single, PredictionSet views, double keep, bool isForced = false)
    {
        if (keep is not (> 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(keep), keep, "a share above 0, at most 1");
        if (!single.Ids.SequenceEqual(views.Ids, StringComparer.Ordinal))
            throw new ArgumentException("the views are not of the same samples", nameof(views));
        views.RequireFinite();
        var margins = Margins(single);
        int[] order = [.. Enumerable.Range(0, single.Count).Where(i => single.Labels[i] != Sample.Unlabelled).OrderBy(i => margins[i])];
        if (order.Length == 0)
            throw new InvalidInputException("no threshold can be chosen: the samples to choose on have no labels", "Choose on others, or leave --adaptive out.");

        var (one, many) = (ClassScores.Of(single), ClassScores.Of(views));
        int Better(int i) => (many.Predicted(i) == single.Labels[i] ? 1 : 0) - (one.Predicted(i) == single.Labels[i] ? 1 : 0);
        var gain = order.Sum(Better);
        var choice = new Choice(single.Split, order.Length) { IsForced = isForced };
        if (gain <= 0)
            return new(0, 0, (double)gain / order.Length, Kept: null, choice);

        var sum = 0;
        for (var k = 0; k < order.Length; k++)
        {
            sum += Better(order[k]);
            var last = k + 1 == order.Length;
            // Equal margins cannot be told apart: all of them get the views, or none.
            if (sum < keep * gain || (!last && margins[order[k]] == margins[order[k + 1]]))
                continue;
            var threshold = last ? double.BitIncrement(margins[order[k]]) : Between(margins[order[k]], margins[order[k + 1]]);
            return new(threshold, (k + 1.0) / order.Length, (double)gain / order.Length, (double)sum / gain, choice);
        }
        throw new InvalidOperationException("all of the samples keep all of the gain");
    }

    /// <summary>The places of the samples that get the views.</summary>
    public int[] Undecided(PredictionSet single)
    {
        var margins = Margins(single);
        return [.. Enumerable.Range(0, single.Count).Where(i => margins[i] < Threshold)];
    }

    /// <summary>
    /// The single view with the views' logits where the samples are undecided. <paramref name="views"/> may be of more
    /// samples than these, in any order; <paramref name="crops"/> is what the result is called.
    /// </summary>
    public AdaptivePredictions Apply(PredictionSet single, PredictionSet views, CropsName crops)
    {
        var undecided = Undecided(single);
        var places = views.Ids.Index().ToDictionary(x => x.Item, x => x.Index, StringComparer.Ordinal);
        var classes = single.Classes.Count;
        var logits = single.Logits.ToArray();
        foreach (var i in undecided)
            views.Row(places[single.Ids[i]]).CopyTo(logits.AsSpan(i * classes));
        var share = (double)undecided.Length / Math.Max(1, single.Count);
        var set = new PredictionSet(
            single.Name, single.Entry, single.Fingerprint, single.Split, crops, single.Classes, single.Ids, single.Labels, logits,
            single.MillisecondsPerImage + (share * views.MillisecondsPerImage))
        {
            Forwards = single.Forwards + (share * views.Forwards),
        };
        var (gain, kept) = views.Count == single.Count ? Here(single, views, set) : (null, null);
        return new(set, new(this, share, views.Forwards > 0 ? 1 - (set.Forwards / views.Forwards) : 0, gain, kept));
    }

    // Halfway, so that a margin that is a little different elsewhere falls on its own side.
    private static double Between(double low, double high) => low + ((high - low) / 2) is var middle && middle > low ? middle : high;

    private static (double? Gain, double? Kept) Here(PredictionSet single, PredictionSet views, PredictionSet adaptive)
    {
        // Counts, not shares: half of a gain is half of it, whatever it is divided by.
        int[] labelled = [.. Enumerable.Range(0, single.Count).Where(i => single.Labels[i] != Sample.Unlabelled)];
        if (labelled.Length == 0)
            return (null, null);
        var places = views.Ids.Index().ToDictionary(x => x.Item, x => x.Index, StringComparer.Ordinal);
        var (one, many, some) = (ClassScores.Of(single), ClassScores.Of(views), ClassScores.Of(adaptive));
        var right = labelled.Count(i => one.Predicted(i) == single.Labels[i]);
        var gain = labelled.Count(i => many.Predicted(places[single.Ids[i]]) == single.Labels[i]) - right;
        var kept = labelled.Count(i => some.Predicted(i) == single.Labels[i]) - right;
        return ((double)gain / labelled.Length, gain > 0 ? (double)kept / gain : null);
    }

    private static double[] Margins(PredictionSet set)
    {
        set.RequireFinite();
        var scores = ClassScores.Of(set);
        return [.. Enumerable.Range(0, set.Count).Select(i => JudgedSample.Of(scores, set.Labels, i).Margin)];
    }
}

/// <summary>What <see cref="AdaptiveCrops"/> came to on a split.</summary>
/// <param name="Chosen">The threshold, and what it keeps of the gain where it was chosen.</param>
/// <param name="Share">Of the samples here, how many got all views.</param>
/// <param name="ForwardsSaved">Share of the forward passes of all views of all samples; below 0 where it took more.</param>
/// <param name="Gain">What the views of all samples gain here in top-1 accuracy; null where not all of them were computed.</param>
/// <param name="Kept">Which share of that stays; null where it is not known, or nothing.</param>
public sealed record AdaptiveFigures(AdaptiveCrops Chosen, double Share, double ForwardsSaved, double? Gain, double? Kept);

/// <summary>Predictions and how they came about.</summary>
/// <param name="Predictions">Of all samples.</param>
/// <param name="Figures">What it saved and kept.</param>
public sealed record AdaptivePredictions(PredictionSet Predictions, AdaptiveFigures Figures);
