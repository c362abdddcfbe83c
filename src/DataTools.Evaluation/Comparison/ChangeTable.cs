using DataTools.Catalog;

namespace DataTools.Evaluation.Comparison;

/// <summary>A sample that one of two classifiers has right and the other wrong.</summary>
/// <param name="Id">The sample's id.</param>
/// <param name="Index">Its place among the predictions.</param>
/// <param name="Label">Its class.</param>
/// <param name="Baseline">The class that the baseline took it for.</param>
/// <param name="Candidate">The class that the candidate took it for.</param>
/// <param name="Confidence">The candidate's score of the class that it chose.</param>
public sealed record ChangedSample(string Id, int Index, int Label, int Baseline, int Candidate, double Confidence);

/// <summary>What a candidate does to the samples of one class.</summary>
/// <param name="Class">The class's name.</param>
/// <param name="Samples">Samples of the class.</param>
/// <param name="BaselineRight">Of them, those that the baseline has right.</param>
/// <param name="CandidateRight">Those that the candidate has right.</param>
/// <param name="Fixed">Those that the candidate alone has right.</param>
/// <param name="Broken">Those that the baseline alone has right.</param>
public sealed record ClassChange(string Class, int Samples, int BaselineRight, int CandidateRight, int Fixed, int Broken);

/// <summary>Fixed against broken, class by class, with samples to look at.</summary>
/// <param name="Baseline">What is compared with: a member, mostly.</param>
/// <param name="Candidate">What is compared: a fusion, mostly.</param>
/// <param name="Classes">In the order of the labels.</param>
/// <param name="MostSurelyFixed">Samples that the candidate alone has right, those first of which it is most sure.</param>
/// <param name="MostSurelyBroken">Samples that the baseline alone has right, those first of whose wrong class the candidate is most sure.</param>
public sealed record ChangeTable(
    string Baseline, string Candidate, IReadOnlyList<ClassChange> Classes,
    IReadOnlyList<ChangedSample> MostSurelyFixed, IReadOnlyList<ChangedSample> MostSurelyBroken)
{
    /// <summary>Over the samples with a label.</summary>
    /// <param name="baseline">What is compared with.</param>
    /// <param name="candidate">Scores of the same samples in the same order.</param>
    /// <param name="labels">One a sample.</param>
    /// <param name="ids">One a sample.</param>
    /// <param name="classes">Class names.</param>
    /// <param name="most">How many samples to list of each kind; between equals the earlier one.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static ChangeTable Of(
        Contestant baseline, Contestant candidate, IReadOnlyList<int> labels, IReadOnlyList<string> ids, IReadOnlyList<string> classes, int most)
    {
        if (candidate.Scores.Count != baseline.Scores.Count || ids.Count != labels.Count)
            throw new ArgumentException($"{candidate.Name} has other samples than {baseline.Name}, or than there are ids", nameof(candidate));
        if (candidate.Scores.Classes != classes.Count || baseline.Scores.Classes != classes.Count)
            throw new ArgumentException($"{candidate.Name} or {baseline.Name} has other classes than the {classes.Count}", nameof(classes));
        List<ChangedSample> judged = [.. baseline.Labelled(labels).Select(i => (Index: i, Chosen: candidate.Scores.Predicted(i)))
            .Select(s => new ChangedSample(
                ids[s.Index], s.Index, labels[s.Index], baseline.Scores.Predicted(s.Index), s.Chosen, candidate.Scores.Row(s.Index)[s.Chosen]))];
        ILookup<int, ChangedSample> byClass = judged.ToLookup(s => s.Label);
        return new(
            baseline.Name, candidate.Name,
            [.. classes.Select((name, c) => new ClassChange(
                name, byClass[c].Count(), byClass[c].Count(s => s.Baseline == c), byClass[c].Count(s => s.Candidate == c),
                byClass[c].Count(IsFixed), byClass[c].Count(IsBroken)))],
            [.. judged.Where(IsFixed).OrderByDescending(s => s.Confidence).Take(most)],
            [.. judged.Where(IsBroken).OrderByDescending(s => s.Confidence).Take(most)]);
    }

    private static bool IsFixed(ChangedSample s) => s.Candidate == s.Label && s.Baseline != s.Label;

    private static bool IsBroken(ChangedSample s) => s.Baseline == s.Label && s.Candidate != s.Label;
}
