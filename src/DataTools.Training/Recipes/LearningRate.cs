using DataTools.Catalog;
using DataTools.Catalog.Text;

namespace DataTools.Training.Recipes;

/// <summary>Learning rate schedules: the rate at each optimisation step, as a pure function.</summary>
public static class LearningRate
{
    /// <summary>
    /// Rises from lr/25 over the first 30 % of the steps, falls to nearly 0 over the rest, both along a cosine
    /// (Smith and Topin 2018; the defaults of PyTorch's OneCycleLR).
    /// </summary>
    public const string OneCycle = "one-cycle";

    /// <summary>Falls from lr to 0 along half a cosine (Loshchilov and Hutter 2017).</summary>
    public const string Cosine = "cosine";

    /// <summary>Divided by 10 after a half and after three quarters of the steps (He et al. 2015).</summary>
    public const string Step = "step";

    /// <summary>The same at every step.</summary>
    public const string Constant = "constant";

    /// <summary>The cosine from lr to 0, again for every cycle: a snapshot is kept at each end (Huang et al. 2017).</summary>
    public const string Cyclic = "cyclic";

    /// <summary>The names of the schedules.</summary>
    public static IReadOnlyList<string> Schedules { get; } = [OneCycle, Cosine, Step, Constant, Cyclic];

    /// <summary>The rate at <paramref name="step"/> of <paramref name="steps"/> (from 0), where <paramref name="peak"/> is the highest.</summary>
    /// <param name="schedule">One of <see cref="Schedules"/>.</param>
    /// <param name="peak">The highest rate.</param>
    /// <param name="step">From 0.</param>
    /// <param name="steps">Of the whole training.</param>
    /// <param name="warmup">Steps over which the rate first rises to the peak in equal parts; one-cycle has a rise of its own.</param>
    /// <param name="cycles">How many times <see cref="Cyclic"/> begins anew.</param>
    public static double At(string schedule, double peak, long step, long steps, long warmup = 0, int cycles = 1)
    {
        if (schedule == OneCycle)
            return RisesAndFalls(peak, step, steps);
        if (step < warmup)
            return peak * (step + 1) / (warmup + 1);
        (step, steps) = (step - warmup, Math.Max(1, steps - warmup));
        var t = steps <= 1 ? 1 : (double)step / (steps - 1);
        return schedule switch
        {
            Cosine => Anneal(peak, 0, t),
            Step => step < steps / 2 ? peak : step < steps * 3 / 4 ? peak / 10 : peak / 100,
            Constant => peak,
            Cyclic => InCycle(peak, step, steps, cycles),
            _ => throw new InvalidInputException($"there is no schedule '{schedule}'", DidYouMean.Hint(schedule, [.. Schedules], "Schedules are")),
        };
    }

    private static double RisesAndFalls(double peak, long step, long steps)
    {
        // PyTorch counts from 0 and ends the rise one step before 30 % of the steps.
        var top = Math.Max(0, (0.3 * steps) - 1);
        return step <= top && top > 0
            ? Anneal(peak / 25, peak, step / top)
            : Anneal(peak, peak / 25 / 1e4, steps <= 1 ? 1 : (step - top) / (steps - 1 - top));
    }

    // Cycle c ends before step c + 1 of "cycles" equal parts, rounded: the same epochs as the snapshots.
    private static double InCycle(double peak, long step, long steps, int cycles)
    {
        var cycle = Math.Min(cycles - 1, step * cycles / steps);
        long Start(long c) => ((c * steps) + cycles - 1) / cycles;
        var (from, to) = (Start(cycle), Start(cycle + 1));
        return Anneal(peak, 0, to - from <= 1 ? 1 : (double)(step - from) / (to - from - 1));
    }

    private static double Anneal(double from, double to, double t) => to + ((from - to) / 2 * (1 + Math.Cos(Math.PI * t)));
}
