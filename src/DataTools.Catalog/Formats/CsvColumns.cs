namespace DataTools.Catalog.Formats;

/// <summary>Which columns of a table name an image, its class and its split, told by what they are usually called.</summary>
internal static class CsvColumns
{
    // The most telling first: a running number called "id" often stands beside the file's name.
    private static readonly string[] Images =
    [
        "filename", "file", "filepath", "filepaths", "path", "image", "imagename", "imagepath", "imagefile", "imageid", "imgname", "imgpath",
        "img", "imgid", "picture", "photo", "photoid", "id", "name", "uuid", "index",
    ];

    // Names of classes before their numbers.
    private static readonly string[] Labels =
    [
        "label", "labels", "class", "classname", "labelname", "target", "category", "categoryname", "breed", "species", "variety", "diagnosis",
        "tag", "y", "classid", "labelid", "categoryid", "classlabel", "targetlabel",
    ];

    private static readonly string[] Splits = ["split", "subset", "dataset", "partition", "set", "fold"];

    /// <summary>The columns that may name the image, the likeliest first.</summary>
    public static IReadOnlyList<int> Image(IReadOnlyList<string> columns) => Find(columns, Images);

    /// <summary>
    /// The column of the class, or -1. Where none is called so but the table has two columns, it is the one beside
    /// <paramref name="image"/>, and <c>Guessed</c> says so.
    /// </summary>
    public static (int Column, bool Guessed) Label(IReadOnlyList<string> columns, int image)
    {
        foreach (var column in Find(columns, Labels))
        {
            if (column != image)
                return (column, false);
        }
        return columns.Count == 2 ? (1 - image, true) : (-1, false);
    }

    /// <summary>The column that may say train, validation or test, or -1.</summary>
    public static int Split(IReadOnlyList<string> columns) => Find(columns, Splits) is [var column, ..] ? column : -1;

    private static List<int> Find(IReadOnlyList<string> columns, string[] names)
    {
        var plain = columns.Select(c => string.Concat(c.ToLowerInvariant().Where(char.IsAsciiLetterOrDigit))).ToList();
        return [.. names.Select(n => plain.IndexOf(n)).Where(i => i >= 0)];
    }
}
