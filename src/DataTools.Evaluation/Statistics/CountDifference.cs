namespace DataTools.Evaluation.Statistics;

/// <summary>The distribution of the sum of draws that are each +1, 0 or -1.</summary>
/// <param name="First">The sum that <paramref name="Probabilities"/> begins with.</param>
/// <param name="Probabilities">Of that sum and the following ones; they sum to 1.</param>
internal readonly record struct CountDifference(int First, double[] Probabilities)
{
    // Logarithm, relative to the most probable sum. Less than that adds nothing to a sum of doubles.
    private const double Negligible = -50;

    /// <summary>Of <paramref name="draws"/> draws that are -1 with the chance minus / draws and +1 with plus / draws.</summary>
    public static CountDifference Of(int minus, int plus, int draws)
    {
        var zero = draws - minus - plus;
        if (zero == 0)
        {
            // Then only every second sum is possible.
            var wins = BinomialWindow.Of(draws, (double)plus / draws);
            var sums = new double[(2 * wins.Probabilities.Length) - 1];
            for (var i = 0; i < wins.Probabilities.Length; i++)
                sums[2 * i] = wins.Probabilities[i];
            return new((2 * wins.First) - draws, sums);
        }
        // To both sides from the sum 0, whose logarithm is set to 0.
        var (up, down) = (Logarithms(minus, plus, zero, draws), Logarithms(plus, minus, zero, draws));
        double[] logs = [.. down.AsEnumerable().Reverse(), 0, .. up];
        var largest = logs.Max();
        double[] weights = [.. logs.Select(l => Math.Exp(l - largest))];
        var sum = weights.Sum();
        return new(-down.Count, [.. weights.Select(w => w / sum)]);
    }

    /// <summary>The first sum that at least the share <paramref name="tail"/> of all do not exceed, and the last that at least that share reach.</summary>
    public (int Low, int High) Middle(double tail)
    {
        var (low, high) = (0, Probabilities.Length - 1);
        for (var sum = Probabilities[low]; sum < tail && low < Probabilities.Length - 1;)
            sum += Probabilities[++low];
        for (var sum = Probabilities[high]; sum < tail && high > 0;)
            sum += Probabilities[--high];
        return (First + low, First + high);
    }

    // The probabilities f are the coefficients of Q = (minus / x + zero + plus x)^n, n draws. From P Q' = n P' Q follows that
    // f(d) / f(d - 1) = plus (n - d + 1) / (minus (n + d + 1) f(d + 1) / f(d) + zero d): from the largest sum down, where the
    // next one is impossible, all terms are positive and no digits cancel.
    private static List<double> Logarithms(int minus, int plus, int zero, int draws)
    {
        var ratios = new double[draws + 2];
        for (var d = draws; d > 0; d--)
            ratios[d] = plus * (draws - d + 1.0) / ((minus * (draws + d + 1.0) * ratios[d + 1]) + ((double)zero * d));
        var logs = new List<double>();
        var (log, largest) = (0.0, 0.0);
        for (var d = 1; d <= draws; d++)
        {
            log += Math.Log(ratios[d]);
            largest = Math.Max(largest, log);
            // There is one peak: what follows is smaller still.
            if (log < largest + Negligible)
                break;
            logs.Add(log);
        }
        return logs;
    }
}
