using System.Globalization;
using CsvHelper;
using DataTools.Catalog;
using DataTools.Catalog.Storage;

namespace DataTools.Evaluation.Predictions.External;

/// <summary>
/// Predictions as CSV: a first line <c>id[,label],CLASS,CLASS,...</c>, then one line a sample. Classes are named, in any order;
/// a label is a class name or empty.
/// </summary>
internal static class CsvScores
{
    private const string Id = "id", Label = "label";

    public static ScoreTable Read(string path, IReadOnlyList<string> classes)
    {
        try
        {
            using var csv = CsvReader.Create(File.OpenRead(path), new()
            {
                TrimWhitespace = true,
                TrimInsideQuotes = true,
                TrackLineNumbers = true,
                MalformedData = CsvMalformedDataHandling.Throw,
                FieldCountMismatch = CsvFieldCountHandling.Throw,
            });
            csv.ReadHeader();
            string[] header = [.. csv.Headers];
            if (header.Length < 2 || header[0] != Id)
            {
                throw new CorruptFileException(
                    path, header.Length == 0 ? "the table is empty" : $"the first line is not 'id, then a column for each class': it begins with '{header[0]}'",
                    "Name the columns in the first line: id, label (if you like), then the classes.");
            }
            // A class may be called so too: then the column is it, unless there are two of them.
            var labelled = header[1] == Label && (!classes.Contains(Label) || header.Count(h => h == Label) > 1);
            var first = labelled ? 2 : 1;
            var (ids, labels, scores) = (new List<string>(), new List<string>(), new List<double>());
            while (csv.Read())
            {
                ids.Add(csv.GetString(0));
                if (labelled)
                    labels.Add(csv.GetString(1));
                for (var c = first; c < header.Length; c++)
                    scores.Add(Number(path, (int)csv.LineNumber, header[c], csv.GetString(c)));
            }
            return new(header[first..], ids, labelled ? labels : null, [.. scores]);
        }
        catch (CsvFormatException e)
        {
            throw new CorruptFileException(path, $"line {e.LineNumber} is no row of a table ({e.Message})", inner: e);
        }
        catch (Exception e) when (StorageFaults.Translate(path, e) is { } told)
        {
            throw told;
        }
    }

    private static double Number(string path, int line, string column, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : throw new CorruptFileException(
            path, $"line {line}, column {column}: '{text}' is no number", "Write numbers with a decimal point.");
}
