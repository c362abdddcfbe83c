using CsCheck;
using DataTools.Evaluation.Fusion;

namespace DataTools.Evaluation.Tests.Fusion;

public sealed class MixtureWeightsTests
{
    // Up to 4 members, up to 40 samples; likelihoods from the plausible to the all but impossible.
    private static readonly Gen<(double[] LogLikelihoods, int Members)> Problems =
        from members in Gen.Int[1, 4]
        from samples in Gen.Int[1, 40]
        from values in Gen.OneOf(Gen.Double[-3, 0], Gen.Double[-50, 0], Gen.Double[-1e5, 0]).Array[members * samples]
        select (values, members);

    [Fact]
    public void Weights_are_a_distribution() => Problems.Sample(p =>
    {
        var weights = MixtureWeights.Fit(p.LogLikelihoods, p.Members);
        Assert.Equal(p.Members, weights.Length);
        Assert.All(weights, w => Assert.InRange(w, 0, 1 + 1e-12));
        Assert.Equal(1, weights.Sum(), 1e-12);
    });

    [Fact]
    public void They_are_never_worse_than_the_plain_mean_nor_than_any_member_alone() => Problems.Sample(p =>
    {
        var fitted = Loss(p.LogLikelihoods, MixtureWeights.Fit(p.LogLikelihoods, p.Members));
        Assert.True(fitted <= Loss(p.LogLikelihoods, Uniform(p.Members)) + 1e-9, $"{fitted} against the mean");
        // Where the steps run out before the tolerance is met, the distance is at most ln(members) / steps.
        var reach = Math.Max(MixtureWeights.Tolerance, Math.Log(p.Members) / MixtureWeights.MostSteps);
        for (var m = 0; m < p.Members; m++)
        {
            var alone = new double[p.Members];
            alone[m] = 1;
            Assert.True(fitted <= Loss(p.LogLikelihoods, alone) + reach + 1e-9, $"{fitted} against member {m}");
        }
    });

    [Fact]
    public void No_other_weights_are_better() => Gen.Select(Problems, Gen.Double[0.001, 1].Array[4]).Sample((p, raw) =>
    {
        var sum = raw[..p.Members].Sum();
        double[] other = [.. raw[..p.Members].Select(w => w / sum)];
        var reach = Math.Max(MixtureWeights.Tolerance, Math.Log(p.Members) / MixtureWeights.MostSteps);
        Assert.True(Loss(p.LogLikelihoods, MixtureWeights.Fit(p.LogLikelihoods, p.Members)) <= Loss(p.LogLikelihoods, other) + reach + 1e-9);
    });

    [Fact]
    public void A_member_that_is_better_everywhere_gets_all()
    {
        double[] problem = [.. Enumerable.Range(0, 50).SelectMany(_ => new[] { Math.Log(0.9), Math.Log(0.1), Math.Log(0.5) })];
        Assert.Equal([1, 0, 0], MixtureWeights.Fit(problem, 3), (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Fact]
    public void Members_that_are_the_same_share_equally()
    {
        double[] problem = [.. Enumerable.Range(0, 20).SelectMany(i => Enumerable.Repeat(-0.1 * i, 4))];
        Assert.Equal([0.25, 0.25, 0.25, 0.25], MixtureWeights.Fit(problem, 4));
    }

    [Fact]
    public void Who_is_worth_next_to_nothing_gets_nothing_and_who_is_missed_stays() => Problems.Sample(p =>
    {
        var fitted = MixtureWeights.Fit(p.LogLikelihoods, p.Members);
        var sparse = MixtureWeights.Sparse(p.LogLikelihoods, fitted);
        Assert.Equal(1, sparse.Sum(), 1e-12);
        Assert.True(Loss(p.LogLikelihoods, sparse) <= Loss(p.LogLikelihoods, fitted) + MixtureWeights.Negligible + 1e-9);
        foreach (var (m, weight) in sparse.Index())
        {
            if (fitted[m] >= MixtureWeights.SmallWeight)
                Assert.True(weight >= fitted[m] - 1e-12);
            else if (weight > 0)
                Assert.True(Loss(p.LogLikelihoods, [.. sparse.Select((w, i) => i == m ? 0 : w / (1 - weight))]) > Loss(p.LogLikelihoods, fitted) + (MixtureWeights.Negligible / 2), "it could go");
        }
    });

    [Fact]
    public void A_member_that_is_worse_everywhere_gets_exactly_nothing()
    {
        double[] problem = [.. Enumerable.Range(0, 50).SelectMany(_ => new[] { Math.Log(0.9), Math.Log(0.1), Math.Log(0.5) })];
        Assert.Equal([1, 0, 0], MixtureWeights.Sparse(problem, MixtureWeights.Fit(problem, 3)));
        // One sample of many that the better one calls all but impossible.
        double[] rare = [.. Enumerable.Range(0, 500).SelectMany(i => new[] { i == 0 ? Math.Log(1e-9) : Math.Log(0.9), i == 0 ? Math.Log(0.9) : Math.Log(0.5) })];
        var weights = MixtureWeights.Fit(rare, 2);
        Assert.InRange(weights[1], 1e-4, MixtureWeights.SmallWeight);
        Assert.Equal(weights, MixtureWeights.Sparse(rare, weights));
    }

    private static double[] Uniform(int members) => [.. Enumerable.Repeat(1.0 / members, members)];

    /// <summary>The mean negative log-likelihood of the mixture, written the plain way: log-sum-exp a sample.</summary>
    private static double Loss(double[] logLikelihoods, double[] weights) => logLikelihoods.Chunk(weights.Length).Average(row =>
    {
        var terms = row.Zip(weights).Where(x => x.Second > 0).Select(x => x.First + Math.Log(x.Second)).ToArray();
        return -(terms.Max() + Math.Log(terms.Sum(t => Math.Exp(t - terms.Max()))));
    });
}
