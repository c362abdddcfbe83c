using DataTools.Imaging.Codecs;

namespace DataTools.Imaging.Augmentation;

/// <summary>What is done for a plan, pass by pass, and what it takes.</summary>
/// <param name="Passes">In order.</param>
/// <param name="Region">Of a JPEG, what is decoded where the bytes need not be those of the whole image; null: all.</param>
/// <param name="Shrink">What the decoder divides both sides by.</param>
/// <param name="SourceBytes">Pixels in memory, as RGB.</param>
/// <param name="PlaneBytes">The largest picture on the way, as three planes of floats.</param>
/// <param name="ResultBytes">The result, as three planes of floats.</param>
public sealed record PlanExplanation(
    IReadOnlyList<ExplainedPass> Passes, ImageSize? Region, int Shrink, long SourceBytes, long PlaneBytes, long ResultBytes)
{
    private const int Channels = 3;

    /// <summary>Explains a plan.</summary>
    public static PlanExplanation Of(AugmentationPlan plan)
    {
        var region = SourceRegion.Of(plan, plan.Input, 1, exact: false, mayShrink: true);
        var decoded = region is null ? plan.Input : new ImageSize(region.Width, region.Height);
        long Pixels(ImageSize size) => (long)size.Width * size.Height * Channels;
        var most = plan.Passes.OfType<ResamplePass>().Select(p => Pixels(p.Output)).DefaultIfEmpty(Pixels(plan.Input)).Max();
        return new(
            [.. plan.Passes.Select(p => new ExplainedPass(p, Steps(plan, p)))], region is null ? null : decoded, region?.Shrink ?? 1,
            Pixels(decoded), most * sizeof(float), Pixels(plan.Output) * sizeof(float));
    }

    // Which of a plan's steps a pass does, counted from 0. Geometry always goes into the last resample so far.
    private static List<int> Steps(AugmentationPlan plan, Pass pass)
    {
        var number = plan.Passes.OfType<ResamplePass>().ToList().FindIndex(p => ReferenceEquals(p, pass)) + 1;
        var steps = new List<int>();
        for (var i = 0; i < plan.Steps.Count; i++)
        {
            var step = plan.Steps[i];
            var isIn = pass switch
            {
                ResamplePass => step is GeometryStep && PassCompiler.Compile(plan.Input, [.. plan.Steps.Take(i + 1)], plan.Mode).OfType<ResamplePass>().Count() == number,
                PointPass points => points.Steps.Any(p => ReferenceEquals(p, step)) || ReferenceEquals(points.Normalise, step),
                AreaPass area => ReferenceEquals(area.Step, step),
                _ => false,
            };
            if (isIn)
                steps.Add(i);
        }
        return steps;
    }
}

/// <summary>A pass, and which of the plan's steps went into it, by their indices.</summary>
public sealed record ExplainedPass(Pass Pass, IReadOnlyList<int> Steps);
