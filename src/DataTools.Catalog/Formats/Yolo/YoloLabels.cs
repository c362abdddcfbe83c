using System.Text;
using DataTools.Catalog.Annotations;

namespace DataTools.Catalog.Formats.Yolo;

/// <summary>
/// Reads the objects of one image as YOLO writes them, one a line, in parts of its width and height: the class and a box's
/// centre and size; or the class and the points of an outline; or, of poses, the class, a box and keypoints.
/// </summary>
/// <param name="Classes">How many there are.</param>
/// <param name="Keypoints">How many an object has, of 2 or 3 numbers each; 0 for none.</param>
internal sealed record YoloLabels(int Classes, (int Count, int Numbers) Keypoints)
{
    // Rounding may lead a little beyond the image; pixels instead of parts lead far.
    private const double Slack = 0.01;

    /// <summary>Throws <see cref="BadSampleException"/> naming file and line.</summary>
    public IReadOnlyList<ObjectAnnotation> Read(FileList files, ListedFile file, int width, int height) =>
        [.. ListedText.Lines(files, file).Select(l => Parse(l.Text, (width, height), $"line {l.Number}", files.Shown(file)))];

    /// <summary>Whether a file looks like one of these, by its first bytes: a line of numbers.</summary>
    public static bool Looks(ListedFile file)
    {
        using var stream = file.Open();
        var start = new byte[64];
        var text = Encoding.UTF8.GetString(start, 0, stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)).TrimStart('\uFEFF');
        var words = ListedText.Words(text.Trim().Split('\n')[0]);
        // What the 64 bytes cut off is no number to judge.
        return words.Length >= 4 && words.Take(4).All(w => ListedText.Number(w) is not null);
    }

    private ObjectAnnotation Parse(string line, (int Width, int Height) size, string place, string shownAs)
    {
        BadSampleException Fault(string text) => new(shownAs, $"{place}: {text}");
        var numbers = Array.ConvertAll(ListedText.Words(line), w => ListedText.Number(w) ?? throw Fault(ListedText.NoNumber(w)));
        var category = numbers[0];
        if (category < 0 || category >= Classes || category != Math.Floor(category))
            throw Fault($"class {category} is not one of the {Classes}");
        var posed = 5 + (Keypoints.Count * Keypoints.Numbers);
        if (Keypoints.Count > 0 ? numbers.Length != posed : numbers.Length < 5 || numbers.Length % 2 == 0)
            throw Fault($"it has {numbers.Length} numbers; {(Keypoints.Count > 0 ? $"a class, a box and {Keypoints.Count} keypoints are {posed}" : "a class and a box are 5, a class and an outline 7 or 9 or more")}");
        var coordinates = Keypoints.Count > 0 ? 5 : numbers.Length;
        foreach (var number in numbers[1..coordinates])
        {
            if (number is < -Slack or > 1 + Slack)
                throw Fault($"{number} is not within 0 and 1: YOLO counts in parts of the image, not in pixels");
        }
        return coordinates == 5 ? new((int)category, BoxOf(numbers, size)) { Keypoints = KeypointsOf(numbers, size, Fault) } : Outlined((int)category, numbers, size);
    }

    /// <summary>The box of a class, a centre and a size.</summary>
    public static Box BoxOf(double[] n, (int Width, int Height) size) =>
        new((n[1] - (n[3] / 2)) * size.Width, (n[2] - (n[4] / 2)) * size.Height, n[3] * size.Width, n[4] * size.Height);

    private static ObjectAnnotation Outlined(int category, double[] numbers, (int Width, int Height) size)
    {
        List<double> polygon = [.. numbers.Skip(1).Select((n, i) => n * (i % 2 == 0 ? size.Width : size.Height))];
        return new(category, PolygonBox.Of([polygon])) { Polygons = [polygon] };
    }

    private List<Keypoint> KeypointsOf(double[] numbers, (int Width, int Height) size, Func<string, BadSampleException> fault)
    {
        var points = new List<Keypoint>();
        for (var at = 5; at < numbers.Length; at += Keypoints.Numbers)
        {
            var (x, y) = (numbers[at], numbers[at + 1]);
            // Without a third number, one in the corner is one that is not labelled.
            var visibility = Keypoints.Numbers == 3 ? numbers[at + 2] : x == 0 && y == 0 ? 0 : 2;
            if (visibility is not (0 or 1 or 2))
                throw fault($"the visibility of keypoint {points.Count + 1} is {visibility}");
            points.Add(new(x * size.Width, y * size.Height, (int)visibility));
        }
        return points;
    }
}
