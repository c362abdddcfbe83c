using CsCheck;
using DataTools.Connectors.Search;

namespace DataTools.Connectors.Tests.Search;

public sealed class RankingTests
{
    private const string Words = "Fashion MNIST";

    private static readonly Gen<SearchHit> Hits =
        from scheme in Of("hf", "kaggle")
        from owner in Of("a", "b", "c")
        from name in Of("fashion-mnist", "fashion_mnist", "mnist", "cifar10", "fashion-mnist-small", "x")
        from downloads in Gen.Long[0, 5]
        from known in Gen.Bool
        select new SearchHit($"{scheme}:{owner}/{name}", name) { Downloads = known ? downloads : null };

    private static readonly Gen<SearchAnswer[]> Answers =
        from official in Gen.Select(Of("fashion-mnist", "mnist", "cifar10"), n => new SearchHit($"official:{n}", n)).Array[0, 3]
        from hf in Hits.Where(h => h.Reference.StartsWith("hf", StringComparison.Ordinal)).Array[0, 8]
        from kaggle in Hits.Where(h => h.Reference.StartsWith("kaggle", StringComparison.Ordinal)).Array[0, 8]
        select new SearchAnswer[] { new("hf", hf), new("official", official), new("kaggle", kaggle) };

    [Fact]
    public void Every_data_set_appears_once() => Answers.Sample(answers =>
    {
        var merged = Ranking.Merge(Words, answers, int.MaxValue).Select(h => h.Reference).ToList();
        Assert.Equal(answers.SelectMany(a => a.Hits).Select(h => h.Reference).Distinct().Order(StringComparer.Ordinal), merged.Order(StringComparer.Ordinal));
    });

    [Fact]
    public void Which_source_answered_first_does_not_matter() => Gen.Select(Answers, Gen.Shuffle(new[] { 0, 1, 2 })).Sample((answers, order) =>
        Assert.Equal(Ranking.Merge(Words, answers, 10), Ranking.Merge(Words, [.. order.Select(i => answers[i])], 10)));

    [Fact]
    public void A_smaller_limit_gives_the_beginning_of_the_same_list() => Gen.Select(Answers, Gen.Int[0, 20]).Sample((answers, limit) =>
        Assert.Equal(Ranking.Merge(Words, answers, int.MaxValue).Take(limit), Ranking.Merge(Words, answers, limit)));

    [Fact]
    public void What_is_called_just_so_comes_before_everything_else() => Answers.Sample(answers =>
    {
        var exact = Ranking.Merge(Words, answers, int.MaxValue).Select(h => Ranking.IsNamed(h, Words)).ToList();
        Assert.Equal(exact.OrderByDescending(e => e), exact);
    });

    [Fact]
    public void Within_a_source_the_more_downloaded_comes_first() => Answers.Sample(answers =>
    {
        var merged = Ranking.Merge(Words, answers, int.MaxValue);
        foreach (var source in new[] { "hf:", "kaggle:" })
        {
            foreach (var group in merged.Where(h => h.Reference.StartsWith(source, StringComparison.Ordinal)).GroupBy(h => Ranking.IsNamed(h, Words)))
            {
                var downloads = group.Select(h => h.Downloads ?? -1).ToList();
                Assert.Equal(downloads.OrderByDescending(d => d), downloads);
            }
        }
    });

    [Fact]
    public void Sources_take_turns_and_the_official_one_begins()
    {
        var merged = Ranking.Merge("mnist",
        [
            new("kaggle", [new("kaggle:k/one-mnist", "") { Downloads = 5 }, new("kaggle:k/two-mnist", "") { Downloads = 9 }]),
            new("hf", [new("hf:h/one-mnist", "") { Downloads = 9_000_000 }, new("hf:h/two-mnist", "") { Downloads = 8_000_000 }, new("hf:h/MNIST", "")]),
            new("official", [new("official:fashion-mnist", ""), new("official:emnist", "")]),
        ], 10);
        Assert.Equal(
            ["hf:h/MNIST", "official:fashion-mnist", "hf:h/one-mnist", "kaggle:k/two-mnist", "official:emnist", "hf:h/two-mnist", "kaggle:k/one-mnist"],
            merged.Select(h => h.Reference));
    }

    [Theory]
    [InlineData("hf:zalando-datasets/fashion_mnist", "fashion-mnist", true)]
    [InlineData("hf:zalando-datasets/fashion_mnist@abc#default", "Fashion MNIST", true)]
    [InlineData("hf:zalando-datasets/fashion_mnist", "zalando-datasets/fashion_mnist", true)]
    [InlineData("hf:mnist", "mnist", true)]
    [InlineData("official:fashion-mnist", "mnist", false)]
    [InlineData("hf:a/b", "--", false)]
    public void Spelling_does_not_count_in_a_name(string reference, string words, bool named) =>
        Assert.Equal(named, Ranking.IsNamed(new(reference, ""), words));

    private static Gen<string> Of(params string[] words) => Gen.Int[0, words.Length - 1].Select(i => words[i]);
}
