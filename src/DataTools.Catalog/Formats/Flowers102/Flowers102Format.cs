using System.Globalization;
using DataTools.Catalog.Formats.Mat;

namespace DataTools.Catalog.Formats.Flowers102;

/// <summary>
/// Oxford's Flowers-102 (Nilsback and Zisserman, 2008): <c>image_00001.jpg</c> and so on, <c>imagelabels.mat</c> with their
/// classes from 1, and <c>setid.mat</c> with the numbers of each split. The official split to learn from is the small one.
/// </summary>
internal static class Flowers102Format
{
    private const string Labels = "imagelabels.mat", Sets = "setid.mat", Prefix = "image_", Extension = ".jpg";

    private static readonly (string Variable, string Split)[] Splits =
        [("trnid", SplitNames.Train), ("valid", SplitNames.Validation), ("tstid", SplitNames.Test)];

    public static DatasetFormat Format { get; } = new("flowers102", "Oxford Flowers-102: jpg/image_00001.jpg and so on, imagelabels.mat and setid.mat", Recognise, Read);

    private static string? Recognise(FileList files) =>
        files.Named(Labels).FirstOrDefault() is { } labels && files.Named(Sets).Any() ? $"{labels.Path} and {Sets}" : null;

    private static DatasetContent Read(FileList files, ReadOptions options, CancellationToken cancellation)
    {
        var (labelFile, setFile) = (files.Needed(Labels), files.Needed(Sets));
        var labels = Numbers(files, labelFile, MatFile.Read(files.Data(labelFile), "labels"), "labels", FlowerNames.All.Count);
        var sets = MatFile.Read(files.Data(setFile), [.. Splits.Select(s => s.Variable)]);
        var lines = new Dictionary<string, ListedLine>(StringComparer.Ordinal);
        foreach (var (variable, split) in Splits)
        {
            foreach (var (i, number) in Numbers(files, setFile, sets, variable, labels.Count).Index())
            {
                var line = new ListedLine(split, $"{setFile.Path}, {variable}({i + 1})", $"{number}");
                if (!lines.TryAdd(Name(number), line))
                    throw new CorruptFileException($"{files.Origin}: {line.Place}", $"image {number} was there before ({lines[Name(number)].Place})");
            }
        }
        var images = files.Files.Where(f => f.Name.StartsWith(Prefix, StringComparison.Ordinal) && f.Name.EndsWith(Extension, StringComparison.Ordinal)).Select(f => (f.Stem(), f));
        var items = SplitLists.Images(files, lines, images, options.BadSamples);
        return new(FlowerNames.All, SampleStream.Splits(
            files, items, i => i.Line.Split, i => new(i.Name, i.Image.ReadAll(files.Shown(i.Image)), labels[Number(i.Line) - 1] - 1, i.Image.Path), options.BadSamples, cancellation));
    }

    private static int Number(ListedLine line) => int.Parse(line.Text, CultureInfo.InvariantCulture);

    private static string Name(int number) => $"{Prefix}{number.ToString("D5", CultureInfo.InvariantCulture)}";

    private static List<int> Numbers(FileList files, ListedFile file, IReadOnlyDictionary<string, MatValue> variables, string variable, int most)
    {
        if (variables[variable] is not MatNumbers numbers)
            throw new CorruptFileException(files.Shown(file), $"{variable} is {variables[variable]}, expected numbers");
        return [.. numbers.Values.Select((n, i) => n >= 1 && n <= most && n == Math.Floor(n)
            ? (int)n
            : throw new CorruptFileException(files.Shown(file), $"{variable}({i + 1}) is {n.ToString(CultureInfo.InvariantCulture)}, not from 1 to {most}"))];
    }
}
