using DataTools.Catalog.Randomness;

namespace DataTools.Imaging.Augmentation.Batches;

/// <summary>Draws of the beta distribution, by way of the gamma distribution (Marsaglia and Tsang 2000).</summary>
internal static class BetaDistribution
{
    /// <summary>One of Beta(alpha, alpha), in [0, 1].</summary>
    public static double Draw(ref RandomStream random, double alpha)
    {
        // Logarithms: for small alpha both gammas are often less than the least double.
        var (first, second) = (LogGamma(ref random, alpha), LogGamma(ref random, alpha));
        return 1 / (1 + Math.Exp(second - first));
    }

    /// <summary>The logarithm of a draw of Gamma(shape, 1).</summary>
    internal static double LogGamma(ref RandomStream random, double shape)
    {
        // Below 1 the method does not hold: Gamma(a) is Gamma(a + 1) times a uniform number to the power 1 / a.
        var boost = shape < 1 ? Math.Log(1 - random.NextDouble()) / shape : 0;
        var d = (shape < 1 ? shape + 1 : shape) - (1.0 / 3);
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var x = random.NextNormal();
            var root = 1 + (c * x);
            var uniform = 1 - random.NextDouble();
            if (root <= 0)
                continue;
            var v = root * root * root;
            if (Math.Log(uniform) < (0.5 * x * x) + d - (d * v) + (d * Math.Log(v)))
                return Math.Log(d * v) + boost;
        }
    }
}
