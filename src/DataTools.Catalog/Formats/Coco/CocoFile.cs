using System.Text.Json;
using DataTools.Catalog.Annotations;

namespace DataTools.Catalog.Formats.Coco;

/// <summary>
/// The contents of one COCO file: read once from front to back, its lists in any order, the objects kept packed. What is
/// wrong with an annotation is kept as a fault of its image; all else throws <see cref="CorruptFileException"/> naming list
/// and record.
/// </summary>
internal sealed class CocoFile
{
    private readonly FileList _files;
    private readonly IReadOnlyDictionary<long, IReadOnlyList<Keypoint>> _keypoints;
    private readonly Dictionary<long, CocoImage> _images = [];
    private readonly Dictionary<long, CocoCategory> _categories = [];
    private readonly Dictionary<long, string?> _licenses = [];
    private readonly Dictionary<long, string> _faults = [];
    private readonly Dictionary<long, int> _firstOf = [];
    private readonly HashSet<long> _ids = [];

    private CocoFile(FileList files, ListedFile source, IReadOnlyDictionary<long, IReadOnlyList<Keypoint>> keypoints) =>
        (_files, Source, _keypoints) = (files, source, keypoints);

    /// <summary>Where it lies.</summary>
    public ListedFile Source { get; }

    /// <summary>The images by id.</summary>
    public IReadOnlyDictionary<long, CocoImage> Images => _images;

    /// <summary>The categories by id.</summary>
    public IReadOnlyDictionary<long, CocoCategory> Categories => _categories;

    /// <summary>What is wrong with the annotations of an image, the first of it: by image.</summary>
    public IReadOnlyDictionary<long, string> Faults => _faults;

    /// <summary>The objects by image.</summary>
    public PackedObjects Objects { get; } = new();

    /// <summary>Reads a file; <paramref name="keypoints"/> of other files by annotation.</summary>
    public static CocoFile Read(FileList files, ListedFile source, IReadOnlyDictionary<long, IReadOnlyList<Keypoint>> keypoints, CancellationToken cancellation)
    {
        var read = new CocoFile(files, source, keypoints);
        using var lists = new JsonLists(source.Open(), files.Shown(source), "images", "annotations", "categories");
        while (lists.Next() is { } record)
        {
            cancellation.ThrowIfCancellationRequested();
            using (record)
                read.Add(lists.List!, lists.Number, record.RootElement);
        }
        foreach (var (image, number) in read._firstOf)
        {
            if (!read._images.ContainsKey(image))
                throw read.Corrupt("annotations", number, $"its image {image} is not listed");
        }
        // A fault may have kept an annotation from being known.
        if (read._faults.Count == 0 && keypoints.Keys.FirstOrDefault(id => !read._ids.Contains(id)) is var lost and not 0)
            throw new CorruptFileException(files.Shown(source), $"it has no annotation {lost}, of which there are keypoints in another file", "Read one of the two files alone.");
        return read;
    }

    /// <summary>The keypoints of each annotation of a file, and the categories that say what they are.</summary>
    public static (IReadOnlyDictionary<long, IReadOnlyList<Keypoint>> Keypoints, IReadOnlyDictionary<long, CocoCategory> Categories) ReadKeypoints(
        FileList files, ListedFile source, CancellationToken cancellation)
    {
        var file = Read(files, source, new Dictionary<long, IReadOnlyList<Keypoint>>(), cancellation);
        if (file._faults.Count > 0)
            throw new CorruptFileException(files.Origin, file._faults.First().Value);
        var posed = file.Objects.Images.SelectMany(file.Objects.Of).Where(o => o.Object.Keypoints.Count > 0).ToList();
        return posed.Find(o => o.Id == 0) is { } nameless ? throw file.Corrupt("annotations", nameless.Number, "it has no id, by which its keypoints belong to an object")
            : (posed.ToDictionary(o => o.Id, o => o.Object.Keypoints), file._categories);
    }

    /// <summary>What the licence of an image is called; null where it is not known.</summary>
    public string? License(CocoImage image) => image.License is { } id ? _licenses.GetValueOrDefault(id) : null;

    private void Add(string list, int number, JsonElement record)
    {
        try
        {
            switch (list)
            {
                case "images":
                    var image = CocoJson.Image(record, number);
                    Unique(_images.TryAdd(image.Id, image), image.Id);
                    break;
                case "categories":
                    var category = CocoJson.Category(record);
                    Unique(_categories.TryAdd(category.Id, category), category.Id);
                    break;
                case "licenses":
                    var (id, name) = CocoJson.License(record);
                    _licenses[id] = name;
                    break;
                case "annotations":
                    AddObject(number, record);
                    break;
                default:
                    // Others' own lists.
                    break;
            }
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException)
        {
            // InvalidOperationException: a text that is no Unicode.
            throw Corrupt(list, number, e.Message);
        }
    }

    private void AddObject(int number, JsonElement record)
    {
        var image = CocoJson.ImageOf(record);
        _firstOf.TryAdd(image, number);
        try
        {
            var read = CocoJson.Annotation(record, number);
            Unique(read.Id == 0 || _ids.Add(read.Id), read.Id);
            if (_keypoints.TryGetValue(read.Id, out var points))
                read = read with { Object = read.Object with { Keypoints = points } };
            Objects.Add(image, read);
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException)
        {
            _faults.TryAdd(image, $"{Source.Path}, annotations, record {number}: {e.Message}");
        }
    }

    private static void Unique(bool added, long id)
    {
        if (!added)
            throw new FormatException($"the id {id} was there before");
    }

    private CorruptFileException Corrupt(string list, int number, string reason) => new(_files.Shown(Source), $"{list}, record {number}: {reason}");
}
