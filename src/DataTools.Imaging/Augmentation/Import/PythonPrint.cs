using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace DataTools.Imaging.Augmentation.Import;

/// <summary>Reads what Python prints of nested objects: <c>Name(key=value, ...)</c> with objects line by line inside.</summary>
internal sealed partial class PythonPrint
{
    private const int Deepest = 32;
    private readonly string _text;
    private int _at, _depth;

    private PythonPrint(string text) => _text = text;

    /// <summary>The outermost object. Throws <see cref="FormatException"/> with the line.</summary>
    public static ForeignTransform Read(string text)
    {
        var reader = new PythonPrint(Mended(text));
        var read = reader.Value();
        reader.Skip();
        return read is not ForeignTransform whole ? throw reader.Wrong("a transform is expected, as in Compose(...)")
            : reader._at < reader._text.Length ? throw reader.Wrong("there is more after the end") : whole;
    }

    // torchvision 0.14 closes brackets too early in RandomResizedCrop and ElasticTransform and prints {self.fill} there;
    // Sequential and ModuleList number their lines.
    private static string Mended(string text) => LineNumbers().Replace(EarlyAntialias().Replace(EarlySigma().Replace(Unfilled().Replace(text, "None"), ", sigma=${sigma}, "), ", antialias=${antialias})"), "");

    private object? Value()
    {
        Skip();
        var c = Peek();
        if (c is '[' or '(')
            return List();
        if (c is '\'' or '"')
            return JsonValue.Create(Quoted());
        var start = _at;
        while (char.IsLetterOrDigit(Peek()) || Peek() is '_' or '.' or '-' or '+')
            _at++;
        var word = _text[start.._at];
        return word.Length == 0 ? throw Wrong("a value is expected")
            : Peek() == '(' && !char.IsDigit(word[0]) ? Object(word)
            : Plain(word);
    }

    private static JsonNode? Plain(string word) => word switch
    {
        "None" => null,
        "True" => JsonValue.Create(true),
        "False" => JsonValue.Create(false),
        _ when double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) => JsonValue.Create(number),
        // Of InterpolationMode.BILINEAR the last word says all.
        _ => JsonValue.Create(word[(word.LastIndexOf('.') + 1)..]),
    };

    private ForeignTransform Object(string name)
    {
        var values = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        var inner = new List<ForeignTransform>();
        // RandomChoice prints its probabilities in a second pair of brackets.
        do
        {
            Items(')', () =>
            {
                if (Key() is not { } key)
                {
                    if (Value() is ForeignTransform transform)
                        inner.Add(transform);
                }
                else if (Value() is var value)
                {
                    // An object as a value (a dtype, a tensor) says nothing that is looked at.
                    values[key] = value as JsonNode;
                }
            });
        }
        while (Peek() == '(');
        return new(name[(name.LastIndexOf('.') + 1)..], values, inner);
    }

    private JsonArray List()
    {
        var list = new JsonArray();
        Items(Peek() == '[' ? ']' : ')', () => list.Add(Value() as JsonNode));
        return list;
    }

    private void Items(char end, Action item)
    {
        if (++_depth > Deepest)
            throw Wrong("nested too deeply");
        _at++;
        for (Skip(); Peek() != end; Skip())
        {
            if (_at >= _text.Length)
                throw Wrong($"'{end}' is missing");
            item();
            Skip();
            if (Peek() == ',')
                _at++;
        }
        _at++;
        _depth--;
    }

    private string? Key()
    {
        var match = KeyAndSign().Match(_text, _at);
        if (!match.Success)
            return null;
        _at += match.Length;
        return match.Groups["key"].Value;
    }

    private string Quoted()
    {
        var (quote, start) = (_text[_at], _at + 1);
        var end = _text.IndexOf(quote, start);
        if (end < 0)
            throw Wrong("a quote is not closed");
        _at = end + 1;
        return _text[start..end];
    }

    private void Skip()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
            _at++;
    }

    private char Peek() => _at < _text.Length ? _text[_at] : '\0';

    private FormatException Wrong(string what) => new($"line {_text.AsSpan(0, Math.Min(_at, _text.Length)).Count('\n') + 1}: {what}");

    [GeneratedRegex(@"\G(?<key>\w+)=(?!=)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex KeyAndSign();

    [GeneratedRegex(@"\), antialias=(?<antialias>\w+)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EarlyAntialias();

    [GeneratedRegex(@"\), \(sigma=(?<sigma>\[[^\]]*\])\), ", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EarlySigma();

    [GeneratedRegex(@"\{self\.\w+\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Unfilled();

    [GeneratedRegex(@"^\s*\(\w+\): ", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LineNumbers();
}
