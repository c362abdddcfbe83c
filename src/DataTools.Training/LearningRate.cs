using DataTools.Catalog;
using DataTools.Catalog.Text;

namespace DataTools.Training;

/// <summary>Learning rate schedules: the rate at each optimisation step, as a pure function.</summary>
public static class LearningRate
{
    /// <summary>
    /// Rises from lr/25 over the first 30 % of the steps, falls to nearly 0 over the rest, both along a cosine
    /// (Smith and Topin 2018; the defaults of PyTorch's OneCycleLR).
    /// </summary>
    public const string OneCycle = "one-cycle";

    /// <summary>Falls from lr to 0 along half a cosine (Loshchilov and Hutter 2017), after a linear warm-up over the first 5 %.</summary>
    public const string Cosine = "cosine";

    /// <summary>The names of the schedules.</summary>
    public static IReadOnlyList<string> Schedules { get; } = [OneCycle, Cosine];

    /// <summary>The rate at <paramref name="step"/> of <paramref name="steps"/> (from 0), where <paramref name="peak"/> is the highest.</summary>
    public static double At(string schedule, double peak, long step, long steps)
    {
        var t = steps <= 1 ? 1 : (double)step / (steps - 1);
        // PyTorch counts from 0 and ends the rise one step before 30 % of the steps.
        var top = Math.Max(0, (0.3 * steps) - 1);
        return schedule switch
        {
            OneCycle => step <= top && top > 0
                ? Anneal(peak / 25, peak, step / top)
                : Anneal(peak, peak / 25 / 1e4, steps <= 1 ? 1 : (step - top) / (steps - 1 - top)),
            Cosine => t < 0.05
                ? peak * Math.Max(t / 0.05, 1.0 / Math.Max(1, steps))
                : Anneal(peak, 0, (t - 0.05) / 0.95),
            _ => throw new InvalidInputException($"there is no schedule '{schedule}'", DidYouMean.Hint(schedule, [.. Schedules], "Schedules are")),
        };
    }

    private static double Anneal(double from, double to, double t) => to + ((from - to) / 2 * (1 + Math.Cos(Math.PI * t)));
}
