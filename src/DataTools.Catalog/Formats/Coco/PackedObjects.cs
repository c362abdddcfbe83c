using DataTools.Catalog.Annotations;

namespace DataTools.Catalog.Formats.Coco;

/// <summary>
/// The objects of each image, packed: COCO's coordinates have two decimals mostly and take two or three bytes so, so that
/// the 860,000 objects of COCO 2017 fit into some hundred MB. What comes out is what went in.
/// </summary>
internal sealed class PackedObjects
{
    private readonly Dictionary<long, List<byte[]>> _byImage = [];
    private readonly MemoryStream _stream = new();
    private readonly BinaryWriter _writer;

    public PackedObjects() => _writer = new(_stream);

    /// <summary>The images that have objects.</summary>
    public IReadOnlyCollection<long> Images => _byImage.Keys;

    /// <summary>Adds one behind the others of its image.</summary>
    public void Add(long image, CocoObject added)
    {
        _stream.SetLength(0);
        var o = added.Object;
        _writer.Write7BitEncodedInt(added.Number);
        _writer.Write7BitEncodedInt64(added.Id);
        _writer.Write7BitEncodedInt64(added.Category);
        _writer.Write((byte)o.Flags);
        Write([o.Box.X, o.Box.Y, o.Box.Width, o.Box.Height]);
        Write(o.Area is { } area ? [area] : []);
        _writer.Write7BitEncodedInt(o.Polygons.Count);
        foreach (var polygon in o.Polygons)
            Write(polygon);
        Write(o.Keypoints.Count == 0 ? [] : [.. o.Keypoints.SelectMany(k => new[] { k.X, k.Y, k.Visibility })]);
        _writer.Write(o.Mask is not null);
        if (o.Mask is { } mask)
        {
            _writer.Write7BitEncodedInt(mask.Height);
            _writer.Write7BitEncodedInt(mask.Width);
            _writer.Write(mask.Counts);
        }
        if (!_byImage.TryGetValue(image, out var objects))
            _byImage[image] = objects = [];
        objects.Add(_stream.ToArray());
    }

    /// <summary>The objects of an image, in the order in which they were added.</summary>
    public IReadOnlyList<CocoObject> Of(long image) => [.. _byImage.GetValueOrDefault(image, []).Select(Unpack)];

    private static CocoObject Unpack(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes));
        var (number, id, category, flags) = (reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt64(), (ObjectFlags)reader.ReadByte());
        var (box, area) = (Read(reader), Read(reader));
        IReadOnlyList<double>[] polygons = [.. Enumerable.Range(0, reader.Read7BitEncodedInt()).Select(_ => Read(reader))];
        var points = Read(reader);
        return new(number, id, category, new(0, new(box[0], box[1], box[2], box[3]))
        {
            Area = area.Length > 0 ? area[0] : null,
            Flags = flags,
            Polygons = polygons,
            Keypoints = [.. Enumerable.Range(0, points.Length / 3).Select(k => new Keypoint(points[3 * k], points[(3 * k) + 1], (int)points[(3 * k) + 2]))],
            Mask = reader.ReadBoolean() ? new(reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt(), reader.ReadString()) : null,
        });
    }

    // Hundredths where that is exact: zigzag, with a last bit of 0. Else a 1 and the eight bytes.
    private void Write(IReadOnlyList<double> numbers)
    {
        const double exact = 1L << 50;
        _writer.Write7BitEncodedInt(numbers.Count);
        foreach (var number in numbers)
        {
            var hundredths = Math.Round(number * 100);
            if (Math.Abs(hundredths) < exact && hundredths / 100 == number && !(number == 0 && double.IsNegative(number)))
            {
                var whole = (long)hundredths;
                _writer.Write7BitEncodedInt64(((whole << 1) ^ (whole >> 63)) << 1);
            }
            else
            {
                _writer.Write7BitEncodedInt64(1);
                _writer.Write(number);
            }
        }
    }

    private static double[] Read(BinaryReader reader)
    {
        var numbers = new double[reader.Read7BitEncodedInt()];
        foreach (ref var number in numbers.AsSpan())
        {
            var code = reader.Read7BitEncodedInt64();
            var zigzag = code >> 1;
            number = (code & 1) == 1 ? reader.ReadDouble() : ((zigzag >> 1) ^ -(zigzag & 1)) / 100.0;
        }
        return numbers;
    }
}
