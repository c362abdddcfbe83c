using DataTools.Catalog.Annotations;

namespace DataTools.Catalog.Formats.Coco;

/// <summary>A record of <c>images</c>; the number is its place in the file, the sample's own id is there where our export wrote it.</summary>
internal sealed record CocoImage(int Number, long Id, string FileName, int? Width, int? Height, long? License, string? Url, string? OwnId);

/// <summary>A record of <c>categories</c>.</summary>
internal sealed record CocoCategory(long Id, string Name, IReadOnlyList<string> Keypoints, IReadOnlyList<IReadOnlyList<int>> Skeleton);

/// <summary>A record of <c>annotations</c>; the object's category is meaningless until the categories are known.</summary>
internal sealed record CocoObject(int Number, long Id, long Category, ObjectAnnotation Object);
