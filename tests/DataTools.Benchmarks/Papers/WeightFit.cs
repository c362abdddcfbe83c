using DataTools.Papers.Ranking;

namespace DataTools.Benchmarks.Papers;

/// <summary>
/// Weights that fit labelled repositories and stay near the argued ones: three logistic regressions, each with a Gaussian
/// prior round the argued weights, and no weight on the other side of zero than argued.
/// </summary>
internal static class WeightFit
{
    private const int Steps = 3000;

    /// <param name="samples">What was seen, and the right label.</param>
    /// <param name="strength">Of the prior, as so many log-odds squared: the larger, the nearer to the argued weights.</param>
    public static RankingModel Fit(IReadOnlyList<(IReadOnlyList<Observation> Seen, RepositoryLabel Label)> samples, double strength) =>
        new(Enum.GetValues<Question>().SelectMany(q => Fit(q, samples, strength)).ToDictionary());

    private static IEnumerable<KeyValuePair<string, double>> Fit(
        Question question, IReadOnlyList<(IReadOnlyList<Observation> Seen, RepositoryLabel Label)> samples, double strength)
    {
        var features = Features.All.Where(f => f.Question == question).ToList();
        var asked = samples.Where(s => question == Question.About || s.Label != RepositoryLabel.Unrelated).ToList();
        var x = asked.Select(s => features.Select(f => s.Seen.Where(o => o.Feature == f).Sum(o => o.Value)).ToArray()).ToList();
        var y = asked.Select(s => IsYes(question, s.Label) ? 1.0 : 0.0).ToList();
        var w = features.Select(f => f.Argued).ToArray();
        // The curvature is at most a quarter of the squared norm of each sample, and the prior's.
        var rate = 1 / (strength + (0.25 * x.Sum(row => row.Sum(v => v * v))));
        for (var step = 0; step < Steps; step++)
        {
            var gradient = w.Select((v, j) => strength * (v - features[j].Argued)).ToArray();
            for (var i = 0; i < x.Count; i++)
            {
                var error = (1 / (1 + Math.Exp(-x[i].Zip(w, (a, b) => a * b).Sum()))) - y[i];
                for (var j = 0; j < w.Length; j++)
                    gradient[j] += error * x[i][j];
            }
            for (var j = 0; j < w.Length; j++)
            {
                w[j] -= rate * gradient[j];
                // The first is the bias, which may be anything.
                if (j > 0 && w[j] * features[j].Argued < 0)
                    w[j] = 0;
            }
        }
        return features.Zip(w, (f, v) => KeyValuePair.Create(f.Id, Math.Round(v, 3)));
    }

    private static bool IsYes(Question question, RepositoryLabel label) => question switch
    {
        Question.About => label != RepositoryLabel.Unrelated,
        Question.Authors => label is RepositoryLabel.Official or RepositoryLabel.OfficialInMonorepo,
        _ => label is RepositoryLabel.OfficialInMonorepo or RepositoryLabel.Collection,
    };
}
