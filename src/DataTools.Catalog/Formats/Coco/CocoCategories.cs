using DataTools.Catalog.Annotations;

namespace DataTools.Catalog.Formats.Coco;

/// <summary>The classes that the files of a data set agree on: by the ids of their categories, ascending.</summary>
internal sealed class CocoCategories
{
    private readonly SortedDictionary<long, CocoCategory> _byId = [];
    private readonly Dictionary<long, int> _index;

    /// <summary>
    /// Throws <see cref="CorruptFileException"/> where a file says otherwise than one before it, names one class twice, or none has any.
    /// </summary>
    public CocoCategories(FileList files, IEnumerable<(ListedFile Source, IReadOnlyDictionary<long, CocoCategory> Categories)> all)
    {
        var ids = new Dictionary<string, long>();
        ListedFile? last = null;
        foreach (var (source, categories) in all)
        {
            last = source;
            foreach (var category in categories.Values)
            {
                if (ids.TryGetValue(category.Name, out var id) ? id != category.Id : _byId.ContainsKey(category.Id))
                {
                    throw new CorruptFileException(
                        files.Shown(source), $"category {category.Id} is '{ListedText.Short(category.Name)}', but {(_byId.TryGetValue(category.Id, out var other) ? $"category {other.Id} is '{ListedText.Short(other.Name)}'" : $"so is category {id}")}");
                }
                ids[category.Name] = category.Id;
                // Of a file with keypoints and one without, the first says more.
                if (!_byId.TryGetValue(category.Id, out var known) || known.Keypoints.Count == 0)
                    _byId[category.Id] = category;
            }
        }
        if (_byId.Count == 0)
            throw new CorruptFileException(last is null ? files.Origin : files.Shown(last), "it has no categories");
        _index = _byId.Keys.Index().ToDictionary(c => c.Item, c => c.Index);
    }

    /// <summary>Their names.</summary>
    public IReadOnlyList<string> Classes => [.. _byId.Values.Select(c => c.Name)];

    /// <summary>What the keypoints of those are that have some.</summary>
    public IReadOnlyList<KeypointSet> Keypoints => [.. _byId.Values.Where(c => c.Keypoints.Count > 0).Select(c => new KeypointSet(c.Name, c.Keypoints, c.Skeleton))];

    /// <summary>The object with the index of its class. Throws <see cref="FormatException"/> where it has none or too many keypoints.</summary>
    public ObjectAnnotation Resolve(CocoObject o)
    {
        if (!_index.TryGetValue(o.Category, out var index))
            throw new FormatException($"category {o.Category} is not one of the {_byId.Count}");
        return o.Object.Keypoints.Count is var points && points > 0 && points != _byId[o.Category].Keypoints.Count
            ? throw new FormatException($"it has {points} keypoints, its category {_byId[o.Category].Keypoints.Count}")
            : o.Object with { Category = index };
    }
}
