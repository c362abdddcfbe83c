using System.Text;
using DataTools.Catalog;

namespace DataTools.Papers.Resolving;

/// <summary>An entry with all its fields, by their names in lower case.</summary>
internal sealed record RawEntry(string Key, int Line, IReadOnlyDictionary<string, string> Fields);

/// <summary>
/// Reads BibTeX: nested braces, quotes, macros (<c>@string</c>), parts joined with <c>#</c>. What stands outside entries is
/// a comment, as it is to BibTeX; a comma that is missing between fields is forgiven, an entry without an end is not.
/// </summary>
internal sealed class BibTeXReader(string text, string name)
{
    private readonly Dictionary<string, string> _macros = new(StringComparer.OrdinalIgnoreCase);
    private int _at;

    /// <summary>The entries in the file's order.</summary>
    public IEnumerable<RawEntry> Entries()
    {
        while (text.IndexOf('@', _at) is >= 0 and var start)
        {
            _at = start + 1;
            var kind = Word().ToLowerInvariant();
            Blanks();
            if (kind.Length == 0 || _at == text.Length || text[_at] is not ('{' or '('))
                continue;
            if (kind is "comment" or "preamble")
            {
                Skip(start);
                continue;
            }
            var end = text[_at++] == '{' ? '}' : ')';
            if (kind == "string")
            {
                foreach (var (macro, value) in Fields(start, end))
                    _macros[macro] = value;
                continue;
            }
            Blanks();
            var key = KeyUntil(end);
            var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            foreach (var (field, value) in Fields(start, end))
                fields.TryAdd(field, value);
            yield return new(key, LineOf(start), fields);
        }
    }

    private string KeyUntil(char end)
    {
        var from = _at;
        while (_at < text.Length && text[_at] is not (',' or '\n' or '=') && text[_at] != end)
            _at++;
        // An entry without a key begins with a field.
        if (_at < text.Length && text[_at] == '=')
        {
            _at = from;
            return "";
        }
        return text[from.._at].Trim();
    }

    private IEnumerable<(string Name, string Value)> Fields(int start, char end)
    {
        while (true)
        {
            while (_at < text.Length && (char.IsWhiteSpace(text[_at]) || text[_at] == ','))
                _at++;
            if (_at == text.Length)
                throw Fault(start, "this entry has no end: a brace is missing");
            if (text[_at] == end)
            {
                _at++;
                yield break;
            }
            var field = Word();
            Blanks();
            if (field.Length == 0 || _at == text.Length || text[_at] != '=')
                throw Fault(_at, field.Length == 0 ? $"a field's name or the end of the entry should be here, not '{Shown()}'" : $"after '{field}' there should be '='");
            _at++;
            yield return (field, Value(start));
        }
    }

    private string Value(int start)
    {
        var value = new StringBuilder();
        do
        {
            Blanks();
            if (_at == text.Length)
                throw Fault(start, "this entry has no end: a brace is missing");
            value.Append(text[_at] switch
            {
                '{' => Braced(),
                '"' => Quoted(),
                _ => Bare(),
            });
            Blanks();
        }
        while (_at < text.Length && text[_at] == '#' && ++_at > 0);
        return value.ToString();
    }

    private string Braced()
    {
        var from = _at;
        Skip(from);
        return text[(from + 1)..(_at - 1)];
    }

    private string Quoted()
    {
        var from = _at++;
        for (var depth = 0; _at < text.Length; _at++)
        {
            depth += text[_at] switch { '{' => 1, '}' => -1, _ => 0 };
            if (text[_at] == '"' && depth == 0)
                return text[(from + 1)..(_at++)];
            if (depth < 0)
                break;
        }
        throw Fault(from, "the quotes that begin here do not end");
    }

    // A number, or a macro: those of months, and any that is not defined here, are their own names.
    private string Bare()
    {
        var word = Word();
        return word.Length == 0 ? throw Fault(_at, $"a value should be here, not '{Shown()}'") : _macros.GetValueOrDefault(word, word);
    }

    // Past the bracket that closes the one here.
    private void Skip(int start)
    {
        var (open, close) = text[_at] == '{' ? ('{', '}') : ('(', ')');
        for (var depth = 0; _at < text.Length; _at++)
        {
            depth += text[_at] == open ? 1 : text[_at] == close ? -1 : 0;
            if (depth == 0)
            {
                _at++;
                return;
            }
        }
        throw Fault(start, $"the '{open}' that begins here does not end");
    }

    private string Word()
    {
        var from = _at;
        while (_at < text.Length && (char.IsLetterOrDigit(text[_at]) || text[_at] is '_' or '-' or '.' or ':' or '+' or '/' or '\''))
            _at++;
        return text[from.._at];
    }

    private void Blanks()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at]))
            _at++;
    }

    private string Shown() => _at == text.Length ? "the end of the file" : text[_at].ToString();

    private int LineOf(int at) => 1 + text.AsSpan(0, Math.Min(at, text.Length)).Count('\n');

    private InvalidInputException Fault(int at, string what) =>
        new($"{name}: line {LineOf(at)}: {what}", "Correct the file there; a bibliography program or LaTeX shows the same place.");
}
