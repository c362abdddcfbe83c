using System.Globalization;
using DataTools.Imaging.Augmentation;

namespace DataTools.Cli.Reports;

/// <summary>What was drawn, in a few words.</summary>
internal static class DrawnText
{
    /// <summary>The steps of a plan.</summary>
    public static string Of(AugmentationPlan plan, char separator) =>
        plan.Steps.Count == 0 ? "as it is" : string.Join(separator, plan.Steps.Select(Of));

    /// <summary>One step.</summary>
    public static string Of(Step step) => step switch
    {
        GeometryStep geometry => $"{Of(geometry.OutputToInput)} to {geometry.Output.Width}x{geometry.Output.Height}",
        ColourStep colour => string.Create(CultureInfo.InvariantCulture, $"{Lower(colour.Kind)} {colour.Factor:0.###}"),
        _ => step.GetType().Name.Replace("Step", "", StringComparison.Ordinal).ToLowerInvariant(),
    };

    /// <summary>A map as the matrix that it is.</summary>
    public static string Of(CoordinateMap map)
    {
        var m = map.First;
        var text = m == Homography.Identity ? "as it is"
            : m.IsAxisAligned ? string.Create(CultureInfo.InvariantCulture, $"x {m.A:0.###} {m.C:+0.#;-0.#;+0} y {m.E:0.###} {m.F:+0.#;-0.#;+0}")
            : string.Create(CultureInfo.InvariantCulture, $"[{m.A:0.###} {m.B:0.###} {m.C:0.#}; {m.D:0.###} {m.E:0.###} {m.F:0.#}{(m.IsAffine ? "" : $"; {m.G:0.#####} {m.H:0.#####}")}]");
        return map.Displacement is { } field ? $"{text}, {field.Columns}x{field.Rows} shifts" : text;
    }

    private static string Lower(ColourKind kind) => kind.ToString().ToLowerInvariant();
}
