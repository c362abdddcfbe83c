using System.Globalization;
using System.Text.Json;
using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Storage;
using DataTools.Evaluation.Predictions;
using DataTools.Imaging.Codecs;

namespace DataTools.Training.Export;

/// <summary>
/// Pictures and what is to be said of them, by which whoever uses a model can tell that it works where it is used: a folder with
/// each as PNG and as the raw bytes that the graph takes, and <c>expected.json</c>.
/// </summary>
internal static class GoldenImages
{
    /// <summary>The list of what is expected.</summary>
    public const string Expected = "expected.json";

    /// <summary>Throws <see cref="InvalidInputException"/> where a folder of that name is not one of ours: it would be replaced.</summary>
    public static void Check(string folder)
    {
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any() && !File.Exists(Path.Combine(folder, Expected)))
            throw new InvalidInputException($"there is already a folder {folder}, without the {Expected} of golden pictures", "Move it, choose another name with --out, or leave them out with --golden 0.");
    }

    /// <summary>Writes the folder whole, in place of an older one.</summary>
    public static void Write(string folder, string model, ExportSamples samples, IReadOnlyList<string> classes, Func<int, (float[] Logits, double[] Probabilities)?> expected, PredictionSet known, int count, double tolerance)
    {
        var temporary = $"{folder}.{Guid.NewGuid():N}.tmp";
        StorageFaults.Explain(folder, () =>
        {
            try
            {
                Directory.CreateDirectory(temporary);
                var all = samples.Indices.Length;
                var pictures = Enumerable.Range(0, Math.Min(count, all)).Select(i => Picture(temporary, i, (int)((long)i * all / Math.Min(count, all)), samples, classes, expected, known)).OfType<object>().ToList();
                AtomicFile.WriteAllText(Path.Combine(temporary, Expected), JsonSerializer.Serialize(new { Model = model, Input = Onnx.NetworkGraph.Image, Tolerance = tolerance, Classes = classes, Pictures = pictures }, CatalogJson.Options));
                if (Directory.Exists(folder))
                    Directory.Delete(folder, recursive: true);
                Directory.Move(temporary, folder);
            }
            catch
            {
                if (Directory.Exists(temporary))
                    Directory.Delete(temporary, recursive: true);
                throw;
            }
        });
    }

    private static object? Picture(string folder, int number, int sample, ExportSamples samples, IReadOnlyList<string> classes, Func<int, (float[] Logits, double[] Probabilities)?> expected, PredictionSet known)
    {
        if (samples.Picture(samples.Indices[sample]) is not { } image || expected(sample) is not var (logits, probabilities))
            return null;
        var name = (number + 1).ToString("D3", CultureInfo.InvariantCulture);
        AtomicFile.WriteAllBytes(Path.Combine(folder, $"{name}.png"), ImageCodec.EncodePng(image));
        AtomicFile.WriteAllBytes(Path.Combine(folder, $"{name}.bin"), image.Pixels);
        var top = Agreement.Top(logits);
        return new
        {
            Id = known.Ids[sample],
            Png = $"{name}.png",
            Raw = $"{name}.bin",
            image.Height,
            image.Width,
            image.Channels,
            Label = classes[known.Labels[sample]],
            Top1 = top,
            Class = classes[top],
            Logits = logits,
            Probabilities = probabilities,
        };
    }
}
