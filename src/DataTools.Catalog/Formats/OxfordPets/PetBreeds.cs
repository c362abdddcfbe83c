namespace DataTools.Catalog.Formats.OxfordPets;

/// <summary>The breeds, called as the images are, in the order of their numbers.</summary>
/// <param name="Names">The breeds.</param>
/// <param name="Labels">The breed of each image.</param>
internal sealed record PetBreeds(IReadOnlyList<string> Names, IReadOnlyDictionary<string, int> Labels)
{
    // Masks count classes from 1 in a byte, of which 255 means something else.
    private const int Most = 254;

    /// <summary>
    /// Reads the lines of the lists. Throws <see cref="CorruptFileException"/>, naming list and line, where one is no line of
    /// such a list or two contradict each other.
    /// </summary>
    public static PetBreeds Of(FileList files, IReadOnlyDictionary<string, ListedLine> lines)
    {
        var breeds = new SortedDictionary<int, (string Name, string Species, string Place)>();
        var labels = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (image, line) in lines)
        {
            CorruptFileException Fault(string reason) => new($"{files.Origin}: {line.Place}", reason);
            var underscore = image.LastIndexOf('_');
            if (ListedText.Words(line.Text) is not [_, var number, var species and ("1" or "2"), _] || underscore <= 0)
                throw Fault($"'{ListedText.Short(line.Text)}' is not an image's name, its class, its species (1 or 2) and its breed");
            if (ListedText.Number(number) is not { } value || value < 1 || value > Most || value != Math.Floor(value))
                throw Fault($"the class {ListedText.Short(number)} is not from 1 to {Most}");
            var breed = (image[..underscore], species, line.Place);
            if (!breeds.TryAdd((int)value, breed) && breeds[(int)value] is var before && (before.Name, before.Species) != (breed.Item1, species))
                throw Fault($"class {number} is {breed.Item1} of species {species} here, but {before.Name} of species {before.Species} before ({before.Place})");
            labels.Add(image, (int)value - 1);
        }
        var missing = Enumerable.Range(1, breeds.Count).FirstOrDefault(n => !breeds.ContainsKey(n));
        if (missing > 0)
            throw new CorruptFileException(files.Origin, $"the lists name no image of class {missing}, though there is a class {breeds.Last().Key}");
        return new([.. breeds.Values.Select(b => b.Name)], labels);
    }
}
