using System.Text.Json.Nodes;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace DataTools.Catalog.Storage;

/// <summary>The type of a column: as an Arrow type, and as Hugging Face <c>datasets</c> writes it in its <c>features</c>.</summary>
internal abstract record Feature
{
    /// <summary>The column's Arrow type.</summary>
    public abstract IArrowType Arrow { get; }

    /// <summary>The column as <c>features</c> JSON.</summary>
    public abstract JsonNode Json { get; }

    /// <summary>A number, truth or text.</summary>
    /// <param name="Type">Its Arrow type.</param>
    /// <param name="Name">What <c>datasets</c> calls it.</param>
    public sealed record Value(IArrowType Type, string Name) : Feature
    {
        public override IArrowType Arrow => Type;

        public override JsonNode Json => new JsonObject { ["dtype"] = Name, ["_type"] = "Value" };
    }

    /// <summary>An index into names.</summary>
    public sealed record ClassLabel(IReadOnlyList<string> Names) : Feature
    {
        public override IArrowType Arrow => Int64Type.Default;

        public override JsonNode Json => new JsonObject { ["names"] = new JsonArray([.. Names.Select(n => (JsonNode)n)]), ["_type"] = "ClassLabel" };
    }

    /// <summary>An encoded image.</summary>
    public sealed record Image : Feature
    {
        public override IArrowType Arrow => EntryFeatures.ImageType;

        public override JsonNode Json => new JsonObject { ["_type"] = "Image" };
    }

    /// <summary>Any number of items, or exactly <paramref name="Length"/> where that is not 0.</summary>
    public sealed record List(Feature Item, int Length = 0) : Feature
    {
        public override IArrowType Arrow => Length == 0 ? new ListType(Child) : new FixedSizeListType(Child, Length);

        private Field Child => new("item", Item.Arrow, nullable: true);

        public override JsonNode Json
        {
            get
            {
                var json = new JsonObject { ["feature"] = Item.Json };
                if (Length != 0)
                    json["length"] = Length;
                json["_type"] = "List";
                return json;
            }
        }
    }

    /// <summary>Named parts.</summary>
    public sealed record Struct(IReadOnlyList<(string Name, Feature Feature)> Parts) : Feature
    {
        public override IArrowType Arrow => new StructType([.. Parts.Select(p => new Field(p.Name, p.Feature.Arrow, nullable: true))]);

        public override JsonNode Json => new JsonObject(Parts.Select(p => KeyValuePair.Create(p.Name, (JsonNode?)p.Feature.Json)));
    }

    public static Value Int64 { get; } = new(Int64Type.Default, "int64");

    public static Value Float64 { get; } = new(DoubleType.Default, "float64");

    public static Value Bool { get; } = new(BooleanType.Default, "bool");

    public static Value Text { get; } = new(StringType.Default, "string");
}
