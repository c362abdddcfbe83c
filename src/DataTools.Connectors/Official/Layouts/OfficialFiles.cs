using DataTools.Catalog;
using DataTools.Catalog.Formats;
using DataTools.Connectors.Archives;

namespace DataTools.Connectors.Official.Layouts;

/// <summary>
/// The verified files of a recipe as one list, for a <see cref="DatasetFormat"/>: as they are, or what lies in them. Nothing is
/// unpacked. Disposing it closes what is open.
/// </summary>
/// <param name="recipe">The recipe.</param>
/// <param name="paths">Where the files lie, by role.</param>
internal sealed class OfficialFiles(Recipe recipe, IReadOnlyDictionary<string, string> paths) : IDisposable
{
    private readonly List<IDisposable> _open = [];

    /// <summary>The recipe.</summary>
    public Recipe Recipe => recipe;

    /// <summary>Which roles there are: those of the wanted splits.</summary>
    public bool Has(string role) => paths.ContainsKey(role);

    /// <summary>The file itself, called as the recipe calls it.</summary>
    public ListedFile Plain(string role)
    {
        var path = paths[role];
        return new(recipe.Files.First(f => f.Role == role).FileName, new FileInfo(path).Length, () => File.OpenRead(path));
    }

    /// <summary>
    /// The files of a tar, compressed with gzip or not. Throws <see cref="CorruptFileException"/> where it is damaged.
    /// </summary>
    /// <param name="role">The tar.</param>
    /// <param name="small">Whether all its files are small and are kept in memory, to be read in any order.</param>
    public IReadOnlyList<ListedFile> Tar(string role, bool small = false) => Held(TarPasses.List(paths[role], () => File.OpenRead(paths[role]), small)).Files;

    /// <summary>The files of a zip.</summary>
    public IReadOnlyList<ListedFile> Zip(string role) => Held(ZipTree.Open(paths[role], File.OpenRead(paths[role]), new())).Files;

    /// <summary>The files of a tar that lies in a zip under this name; as <see cref="Tar"/>.</summary>
    public IReadOnlyList<ListedFile> TarInZip(string role, string name, bool small = false)
    {
        var archive = Zip(role).FirstOrDefault(f => f.Path == name) ?? throw new CorruptFileException(paths[role], $"the archive holds no file {name}");
        return Held(TarPasses.List($"{paths[role]}: {name}", archive.Open, small)).Files;
    }

    public void Dispose() => _open.ForEach(o => o.Dispose());

    private T Held<T>(T value)
        where T : IDisposable
    {
        _open.Add(value);
        return value;
    }
}
