using System.Globalization;
using System.Text;
using CsvHelper;
using DataTools.Catalog;
using DataTools.Catalog.Storage;

namespace DataTools.Training.Prediction;

/// <summary>
/// A table of predictions as a competition wants it: columns, ids and their order are those of the sample that it hands
/// out. The first column has the ids; one more has a class, several or a probability, or one for each class has its probability.
/// </summary>
public sealed class Submission
{
    private const int Named = 5;

    // The likeliest first, where a header has several.
    private const string Separators = ",;\t|";

    private readonly string _path;
    private readonly char _separator;
    private readonly string[] _header;
    private readonly List<string[]> _rows;

    private Submission(string path, char separator, string[] header, List<string[]> rows) => (_path, _separator, _header, _rows) = (path, separator, header, rows);

    /// <summary>Reads a sample; a <see cref="CorruptFileException"/> where it is none.</summary>
    public static Submission Like(string path)
    {
        if (!File.Exists(path))
            throw new NotFoundException($"there is no sample {path}", "Give the competition's sample_submission.csv to --like.");
        try
        {
            var separator = SeparatorOf(path);
            using var csv = CsvReader.Create(File.OpenRead(path), new() { Separator = separator, TrimWhitespace = true, TrimInsideQuotes = true, TrackLineNumbers = true, FieldCountMismatch = CsvFieldCountHandling.Throw });
            csv.ReadHeader();
            string[] header = [.. csv.Headers];
            var rows = new List<string[]>();
            while (csv.Read())
                rows.Add([.. header.Select((_, c) => csv.GetString(c))]);
            return header.Length >= 2 && rows.Count > 0
                ? new(path, separator, header, rows)
                : throw new CorruptFileException(path, $"{header.Length} columns and {rows.Count} rows: no sample of a submission", "It has a column of ids, one or more of predictions, and a row for each image.");
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

    /// <summary>
    /// Writes the table, whole or not at all, and says what its columns hold. Throws <see cref="InvalidInputException"/>
    /// where columns or ids do not fit the predictions; then nothing is written.
    /// </summary>
    /// <param name="path">The file to write.</param>
    /// <param name="classes">Of the scores.</param>
    /// <param name="scores">Of every image of the sample, in any order.</param>
    /// <param name="threshold">From which probability on an image has a class, where it may have several; null where it has one.</param>
    public string Write(string path, IReadOnlyList<string> classes, IReadOnlyList<ImageScores> scores, double? threshold = null)
    {
        var (cells, meaning) = threshold is { } least && _header.Length == 2
            ? LabelCells.Of(_path, _header[1], [.. _rows.Select(r => r[1])], classes, scores, least)
            : Columns(classes);
        var byId = Matched(scores);
        var text = new StringBuilder();
        void Line(IEnumerable<string> fields) => text.AppendJoin(_separator, fields.Select(Quoted)).Append('\n');
        Line(_header);
        foreach (var row in _rows)
            Line([row[0], .. cells(byId[Key(row[0])])]);
        StorageFaults.Explain(path, () => AtomicFile.WriteAllText(path, text.ToString()));
        return $"{_rows.Count} rows; {meaning}";
    }

    private (Func<ImageScores, IEnumerable<string>> Cells, string Meaning) Columns(IReadOnlyList<string> classes)
    {
        if (_header.Length > 2)
        {
            int[] order = [.. _header.Skip(1).Select(name => IndexOf(classes, name))];
            if (order.Contains(-1) || order.Distinct().Count() != classes.Count || order.Length != classes.Count)
            {
                throw new InvalidInputException(
                    $"{_path}: its columns [{Some(_header.Skip(1))}] are not the {classes.Count} classes of the run [{Some(classes)}]",
                    "Train on an entry whose classes are called as the columns are.");
            }
            return (s => order.Select(c => Number(s.Probabilities[c])), "a probability for each class");
        }
        string[] values = [.. _rows.Select(r => r[1]).Distinct(StringComparer.Ordinal)];
        if (values.All(v => IndexOf(classes, v) >= 0))
            return (s => [classes[Best(s)]], "the name of the class");
        if (values.All(v => int.TryParse(v, CultureInfo.InvariantCulture, out var index) && index >= 0 && index < classes.Count))
            return (s => [Best(s).ToString(CultureInfo.InvariantCulture)], $"the class as a number: {Some(classes.Select((name, c) => $"{c} is {name}"))}");
        if (classes.Count == 2 && values.All(v => double.TryParse(v, CultureInfo.InvariantCulture, out var p) && p is >= 0 and <= 1))
        {
            var own = IndexOf(classes, _header[1]);
            var meant = own >= 0 ? own : 1;
            return (
                s => [Number(s.Probabilities[meant])],
                $"the probability of {classes[meant]}{(own >= 0 ? "" : $": the column {_header[1]} names no class, so that of the second, not of {classes[0]}, was taken")}");
        }
        throw new InvalidInputException(
            $"{_path}: the values of its column {_header[1]} [{Some(values)}] are neither classes of the run [{Some(classes)}], nor their numbers, nor the probability of one of two",
            "Train on an entry whose classes are called as in the sample.");
    }

    private Dictionary<string, ImageScores> Matched(IReadOnlyList<ImageScores> scores)
    {
        var wanted = _rows.GroupBy(r => Key(r[0]), StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        // As much of the path as the sample has.
        string KeyOf(ImageScores s) => Ends(Key(s.Id.Replace('\\', '/'))) is var ends && ends.Find(wanted.ContainsKey) is { } id ? id : ends[^1];
        var byId = scores.GroupBy(KeyOf, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.ToList(), StringComparer.Ordinal);
        var faults = new List<string>();
        void Check(string what, IEnumerable<string> ids)
        {
            if (ids.ToList() is { Count: > 0 } list)
                faults.Add($"{list.Count} {what}: {Some(list)}");
        }
        Check("ids of the sample have no image", wanted.Keys.Where(id => !byId.ContainsKey(id)));
        Check("images are not in the sample", byId.Where(g => !wanted.ContainsKey(g.Key)).SelectMany(g => g.Value.Select(s => s.Id)));
        Check("ids are in the sample more than once", wanted.Where(w => w.Value > 1).Select(w => w.Key));
        Check("images have an id that another has too", byId.Values.Where(g => g.Count > 1).SelectMany(g => g.Select(s => s.Id)));
        return faults.Count == 0
            ? byId.ToDictionary(g => g.Key, g => g.Value[0], StringComparer.Ordinal)
            : throw new InvalidInputException($"{_path} and the images do not fit:{Environment.NewLine}{string.Join(Environment.NewLine, faults)}", "An id is a file's name, with or without its extension and the folders that it is in.");
    }

    // a/b/c, b/c and c of a/b/c.
    private static List<string> Ends(string path) =>
        [path, .. path.Index().Where(c => c.Item == '/').Select(c => path[(c.Index + 1)..])];

    private static char SeparatorOf(string path)
    {
        var header = File.ReadLines(path).FirstOrDefault("");
        var (bare, quoted) = (new StringBuilder(), false);
        foreach (var c in header)
        {
            quoted ^= c == '"';
            if (!quoted)
                bare.Append(c);
        }
        return Separators.FirstOrDefault(s => bare.ToString().Contains(s, StringComparison.Ordinal), Separators[0]);
    }

    private static string Key(string id) => ImageFiles.WithoutExtension(id);

    private static int Best(ImageScores scores) => scores.Top(1).First().Class;

    internal static int IndexOf(IReadOnlyList<string> classes, string name) => classes.ToList().FindIndex(c => string.Equals(c, name, StringComparison.OrdinalIgnoreCase));

    private static string Number(double p) => p.ToString("G9", CultureInfo.InvariantCulture);

    internal static string Some(IEnumerable<string> names) => names.ToList() is { Count: > Named } many ? $"{string.Join(", ", many.Take(Named))} ..." : string.Join(", ", names);

    private string Quoted(string field) => field.AsSpan().ContainsAny([_separator, '"', '\r', '\n']) ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;
}
