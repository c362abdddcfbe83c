using System.Text.Json;
using DataTools.Catalog.Annotations;
using DataTools.Catalog.Cards;

namespace DataTools.Catalog.Tests.Cards;

public sealed class DatasetCardTests
{
    private static readonly DatasetCard Full = new()
    {
        Name = "a",
        Title = "Kleider & \"Schuhe\"",
        Source = "official:fashion-mnist",
        Revision = "r1",
        License = "MIT",
        Citation = "@misc{x, title={<y>}}",
        Homepage = "https://example.org/?a=1&b=2",
        Classes = ["T-shirt/top", "犬"],
        Splits = [new("train", 3, 1234567890123, [1, 1], 1)],
        Files = [new("f.gz", 5, "00ff", "https://example.org/f.gz", "11ee"), new("g", 6, "22")],
        Annotations = AnnotationKinds.Objects | AnnotationKinds.Origin,
        Keypoints = [new("person", ["nose", "eye"], [[0, 1]])],
        Parent = new("augment", new Dictionary<string, string> { ["policy"] = "operations:\n- flip\n" }, new() { Name = "p", Source = "folder:/p", Parent = new("fix", new Dictionary<string, string>(), new() { Name = "q", Source = "x:y" }) }),
        Fingerprint = "sha256:2",
        CreatedAt = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero),
        Tool = "0.1.0",
        SkippedSamples = 7,
    };

    [Fact]
    public void What_is_written_is_read() =>
        Assert.Equivalent(Full, JsonSerializer.Deserialize<DatasetCard>(JsonSerializer.Serialize(Full, CatalogJson.Options), CatalogJson.Options), strict: true);

    [Fact]
    public void It_is_written_for_people_to_read()
    {
        var text = JsonSerializer.Serialize(Full, CatalogJson.Options);
        Assert.Contains("\"title\": \"Kleider & \\\"Schuhe\\\"\"", text, StringComparison.Ordinal);
        Assert.Contains("\"T-shirt/top\"", text, StringComparison.Ordinal);
        Assert.Contains("犬", text, StringComparison.Ordinal);
        // What is not known is left out.
        Assert.DoesNotContain("null", JsonSerializer.Serialize(Full with { Title = null, Parent = null }, CatalogJson.Options), StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_keys_of_a_newer_version_are_ignored_and_missing_ones_have_defaults()
    {
        var card = JsonSerializer.Deserialize<DatasetCard>("""{"name": "a", "source": "x:y", "mood": {"good": [1]}}""", CatalogJson.Options)!;
        Assert.Equal((1, "a", "x:y", "image-classification"), (card.FormatVersion, card.Name, card.Source, card.Task));
        Assert.Empty(card.Classes);
        Assert.Empty(card.Splits);
        Assert.Null(card.License);
    }
}
