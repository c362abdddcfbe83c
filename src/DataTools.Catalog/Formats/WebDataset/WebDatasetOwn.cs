using System.Text.Json;
using DataTools.Catalog.Annotations;
using DataTools.Catalog.Exports;
using DataTools.Catalog.Storage;

namespace DataTools.Catalog.Formats.WebDataset;

/// <summary>
/// What our own export writes of a sample beside its class: the member <c>datatools</c> of <c>KEY.json</c> with its id and
/// annotations, and <c>KEY.segmentation.png</c>.
/// </summary>
internal static class WebDatasetOwn
{
    public const string Member = "datatools", Segmentation = ".segmentation.png";

    private const long Largest = 256 << 20;

    /// <summary>
    /// The id and what is said; null where there is no such member. Throws <see cref="BadSampleException"/> where it is damaged.
    /// </summary>
    public static (string Id, SampleAnnotations Said)? Of(FileList files, WebDatasetSample sample)
    {
        if (sample.Member(".json") is not { } file || file.Bytes is 0 or > Largest)
            return null;
        var shown = files.Shown(file);
        try
        {
            using var json = JsonDocument.Parse(file.ReadAll(shown));
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty(Member, out var own) || own.ValueKind != JsonValueKind.Object)
                return null;
            var columns = EntryFeatures.Annotations([]).ToDictionary(c => c.Name, c => c.Feature);
            var said = AnnotationValues.Read(c => columns[c] is not Feature.Image && own.TryGetProperty(c, out var value) ? FeatureJson.Read(columns[c], value) : null);
            var id = own.TryGetProperty(EntryFeatures.Id, out var name) ? name.GetString() : null;
            return (id ?? throw new FormatException("it has no id"), sample.Member(Segmentation) is { } picture ? said with { Segmentation = picture.ReadAll(files.Shown(picture)) } : said);
        }
        catch (JsonException)
        {
            // What others wrote is looked at where its class is asked for.
            return null;
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException)
        {
            throw new BadSampleException(shown, $"{Member}: {e.Message}");
        }
    }
}
