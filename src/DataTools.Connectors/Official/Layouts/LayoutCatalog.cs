using DataTools.Catalog;

namespace DataTools.Connectors.Official.Layouts;

/// <summary>How the files of a recipe are read.</summary>
/// <param name="Name">What the recipe says.</param>
/// <param name="Faults">What is wrong with a recipe of this layout: files missing, files that mean nothing.</param>
/// <param name="Read">Makes samples of the files, given by role as paths of verified bytes. One split for each of the recipe's.</param>
internal sealed record Layout(
    string Name, Func<Recipe, IEnumerable<string>> Faults, Func<Recipe, IReadOnlyDictionary<string, string>, DatasetContent> Read);

/// <summary>The layouts. A new one is a file of its own and a line here.</summary>
internal static class LayoutCatalog
{
    public static IReadOnlyList<Layout> All { get; } =
    [
        new("idx", IdxLayout.Faults, IdxLayout.Read),
    ];

    public static Layout Find(string name) => All.First(l => l.Name == name);
}
