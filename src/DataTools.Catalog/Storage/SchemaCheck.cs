using System.Text;
using DataTools.Catalog.Annotations;

namespace DataTools.Catalog.Storage;

/// <summary>Whether the schema of a shard (Schema.fbs) has the columns of <see cref="EntryFeatures"/>; which annotations it has.</summary>
internal static class SchemaCheck
{
    // enum Type, and the precision of doubles.
    private const byte Int = 2, Float = 3, Binary = 4, Utf8 = 5, Bool = 6, List = 12, Struct = 13, FixedList = 16;
    private const short DoublePrecision = 2;

    /// <summary>The columns behind image, label and id. Throws <see cref="InvalidDataException"/> where they are not those there may be.</summary>
    public static IReadOnlyList<(string Name, Feature Feature)> Annotations(FlatTable schema)
    {
        Check(schema.Int16(0) == 0, "its numbers are big-endian");
        var count = schema.Count(1);
        Check(count >= 3, "it has other columns");
        CheckColumn(schema.TableOf(1, 0), EntryFeatures.Image, new Feature.Image());
        CheckColumn(schema.TableOf(1, 1), EntryFeatures.Label, new Feature.ClassLabel([]));
        CheckColumn(schema.TableOf(1, 2), EntryFeatures.Id, Feature.Text);
        var found = new List<(string, Feature)>();
        var known = new Queue<(AnnotationKinds Kind, string Name, Feature Feature)>(EntryFeatures.Annotations([]));
        for (var i = 3; i < count; i++)
        {
            var field = schema.TableOf(1, i);
            var name = Name(field);
            while (known.Count > 0 && known.Peek().Name != name)
                known.Dequeue();
            Check(known.Count > 0, $"it has a column {name} that is not known");
            var (_, _, feature) = known.Dequeue();
            CheckColumn(field, name, feature);
            found.Add((name, feature));
        }
        return found;
    }

    private static string Name(FlatTable field) => Encoding.UTF8.GetString(field.Vector(0, 1));

    private static void CheckColumn(FlatTable field, string name, Feature feature)
    {
        Check(Name(field) == name, $"it has no column {name} where it should be");
        Check(!field.Has(4) && IsOf(field, feature), $"the column {name} has another type");
    }

    private static bool IsOf(FlatTable field, Feature feature)
    {
        var (type, children) = (field.Byte(2), field.Count(5));
        switch (feature)
        {
            case Feature.Image:
                if (type != Struct || children != 2)
                    return false;
                CheckColumn(field.TableOf(5, 0), EntryFeatures.Bytes, new Feature.Value(Apache.Arrow.Types.BinaryType.Default, "binary"));
                CheckColumn(field.TableOf(5, 1), EntryFeatures.Path, Feature.Text);
                return true;
            case Feature.Struct parts:
                if (type != Struct || children != parts.Parts.Count)
                    return false;
                for (var i = 0; i < children; i++)
                    CheckColumn(field.TableOf(5, i), parts.Parts[i].Name, parts.Parts[i].Feature);
                return true;
            case Feature.List list:
                return children == 1 && type == (list.Length == 0 ? List : FixedList) && (list.Length == 0 || field.Table(3).Int32(0) == list.Length) &&
                    !field.TableOf(5, 0).Has(4) && IsOf(field.TableOf(5, 0), list.Item);
            case Feature.Value { Name: "binary" }:
                return type == Binary && children == 0;
            case Feature.Value { Name: "string" }:
                return type == Utf8 && children == 0;
            case Feature.Value { Name: "bool" }:
                return type == Bool && children == 0;
            case Feature.Value { Name: "float64" }:
                return type == Float && children == 0 && field.Table(3).Int16(0) == DoublePrecision;
            default:
                return type == Int && children == 0 && field.Table(3).Int32(0) == 64 && field.Table(3).Byte(1) != 0;
        }
    }

    private static void Check(bool good, string reason)
    {
        if (!good)
            throw new InvalidDataException(reason);
    }
}
