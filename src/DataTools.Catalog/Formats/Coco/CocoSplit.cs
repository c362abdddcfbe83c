using System.Text.Json;
using System.Text.RegularExpressions;

namespace DataTools.Catalog.Formats.Coco;

/// <summary>The files that say what is in the images of one split.</summary>
/// <param name="Name">Of the split; with its year where there are several (<c>train2014</c>, <c>train2017</c>).</param>
/// <param name="Objects">Boxes and outlines.</param>
/// <param name="Keypoints">The keypoints of the same objects, where they stand in a file of their own.</param>
internal sealed partial record CocoSplit(string Name, ListedFile Objects, ListedFile? Keypoints)
{
    private const int MostJson = 100, Peeked = 1 << 16;

    // Of the same images as others, and no objects.
    private static readonly string[] PassedOver = ["captions_", "panoptic_", "stuff_"];
    private static readonly string[] Known = ["instances_", "person_keypoints_", "image_info_"];
    private static readonly string[] Lists = ["images", "annotations", "categories"];
    private static readonly string[] Members = ["file_name", "coco_url", "image_id", "category_id", "supercategory"];

    /// <summary>The files that hold COCO's lists, by their names or first bytes.</summary>
    public static IReadOnlyList<ListedFile> Files(FileList files)
    {
        var json = files.Files.Where(f => f.Name.EndsWith(".json", StringComparison.OrdinalIgnoreCase) && !Array.Exists(PassedOver, f.Name.StartsWith)).ToList();
        if (json.Count == 0)
            return [];
        // What stands beside an image of its name is about that image alone.
        var images = files.Files.Where(f => f.IsImage).Select(f => Path.ChangeExtension(f.Path, ".json")).ToHashSet();
        return [.. json.Where(f => !images.Contains(f.Path)).Take(MostJson).Where(f => Array.Exists(Known, f.Name.StartsWith) || Looks(f))];
    }

    /// <summary>All there are. Throws <see cref="InvalidInputException"/> where two files are of one split.</summary>
    public static IReadOnlyList<CocoSplit> Find(FileList files)
    {
        var splits = Files(files).GroupBy(f => SplitWords.In(Path.GetFileNameWithoutExtension(f.Name)) ?? SplitWords.OfFolder(f.Path) ?? SplitNames.Train).ToList();
        return [.. SplitNames.InOrder(splits, s => s.Key).SelectMany(s => s.GroupBy(f => Year().Match(f.Name).Value).ToList() switch
        {
            [var only] => [Of(files, s.Key, [.. only])],
            var several => several.OrderBy(y => y.Key, StringComparer.Ordinal).Select(y => Of(files, s.Key + y.Key, [.. y])),
        })];
    }

    private static CocoSplit Of(FileList files, string name, List<ListedFile> found)
    {
        var keypoints = found.FindAll(f => f.Name.Contains("keypoints", StringComparison.Ordinal));
        var objects = found.Except(keypoints).ToList();
        return (objects, keypoints) switch
        {
            ([var one], [] or [_]) => new(name, one, keypoints.FirstOrDefault()),
            ([], [var one]) => new(name, one, null),
            _ => throw new InvalidInputException(
                $"{files.Origin}: {found[0].Path} and {found[1].Path} are both of {name}", "Read them one by one, or write train, val or test into their names."),
        };
    }

    // By the first bytes: one of COCO's lists in an object, with one of its records' members.
    private static bool Looks(ListedFile file)
    {
        using var stream = file.Open();
        var bytes = new byte[Math.Min(file.Bytes, Peeked)];
        var got = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        var start = bytes.AsSpan(0, got);
        var reader = new Utf8JsonReader(start.StartsWith("\uFEFF"u8) ? start[3..] : start, isFinalBlock: false, state: default);
        var (list, member) = (false, false);
        try
        {
            while (!(list && member) && reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName)
                    continue;
                foreach (var name in reader.CurrentDepth == 1 ? Lists : Members)
                {
                    if (reader.ValueTextEquals(name))
                        (list, member) = (list || reader.CurrentDepth == 1, member || reader.CurrentDepth > 1);
                }
            }
        }
        catch (JsonException)
        {
            // Damaged, but what came before it may have told enough.
        }
        return list && member;
    }

    [GeneratedRegex("(19|20)[0-9]{2}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Year();
}
