namespace DataTools.Papers.Text;

/// <summary>
/// Whether two names may be one person's: in any order, with initials in place of given names, with middle names or
/// without, whatever the accents. Names of one word never match: they are too many people's.
/// </summary>
internal sealed class PersonName
{
    private const int ShortestSurname = 3;

    private readonly string[] _words;

    /// <summary>A name with the given name first, or the surname first and a comma after it.</summary>
    public PersonName(string name)
    {
        var comma = name.IndexOf(',', StringComparison.Ordinal);
        _words = TitleText.Normalise(comma < 0 ? name : $"{name[(comma + 1)..]} {name[..comma]}").Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    private string Given => _words[0];

    private string Surname => _words[^1];

    private string Joined => string.Concat(_words);

    /// <summary>Whether the other may be the same person.</summary>
    public bool Matches(PersonName other) =>
        _words.Length > 1 && other._words.Length > 1 && (Fits(_words, other._words) || Fits(_words, Turned(other._words)) || (Joined == other.Joined && Joined.Length > 6)
            || (Joined == string.Concat(Turned(other._words)) && Joined.Length > 6));

    /// <summary>Whether the words, normalised, hold the name, with middle names or without.</summary>
    public bool IsIn(string[] words)
    {
        for (var i = 1; i < words.Length && _words.Length > 1; i++)
        {
            if (words[i] == Surname && words[Math.Max(0, i - 3)..i].Any(w => w == Given || (w.Length == 1 && w[0] == Given[0] && Surname.Length >= ShortestSurname)))
                return true;
        }
        return false;
    }

    /// <summary>
    /// How well an account's name fits: 1 where given name and surname are in it, or an initial and the surname, or a
    /// surname of some length; 0.5 where less is: the given name with initials; 0 where nothing fits.
    /// </summary>
    public double FitsLogin(string login)
    {
        if (_words.Length < 2)
            return 0;
        var parts = TitleText.Normalise(login.Replace('-', ' ').Replace('_', ' ')).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var letters = string.Concat(parts).TrimEnd([.. "0123456789"]);
        var initials = string.Concat(_words[..^1].Select(w => w[0]));
        string[] full = [Joined, Given + Surname, Surname + Given, string.Concat(Turned(_words)), Joined[..^Surname.Length] + Surname[0]];
        if (letters.Length >= 5 && Array.IndexOf(full, letters) is >= 0 and < 4)
            return 1;
        if (Surname.Length >= 4 && (letters == initials + Surname || letters == Given[0] + Surname || letters == Surname + Given[0] || letters == Surname + initials))
            return 1;
        // bmild, hongyizhang0, yao8839836, jonbarron: the beginning of both, or a part of its own.
        if (Surname.Length >= 5 && letters.Length >= 5 && letters[0] == Given[0] && Surname.StartsWith(letters[1..], StringComparison.Ordinal))
            return 1;
        if (Given.Length >= 3 && Surname.Length >= 4 && letters.Contains(Surname, StringComparison.Ordinal) && letters.Contains(Given[..3], StringComparison.Ordinal))
            return 1;
        if (letters == Surname && (Surname.Length >= 5 || login.Length > letters.Length))
            return 0.5;
        // alexeyab, zhangh: the given name and initials of the rest.
        return Given.Length >= 4 && letters.Length is > 4 && letters.StartsWith(Given, StringComparison.Ordinal) && letters.Length - Given.Length <= 2
            && letters[Given.Length..].Contains(Surname[0], StringComparison.Ordinal) ? 0.5 : 0;
    }

    // The surname the same, and of the given names as many as both have the same or initials of each other.
    private static bool Fits(string[] a, string[] b)
    {
        if (a[^1] != b[^1] || a[^1].Length < 2)
            return false;
        return a[0] == b[0] || (a[0].Length == 1 || b[0].Length == 1 ? a[0][0] == b[0][0] && a[^1].Length >= ShortestSurname : Shortened(a[0], b[0]));
    }

    // Dan and Daniel, Alex and Alexander.
    private static bool Shortened(string a, string b) => Math.Min(a.Length, b.Length) >= 3 && (a.StartsWith(b, StringComparison.Ordinal) || b.StartsWith(a, StringComparison.Ordinal));

    private static string[] Turned(string[] words) => [.. words[1..], words[0]];
}
