using System.Globalization;
using System.Text.Json.Nodes;

namespace DataTools.Imaging.Augmentation;

/// <summary>What a plan does, in a few words.</summary>
internal static class PlanText
{
    private const double Tolerance = 1e-9;

    public static string Of(AugmentationPlan plan) => plan.Steps.Count == 0 ? "as it is" : string.Join(", ", Steps(plan));

    /// <summary>Each step.</summary>
    public static IReadOnlyList<string> Steps(AugmentationPlan plan)
    {
        var (words, size) = (new List<string>(plan.Steps.Count), plan.Input);
        for (var i = 0; i < plan.Steps.Count; i++)
        {
            var step = plan.Steps[i];
            var what = step is GeometryStep geometry ? Geometry(geometry, size) : Values(step);
            size = step is GeometryStep { Output: var output } ? output : size;
            var name = i < plan.DrawnBy.Count ? plan.DrawnBy[i] : PlanJson.NameOf(step);
            // "horizontal_flip" says it all, and "rotation 12.3" need not say rotation twice.
            var rest = what.Kind.Length == 0 || name.Contains(what.Kind, StringComparison.Ordinal) ? what.Value : $"{what.Kind} {what.Value}".TrimEnd();
            words.Add(rest.Length == 0 ? name : $"{name} {rest}");
        }
        return words;
    }

    private static (string Kind, string Value) Geometry(GeometryStep step, ImageSize input)
    {
        var (map, output) = (step.OutputToInput.First, step.Output);
        if (step.OutputToInput.Displacement is { } field)
            return ("", $"{field.Columns}x{field.Rows} knots");
        if (!map.IsAffine)
        {
            var inverse = map.Inverse();
            (double X, double Y)[] corners = [(0, 0), (input.Width, 0), (input.Width, input.Height), (0, input.Height)];
            return ("perspective", string.Join(' ', corners.Select(c => inverse.Apply(c.X, c.Y)).Select(c => $"{c.X:0}:{c.Y:0}")));
        }
        var (x, y) = map.Apply(0, 0);
        if (map.IsAxisAligned)
        {
            if (map.A < 0 || map.E < 0)
                return (map.A < 0, map.E < 0) switch { (true, true) => ("rotate90", "2"), (true, _) => ("horizontal_flip", ""), _ => ("vertical_flip", "") };
            var (w, h) = (map.A * output.Width, map.E * output.Height);
            if (Near(map.A, 1) && Near(map.E, 1) && output == input)
                return ("translate", $"{Number(-x)} {Number(-y)}");
            var rectangle = $"{Number(w)}x{Number(h)}{Signed(x)}{Signed(y)}";
            return ("", Near(w, output.Width) && Near(h, output.Height) ? rectangle : $"{rectangle} to {output.Width}x{output.Height}");
        }
        if (Near(map.A, 0) && Near(map.E, 0))
            return ("", map.B > 0 ? map.D > 0 ? "" : "3" : "1");
        // Turned, then stretched: what is left of the map is shear.
        var (turn, scale) = (Math.Atan2(map.D, map.A) * 180 / Math.PI, Math.Sqrt(Math.Abs((map.A * map.E) - (map.B * map.D))));
        if (Near(map.A, map.E) && Near(map.B, -map.D) && Near(scale, 1))
            return ("rotation", Number(turn));
        return ("matrix", string.Join(' ', new[] { map.A, map.B, map.D, map.E }.Select(Number)));
    }

    private static (string Kind, string Value) Values(Step step) => step switch
    {
        ColourStep { Kind: ColourKind.Grayscale or ColourKind.Invert } plain => (Lower(plain.Kind), ""),
        ColourStep colour => (Lower(colour.Kind), Number(colour.Factor)),
        // Each number of a step, and nothing of what is inside it: keys, fields and chains say nothing to a reader.
        _ => ("", string.Join(' ', PlanJson.ValuesOf(step)
            .Where(v => v.Key is not "noiseKey" and not "key" && v.Value is JsonValue value && value.TryGetValue<double>(out _))
            .Select(v => $"{v.Key} {Number(v.Value!.GetValue<double>())}"))),
    };

    private static string Lower(ColourKind kind) => kind.ToString().ToLowerInvariant();

    private static bool Near(double a, double b) => Math.Abs(a - b) < Tolerance;

    private static string Signed(double value) => value < 0 ? Number(value) : $"+{Number(value)}";

    private static string Number(double value)
    {
        var text = value.ToString(Math.Abs(value) < 10 ? "0.##" : "0.#", CultureInfo.InvariantCulture);
        return text == "-0" ? "0" : text;
    }
}
