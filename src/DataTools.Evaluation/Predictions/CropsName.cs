using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DataTools.Evaluation.Predictions;

/// <summary>How several views of one image become one prediction.</summary>
public enum CropAverage
{
    /// <summary>The mean of the views' probabilities (Krizhevsky et al. 2012).</summary>
    Probability,

    /// <summary>The mean of the views' logits: the geometric mean of the probabilities.</summary>
    Logits,
}

/// <summary>
/// Which views of each image were predicted and how they were averaged, as it is written: <c>1</c>, <c>10</c>, <c>flip</c>,
/// <c>10:logits</c>. Sets of the same name are compared and fused. In JSON a plain number is a number.
/// </summary>
/// <param name="Views">The set of views.</param>
/// <param name="Average">How they were averaged.</param>
[JsonConverter(typeof(Json))]
public sealed record CropsName(string Views, CropAverage Average = CropAverage.Probability)
{
    private const string LogitsMark = ":logits";

    /// <summary>That many crops: 1 is the single view, 10 the centre and four corners, each mirrored.</summary>
    public static implicit operator CropsName(int crops) => new(crops.ToString(CultureInfo.InvariantCulture));

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static CropsName Parse(string text) => text.EndsWith(LogitsMark, StringComparison.Ordinal)
        ? new(text[..^LogitsMark.Length], CropAverage.Logits)
        : new(text);

    /// <summary>A model's name with these views, for tables: such as <c>run</c>, <c>run, 10 crops</c> or <c>run, views flip</c>.</summary>
    public string Of(string name) => this == 1 ? name : IsNumber ? $"{name}, {this} crops" : $"{name}, views {this}";

    private bool IsNumber => int.TryParse(ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out _);

    /// <inheritdoc/>
    public override string ToString() => Average == CropAverage.Logits ? Views + LogitsMark : Views;

    private sealed class Json : JsonConverter<CropsName>
    {
        public override CropsName Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Number ? reader.GetInt32() : Parse(reader.GetString() ?? throw new JsonException("crops without a name"));

        public override void Write(Utf8JsonWriter writer, CropsName value, JsonSerializerOptions options)
        {
            if (int.TryParse(value.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                writer.WriteNumberValue(number);
            else
                writer.WriteStringValue(value.ToString());
        }
    }
}
