namespace DataTools.Catalog.Formats;

/// <summary>Which columns of tables hold the images and their labels.</summary>
/// <param name="Image">The images' column.</param>
/// <param name="Label">The labels' column.</param>
/// <param name="ClassNames">What the labels are indices into; null: the values themselves are the classes.</param>
internal sealed record ParquetColumns(string Image, string Label, IReadOnlyList<string>? ClassNames)
{
    // The usual names, the likeliest first; of a fine and a coarse label the fine one.
    private static readonly string[] Images = ["image", "img", "images", "picture", "photo", "pixel_values"];

    private static readonly string[] Labels =
        ["label", "labels", "fine_label", "class", "target", "category", "class_label", "class_id", "label_id", "category_id", "species", "breed", "y"];

    /// <summary>
    /// Told by what the tables' footers say, else by <paramref name="card"/>, else by the columns' types and names. Throws
    /// <see cref="InvalidInputException"/>, listing the columns, where there are none.
    /// </summary>
    /// <param name="name">What the data set is called, for errors.</param>
    /// <param name="tables">At least one. A test split often has no labels: the first that has some is looked at.</param>
    /// <param name="card">What the data set's card says about its columns; may be empty.</param>
    /// <param name="notes">Told what was passed over.</param>
    public static ParquetColumns Find(string name, IReadOnlyList<ParquetTable> tables, IReadOnlyList<TableFeature> card, List<string> notes)
    {
        var table = tables.FirstOrDefault(t => Choose(t.Plain, t.Features.Count > 0 ? t.Features : card, FeatureKind.ClassLabel, Labels, null, []) is not null) ?? tables[0];
        var features = table.Features.Count > 0 ? table.Features : card;
        var image = Choose(table.Binary, features, FeatureKind.Image, Images, otherwise: table.Binary is [var only] ? only : null, notes) ?? throw new InvalidInputException(
            $"{name}: there is no column of images in {table.Name}; its columns are {string.Join(", ", table.Columns)}",
            "Read are tables with a column of encoded images and one of labels.");
        var label = Choose(table.Plain, features, FeatureKind.ClassLabel, Labels, otherwise: null, notes) ?? throw new InvalidInputException(
            $"{name}: there is no column of labels in {table.Name}; its columns are {string.Join(", ", table.Columns)}",
            "Read are tables with a column of encoded images and one of labels, such as label.");
        return new(image, label, NamesOf(table.Features, label) ?? NamesOf(card, label));
    }

    /// <summary>The class names that features give a column, or null.</summary>
    public static IReadOnlyList<string>? NamesOf(IReadOnlyList<TableFeature> features, string label) =>
        features.FirstOrDefault(f => f.Name == label && f.Kind == FeatureKind.ClassLabel)?.ClassNames;

    private static string? Choose(
        IReadOnlyList<string> possible, IReadOnlyList<TableFeature> features, FeatureKind kind, string[] usual, string? otherwise, List<string> notes)
    {
        var said = features.Where(f => f.Kind == kind && possible.Contains(f.Name)).Select(f => f.Name).ToList();
        if (said.Count == 0)
            return usual.FirstOrDefault(possible.Contains) ?? otherwise;
        var chosen = usual.FirstOrDefault(said.Contains) ?? said[0];
        if (said.Count > 1)
            notes.Add($"{(kind == FeatureKind.Image ? "Images" : "Labels")} are read from the column {chosen}; passed over: {string.Join(", ", said.Where(s => s != chosen))}.");
        return chosen;
    }
}
