using System.Text;
using DataTools.Catalog.Storage;

namespace DataTools.Catalog;

/// <summary>
/// Names a data set at its source: <c>official:fashion-mnist</c>, <c>builtin:shapes</c>, <c>folder:./photos</c>.
/// Parses and prints itself; which schemes exist is the connectors' business.
/// </summary>
/// <param name="Scheme">The part before the first colon, in lower case.</param>
/// <param name="Name">The rest, as it was given.</param>
public sealed record DatasetRef(string Scheme, string Name)
{
    /// <summary>
    /// Reads <c>scheme:name</c>. Throws <see cref="InvalidInputException"/> where there is no scheme (of letters, digits
    /// and '-') or no name.
    /// </summary>
    public static DatasetRef Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || colon == text.Length - 1 || !text[..colon].All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
        {
            throw new InvalidInputException(
                $"'{text}' is not a reference to a data set",
                "Write SOURCE:NAME, such as official:fashion-mnist, builtin:shapes or folder:./photos.");
        }
        return new(text[..colon].ToLowerInvariant(), text[(colon + 1)..]);
    }

    private const int MaxEntryName = 100;

    /// <summary>The entry's name when the user gives none: the last part of the name, made fit for a folder.</summary>
    public string DefaultEntryName
    {
        get
        {
            var last = Name.TrimEnd('/', '\\');
            last = last[(last.LastIndexOfAny(['/', '\\']) + 1)..];
            var slug = new StringBuilder();
            foreach (var c in last.ToLowerInvariant())
                slug.Append(char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' ? c : '-');
            var name = slug.ToString(0, Math.Min(slug.Length, MaxEntryName)).Trim('-', '.', '_');
            if (name.Length == 0)
                return Scheme;
            return name is EntryStore.RecipesFolder or EntryStore.ModelsFolder ? $"{Scheme}-{name}" : name;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Scheme}:{Name}";
}
