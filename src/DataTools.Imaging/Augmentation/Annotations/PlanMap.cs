namespace DataTools.Imaging.Augmentation;

/// <summary>
/// Where a plan takes the points of an image: what the resamples do to pixels, done to coordinates, in both directions.
/// </summary>
internal sealed class PlanMap
{
    private readonly Stage[] _stages;

    public PlanMap(AugmentationPlan plan)
    {
        _stages = [.. plan.Passes.OfType<ResamplePass>().Select(p => new Stage(p))];
        (Input, Output) = (plan.Input, plan.Output);
        IsIdentity = Array.TrueForAll(_stages, s => s.IsIdentity);
        IsAxisAligned = Array.TrueForAll(_stages, s => s.Pass.Map is { Displacement: null, First.IsAxisAligned: true });
        IsMirrored = _stages.Count(s => s.IsMirrored) % 2 == 1;
    }

    public ImageSize Input { get; }

    public ImageSize Output { get; }

    /// <summary>Whether every point stays where it is.</summary>
    public bool IsIdentity { get; }

    /// <summary>Whether boxes stay boxes.</summary>
    public bool IsAxisAligned { get; }

    /// <summary>Whether left and right of what is shown are exchanged: an odd number of flips.</summary>
    public bool IsMirrored { get; }

    /// <summary>Where a point of the output comes from; null where from beyond an edge, of the input or of a picture between.</summary>
    public (double X, double Y)? Back(double x, double y)
    {
        for (var i = _stages.Length - 1; i >= 0; i--)
        {
            (x, y) = _stages[i].Pass.Map.Apply(x, y);
            var size = _stages[i].Pass.Input;
            if (!(x >= 0 && y >= 0 && x <= size.Width && y <= size.Height))
                return null;
        }
        return (x, y);
    }

    /// <summary>Where a point of the input goes; null where it is not seen.</summary>
    public (double X, double Y)? Forward(double x, double y)
    {
        foreach (var stage in _stages)
        {
            if (stage.Forward(x, y) is not var (u, v))
                return null;
            (x, y) = (u, v);
            if (!(x >= 0 && y >= 0 && x <= stage.Pass.Output.Width && y <= stage.Pass.Output.Height))
                return null;
        }
        return (x, y);
    }

    /// <summary>Where an outline goes, cut at the edges, and how much of it stays.</summary>
    public MappedOutline Forward(IReadOnlyList<(double X, double Y)> outline)
    {
        var (points, visible) = (outline, 1.0);
        foreach (var stage in _stages)
        {
            var whole = stage.Forward(points);
            points = Outlines.Within(whole, stage.Pass.Output);
            var area = Outlines.Area(whole);
            visible *= area > 0 ? Math.Min(1, Outlines.Area(points) / area) : points.Count > 0 ? 1 : 0;
        }
        return new(points, visible);
    }

    /// <summary>One resample, with the way there.</summary>
    private sealed class Stage
    {
        // A point so near the horizon of a perspective goes so far away that it may as well be cut off.
        private const double Horizon = 1e-3;

        // Of an outline under a displacement, points so far apart at most, in pixels: between knots a field is nearly linear.
        private const double LongestEdge = 4;

        private const int Iterations = 200;

        private readonly Homography _first, _then;
        private readonly int _seenFirst, _seenThen;

        public Stage(ResamplePass pass)
        {
            Pass = pass;
            (_first, _then) = (pass.Map.First.Inverse(), pass.Map.Then.Inverse());
            IsIdentity = pass.Map is { Displacement: null } map && map.First == Homography.Identity && pass.Input == pass.Output;
            // The sign of the area of a small triangle in the middle of the output.
            var (x, y) = (pass.Output.Width / 2.0, pass.Output.Height / 2.0);
            var (o, a, b) = (pass.Map.Apply(x, y), pass.Map.Apply(x + 1, y), pass.Map.Apply(x, y + 1));
            IsMirrored = ((a.X - o.X) * (b.Y - o.Y)) - ((a.Y - o.Y) * (b.X - o.X)) < 0;
            // The middle is on the side of the horizon that is seen.
            _seenThen = Math.Sign(Weight(_then, o.X, o.Y));
            var between = _then.Apply(o.X, o.Y);
            _seenFirst = Math.Sign(Weight(_first, between.X, between.Y));
        }

        public ResamplePass Pass { get; }

        public bool IsIdentity { get; }

        public bool IsMirrored { get; }

        /// <summary>Where a point goes; null beyond the horizon.</summary>
        public (double X, double Y)? Forward(double x, double y)
        {
            if (!(_seenThen * Weight(_then, x, y) > Horizon))
                return null;
            (x, y) = _then.Apply(x, y);
            if (Pass.Map.Displacement is { } shifts)
                (x, y) = Unshifted(shifts, x, y);
            return _seenFirst * Weight(_first, x, y) > Horizon ? _first.Apply(x, y) : null;
        }

        /// <summary>Where an outline goes: what of it is before the horizon.</summary>
        public IReadOnlyList<(double X, double Y)> Forward(IReadOnlyList<(double X, double Y)> points)
        {
            points = Projected(_then, _seenThen, points);
            if (Pass.Map.Displacement is { } shifts)
                points = [.. Outlines.Divided(points, LongestEdge).Select(p => Unshifted(shifts, p.X, p.Y))];
            return Projected(_first, _seenFirst, points);
        }

        private static IReadOnlyList<(double X, double Y)> Projected(Homography map, int seen, IReadOnlyList<(double X, double Y)> points)
        {
            if (map == Homography.Identity)
                return points;
            if (!map.IsAffine)
                points = Outlines.Cut(points, p => (seen * Weight(map, p.X, p.Y)) - Horizon);
            return [.. points.Select(p => map.Apply(p.X, p.Y))];
        }

        private static double Weight(in Homography map, double x, double y) => (map.G * x) + (map.H * y) + 1;

        // The point whose shift leads to (x, y), by iteration at half step, which goes to it wherever the field does not
        // fold; where it does, several lead there, and this is near one of them.
        private static (double X, double Y) Unshifted(Displacement shifts, double x, double y)
        {
            const double step = 0.5, near = 1e-9;
            var (u, v) = (x, y);
            for (var i = 0; i < Iterations; i++)
            {
                var (dx, dy) = shifts.At(u, v);
                var (errorX, errorY) = (x - u - dx, y - v - dy);
                (u, v) = (u + (step * errorX), v + (step * errorY));
                if (Math.Abs(errorX) + Math.Abs(errorY) < near)
                    break;
            }
            return (u, v);
        }
    }
}

/// <summary>An outline in the output.</summary>
/// <param name="Points">Cut at the edges; empty where nothing is left.</param>
/// <param name="Visible">The share of its area that stays, in [0, 1].</param>
internal readonly record struct MappedOutline(IReadOnlyList<(double X, double Y)> Points, double Visible);
