using System.Globalization;

namespace DataTools.Imaging.Checks.Rules;

/// <summary>What can be wrong with an image by itself.</summary>
internal static class ImageRules
{
    private const int LeastSide = 8;
    private const double MostAspect = 8;

    public static CheckRule Undecodable { get; } = new("undecodable", "images that are no image or cut off", i => Each(
        i, "undecodable", Severity.Error, f => f.Fault?.Reason, "cannot be decoded"));

    public static CheckRule Tiny { get; } = new("tiny", $"images with a side below {LeastSide} pixels", i => Each(
        i, "tiny", Severity.Warning, f => f.Fault is null && Math.Min(f.Width, f.Height) < LeastSide ? $"{f.Width} x {f.Height}" : null, $"{{0}} smaller than {LeastSide} pixels on a side"));

    public static CheckRule ExtremeAspect { get; } = new("extreme-aspect", $"images more than {MostAspect} times as long as wide", i => Each(
        i, "extreme-aspect", Severity.Warning,
        f => f.Fault is null && Math.Max(f.Width, f.Height) > MostAspect * Math.Min(f.Width, f.Height) ? $"{f.Width} x {f.Height}" : null,
        $"{{0}} more than {MostAspect} times as long as wide"));

    public static CheckRule WrongExtension { get; } = new("wrong-extension", "files whose name says another encoding", i => Each(
        i, "wrong-extension", Severity.Note,
        f => f is { Path: { } path, Encoding: { } encoding } && !ImageEncoding.Fits(path, encoding) ? $"{path} is {encoding}" : null,
        "{0} called something else than what they hold"));

    private static IEnumerable<CheckFinding> Each(Inspection inspection, string check, Severity severity, Func<ImageFacts, string?> fault, string what)
    {
        var found = inspection.Images.Select(f => (f.At, Fault: fault(f))).Where(f => f.Fault is not null).Select(f => new Instance(f.At, f.Fault)).ToList();
        if (found.Count == 0)
            yield break;
        var verb = found.Count == 1 ? "is" : "are";
        var said = what.Contains("{0}", StringComparison.Ordinal) ? string.Format(CultureInfo.InvariantCulture, what, verb) : what;
        yield return new(check, severity, $"{Count(found.Count)} {said}", found);
    }

    /// <summary>"1 image", "12 images".</summary>
    public static string Count(int images) => images == 1 ? "1 image" : $"{images.ToString("N0", CultureInfo.InvariantCulture)} images";
}
