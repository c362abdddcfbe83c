namespace DataTools.Evaluation.Fusion;

/// <summary>The weights of a mixture of fixed members that maximise the mean log-likelihood.</summary>
internal static class MixtureWeights
{
    /// <summary>How far from the best possible mean log-likelihood the weights may be, in nats a sample.</summary>
    public const double Tolerance = 1e-6;

    /// <summary>What members of a small weight may be worth, in nats a sample: a ten-thousandth more log loss.</summary>
    public const double Negligible = 1e-4;

    /// <summary>A small weight.</summary>
    public const double SmallWeight = 0.01;

    /// <summary>Bounds the time; after t steps the distance to the optimum is at most ln(members) / t nats anyway.</summary>
    public const int MostSteps = 10_000;

    /// <summary>
    /// Expectation-maximisation (Dempster, Laird and Rubin 1977) from uniform weights: deterministic, and no step makes the
    /// likelihood worse, so the result is never worse than the plain mean. The problem is concave, so there is no other
    /// optimum to be caught in. It stops by the certificate of Cover ("An algorithm for maximizing expected log investment
    /// return", IEEE Transactions on Information Theory 30, 1984): the optimum is at most the logarithm of the largest
    /// factor away by which the next step would change a weight.
    /// </summary>
    /// <param name="logLikelihoods">Finite; samples x members, row by row; at least one sample.</param>
    /// <param name="members">How many members.</param>
    /// <returns>One a member; not negative; summing to 1.</returns>
    public static double[] Fit(ReadOnlySpan<double> logLikelihoods, int members)
    {
        var likelihoods = Relative(logLikelihoods, members);
        var samples = likelihoods.Length / members;
        var weights = new double[members];
        weights.AsSpan().Fill(1.0 / members);
        var factors = new double[members];
        for (var step = 0; step < MostSteps; step++)
        {
            Array.Clear(factors);
            for (var n = 0; n < likelihoods.Length; n += members)
            {
                var mixture = 0.0;
                for (var m = 0; m < members; m++)
                    mixture += weights[m] * likelihoods[n + m];
                for (var m = 0; m < members; m++)
                    factors[m] += likelihoods[n + m] / (mixture * samples);
            }
            if (Math.Log(factors.Max()) <= Tolerance)
                break;
            for (var m = 0; m < members; m++)
                weights[m] *= factors[m];
            // The factors keep the sum at 1 but for rounding, which thousands of steps would add up.
            var sum = weights.Sum();
            for (var m = 0; m < members; m++)
                weights[m] /= sum;
        }
        return weights;
    }

    /// <summary>
    /// The same weights with exactly 0 for who has less than <see cref="SmallWeight"/> and is missed by no more than
    /// <see cref="Negligible"/>, all of them together: expectation-maximisation never gets to 0, and who has no weight need not be run.
    /// </summary>
    public static double[] Sparse(ReadOnlySpan<double> logLikelihoods, double[] weights)
    {
        var likelihoods = Relative(logLikelihoods, weights.Length);
        var least = Mean(likelihoods, weights) - Negligible;
        var result = weights;
        foreach (var m in Enumerable.Range(0, weights.Length).Where(m => weights[m] < SmallWeight).OrderBy(m => weights[m]))
        {
            double[] without = [.. result.Select((w, i) => i == m ? 0 : w / (1 - result[m]))];
            if (Mean(likelihoods, without) >= least)
                result = without;
        }
        return result;
    }

    private static double Mean(double[] likelihoods, double[] weights)
    {
        var sum = 0.0;
        for (var n = 0; n < likelihoods.Length; n += weights.Length)
            sum += Math.Log(Dense.Dot(likelihoods.AsSpan(n, weights.Length), weights));
        return sum / (likelihoods.Length / weights.Length);
    }

    // Only the ratios within a sample decide about the weights: the best member of each sample becomes 1, so that a sample
    // which all members find nearly impossible does not underflow.
    private static double[] Relative(ReadOnlySpan<double> logLikelihoods, int members)
    {
        var result = new double[logLikelihoods.Length];
        for (var n = 0; n < result.Length; n += members)
        {
            var row = logLikelihoods.Slice(n, members);
            var best = double.NegativeInfinity;
            foreach (var value in row)
                best = Math.Max(best, value);
            for (var m = 0; m < members; m++)
                result[n + m] = Math.Exp(row[m] - best);
        }
        return result;
    }
}
