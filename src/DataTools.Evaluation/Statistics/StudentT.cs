namespace DataTools.Evaluation.Statistics;

/// <summary>Student's t distribution.</summary>
internal static class StudentT
{
    /// <summary>The chance of a value at least as far from 0 as <paramref name="t"/>.</summary>
    /// <param name="t">The statistic.</param>
    /// <param name="freedom">Degrees of freedom, above 0; need not be whole.</param>
    public static double TwoSided(double t, double freedom) =>
        IncompleteBeta(freedom / 2, 0.5, freedom / (freedom + (t * t)), t * t / (freedom + (t * t)));

    /// <summary>The value that is exceeded in either direction with the chance <paramref name="alpha"/>, in (0, 1).</summary>
    public static double Critical(double alpha, double freedom)
    {
        var (low, high) = (0.0, 1.0);
        while (TwoSided(high, freedom) > alpha)
            (low, high) = (high, high * 2);
        // Bisection to the last bit: this is asked a few times a report.
        for (var middle = (low + high) / 2; low < middle && middle < high; middle = (low + high) / 2)
            (low, high) = TwoSided(middle, freedom) > alpha ? (middle, high) : (low, middle);
        return high;
    }

    // The regularised incomplete beta function by its continued fraction (Lentz's method); Abramowitz and Stegun 26.5.8.
    // rest is 1 - x: near 1 it has digits that x has lost.
    private static double IncompleteBeta(double a, double b, double x, double rest)
    {
        if (x <= 0)
            return 0;
        if (rest <= 0)
            return 1;
        // It converges fast on this side only.
        if (x > (a + 1) / (a + b + 2))
            return 1 - IncompleteBeta(b, a, rest, x);
        var front = Math.Exp(LogGamma(a + b) - LogGamma(a) - LogGamma(b) + (a * Math.Log(x)) + (b * Math.Log(rest))) / a;
        var (c, d) = (1.0, 1 / (1 - ((a + b) * x / (a + 1))));
        var fraction = d;
        for (var m = 1; m <= 1000; m++)
        {
            var even = m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)));
            d = 1 / (1 + (even * d));
            c = 1 + (even / c);
            fraction *= c * d;
            var odd = -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
            d = 1 / (1 + (odd * d));
            c = 1 + (odd / c);
            fraction *= c * d;
            if (Math.Abs((c * d) - 1) < 1e-15)
                break;
        }
        return front * fraction;
    }

    // Stirling's series, after the argument is moved to where seven terms are exact to a double.
    private static double LogGamma(double x)
    {
        var shift = 0.0;
        for (; x < 15; x++)
            shift += Math.Log(x);
        ReadOnlySpan<double> terms =
            [1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360, 1.0 / 156];
        var (series, power) = (0.0, 1 / x);
        foreach (var term in terms)
        {
            series += term * power;
            power /= x * x;
        }
        return ((x - 0.5) * Math.Log(x)) - x + (0.5 * Math.Log(2 * Math.PI)) + series - shift;
    }
}
