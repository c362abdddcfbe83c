using DataTools.Catalog;

namespace DataTools.Training.Recipes;

/// <summary>One step of a search for a learning rate.</summary>
/// <param name="Rate">The step's rate.</param>
/// <param name="Loss">Of its batch, before the step.</param>
/// <param name="Smoothed">Moving average of the losses so far.</param>
public sealed record RatePoint(double Rate, double Loss, double Smoothed);

/// <summary>
/// The losses of a learning rate range test and what they suggest. The rates rise exponentially from 1e-7 to 10; the search
/// is over after the last, or once the smoothed loss is four times its lowest (Smith 2015; the smoothing and the limit are
/// those of Howard's lr_find).
/// </summary>
public sealed class RateSearch
{
    /// <summary>The lowest and the highest rate.</summary>
    public const double Lowest = 1e-7, Highest = 10;

    /// <summary>The fewest and the most steps.</summary>
    public const int FewestSteps = 20, MostSteps = 100_000;

    private const double Runaway = 4;

    // Steps at both ends of a slope: the average is lame at first.
    private const int Reach = 2;

    private readonly int _steps;
    private readonly double _keep;
    private readonly List<RatePoint> _points = [];
    private double _average, _best = double.PositiveInfinity;

    /// <param name="steps">From the lowest rate to the highest.</param>
    public RateSearch(int steps)
    {
        CheckSteps(steps);
        _steps = steps;
        // Over a hundred steps it looks back on ten.
        _keep = Math.Pow(0.9, 100.0 / steps);
    }

    /// <summary>The steps so far.</summary>
    public IReadOnlyList<RatePoint> Points => _points;

    /// <summary>Whether the loss ran away, or was none any more.</summary>
    public bool Diverged { get; private set; }

    /// <summary>Whether there is no step to come.</summary>
    public bool IsOver => Diverged || _points.Count == _steps;

    /// <summary>The rate of the next step.</summary>
    public double NextRate => Lowest * Math.Pow(Highest / Lowest, (double)_points.Count / (_steps - 1));

    /// <summary>Where the smoothed loss was lowest; null before there is one.</summary>
    public RatePoint? Bottom => _points.MinBy(p => p.Smoothed);

    /// <summary>
    /// Where the smoothed loss falls most steeply over the logarithm of the rate, before its lowest point; null where it
    /// falls nowhere.
    /// </summary>
    public RatePoint? Steepest
    {
        get
        {
            RatePoint? found = null;
            var steepest = 0.0;
            var bottom = Bottom is { } lowest ? _points.IndexOf(lowest) : -1;
            for (var i = Reach; i + Reach < _points.Count && i <= bottom; i++)
            {
                var slope = _points[i + Reach].Smoothed - _points[i - Reach].Smoothed;
                if (slope < steepest)
                    (steepest, found) = (slope, _points[i]);
            }
            return found;
        }
    }

    /// <summary>Throws <see cref="InvalidInputException"/> for a number that a search cannot have.</summary>
    public static void CheckSteps(int steps)
    {
        if (steps is < FewestSteps or > MostSteps)
            throw new InvalidInputException($"--steps {steps}: {FewestSteps} to {MostSteps}");
    }

    /// <summary>Takes up the loss of the step at <see cref="NextRate"/>.</summary>
    public RatePoint Add(double loss)
    {
        if (!double.IsFinite(loss))
        {
            Diverged = true;
            return new(NextRate, loss, loss);
        }
        _average = (_keep * _average) + ((1 - _keep) * loss);
        var point = new RatePoint(NextRate, loss, _average / (1 - Math.Pow(_keep, _points.Count + 1)));
        _points.Add(point);
        _best = Math.Min(_best, point.Smoothed);
        Diverged = point.Smoothed > Runaway * _best;
        return point;
    }
}
