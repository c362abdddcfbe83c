namespace DataTools.Training.Prediction.Members;

/// <summary>Runs and their exported files.</summary>
public static class MemberForms
{
    /// <summary>
    /// Members that are one network in several forms: of their run the weights that are exported, and an exported file, or two
    /// of them. Null where there are none.
    /// </summary>
    public static IReadOnlyList<Member>? OneNetwork(IReadOnlyList<Member> members)
    {
        foreach (var run in members.OfType<RunMember>().GroupBy(m => m.Weights.Run.Path, StringComparer.Ordinal).Where(g => g.Any(m => m.Form is not null)))
        {
            // Of a run its best weights are exported, whatever other file holds them too.
            var best = RunWeights.Best(run.First().Weights.Run);
            List<RunMember> same = [.. run.Where(m => m.Form is not null || (File.Exists(best.Path) && m.Weights.Sha256() == best.Sha256()))];
            if (same.Count > 1)
                return same;
        }
        return null;
    }
}
