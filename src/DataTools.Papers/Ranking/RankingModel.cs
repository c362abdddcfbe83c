using System.Text.Json;

namespace DataTools.Papers.Ranking;

/// <summary>
/// The weights. Each question is a logistic regression, and the labels are the products of the answers: unrelated is not
/// about the paper; official is about it, by its authors, and not broad; and so on.
/// </summary>
internal sealed class RankingModel
{
    private readonly IReadOnlyDictionary<string, double> _weights;

    public RankingModel(IReadOnlyDictionary<string, double> weights) => _weights = weights;

    /// <summary>The weights that come with the library, fitted on labelled papers.</summary>
    public static RankingModel Fitted { get; } = Load();

    /// <summary>The weights that reason gives, before any data.</summary>
    public static RankingModel Argued { get; } = new(Features.All.ToDictionary(f => f.Id, f => f.Argued));

    /// <summary>A feature's weight.</summary>
    public double this[Feature feature] => _weights[feature.Id];

    /// <summary>The probability that a question's answer is yes.</summary>
    public double Answer(Question question, IEnumerable<Observation> seen) =>
        1 / (1 + Math.Exp(-seen.Where(o => o.Feature.Question == question).Sum(o => o.Value * this[o.Feature])));

    /// <summary>Of each label; they sum to 1.</summary>
    public IReadOnlyDictionary<RepositoryLabel, double> Labels(IReadOnlyList<Observation> seen)
    {
        var (about, authors, broad) = (Answer(Question.About, seen), Answer(Question.Authors, seen), Answer(Question.Broad, seen));
        return new Dictionary<RepositoryLabel, double>
        {
            [RepositoryLabel.Official] = about * authors * (1 - broad),
            [RepositoryLabel.OfficialInMonorepo] = about * authors * broad,
            [RepositoryLabel.Community] = about * (1 - authors) * (1 - broad),
            [RepositoryLabel.Collection] = about * (1 - authors) * broad,
            [RepositoryLabel.Unrelated] = 1 - about,
        };
    }

    private static RankingModel Load()
    {
        using var stream = typeof(RankingModel).Assembly.GetManifestResourceStream("weights.json")!;
        var weights = JsonSerializer.Deserialize<Dictionary<string, double>>(stream)!;
        return new(Features.All.ToDictionary(f => f.Id, f => weights[f.Id]));
    }
}
