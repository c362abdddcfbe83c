using System.Text.Json;

namespace DataTools.Catalog.Formats.Coco;

/// <summary>
/// Reads a JSON file that is one object with long lists of records, such as COCO's, a record at a time: in memory is one
/// record and a buffer. Members that are no lists are passed over, but not <paramref name="lists"/>.
/// </summary>
/// <param name="stream">The file; closed with this.</param>
/// <param name="shownAs">What it is called, for errors.</param>
/// <param name="lists">The members that must be lists where they are there.</param>
internal sealed class JsonLists(Stream stream, string shownAs, params string[] lists) : IDisposable
{
    // The mask of a whole photo as a list of numbers takes a tenth of it.
    private const int LargestRecord = 32 << 20;

    private byte[] _buffer = new byte[1 << 16];
    private int _start, _end;
    private bool _begun, _last;
    private JsonReaderState _state;

    /// <summary>The list that the last record was of.</summary>
    public string? List { get; private set; }

    /// <summary>The number of the last record in its list, from 1.</summary>
    public int Number { get; private set; }

    /// <summary>
    /// The next record, to be disposed before the one after it is asked for; null after the last. Throws
    /// <see cref="CorruptFileException"/>, naming list and record, where the file is cut off or no such JSON.
    /// </summary>
    public JsonDocument? Next()
    {
        try
        {
            return List is null && !NextList() ? null : NextRecord();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a name that is no Unicode text.
            var place = List is null ? "" : $"{ListedText.Short(List)}, record {Number + 1}: ";
            throw new CorruptFileException(shownAs, $"{place}it is no JSON that can be read, or cut off ({Lined(e.Message)})", inner: e);
        }
    }

    public void Dispose() => stream.Dispose();

    private JsonDocument? NextRecord()
    {
        while (true)
        {
            if (TryValue(out var value))
            {
                Number++;
                return JsonDocument.Parse(value);
            }
            List = null;
            if (!NextList())
                return null;
        }
    }

    // Goes into the next list; false at the end of the file.
    private bool NextList()
    {
        if (!_begun && Token(out _) != JsonTokenType.StartObject)
            throw new CorruptFileException(shownAs, "it is no JSON object with lists of records");
        _begun = true;
        while (true)
        {
            if (Token(out var name) == JsonTokenType.EndObject)
            {
                while (_end > _start || !_last)
                    CheckRest();
                return false;
            }
            if (Begins('['))
            {
                Token(out _);
                (List, Number) = (name, 0);
                return true;
            }
            if (lists.Contains(name))
                throw new CorruptFileException(shownAs, $"{name} is no list");
            TryValue(out _);
        }
    }

    // Blank, to the end.
    private void CheckRest()
    {
        if (_buffer.AsSpan(_start, _end - _start).ContainsAnyExcept(" \t\r\n\0"u8))
            throw new CorruptFileException(shownAs, "something follows after the end of the JSON object");
        _start = _end;
        if (!_last)
            Fill();
    }

    private bool Begins(char character)
    {
        while (true)
        {
            // Beyond the colon that follows the name.
            var rest = _buffer.AsSpan(_start, _end - _start);
            var at = rest.IndexOfAnyExcept(" \t\r\n:"u8);
            if (at >= 0 || _last)
                return at >= 0 && rest[at] == character;
            Fill();
        }
    }

    private JsonTokenType Token(out string? name)
    {
        while (true)
        {
            var reader = Reader();
            if (reader.Read())
            {
                name = reader.TokenType == JsonTokenType.PropertyName ? reader.GetString() : null;
                Consume(reader);
                return reader.TokenType;
            }
            Fill();
        }
    }

    // The bytes of the next value, valid until the next call; false for the end of a list, which is consumed.
    private bool TryValue(out ReadOnlyMemory<byte> value)
    {
        while (true)
        {
            var reader = Reader();
            if (reader.Read())
            {
                var at = (int)reader.TokenStartIndex;
                if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray) || reader.TrySkip())
                {
                    value = _buffer.AsMemory(_start + at, (int)reader.BytesConsumed - at);
                    Consume(reader);
                    return reader.TokenType != JsonTokenType.EndArray || at + 1 < reader.BytesConsumed;
                }
            }
            Fill();
        }
    }

    private Utf8JsonReader Reader()
    {
        if (_end == 0 && !_last)
        {
            Fill();
            if (_buffer.AsSpan(0, _end).StartsWith("\uFEFF"u8))
                _start = 3;
        }
        return new(_buffer.AsSpan(_start, _end - _start), _last, _state);
    }

    private void Consume(in Utf8JsonReader reader)
    {
        _start += (int)reader.BytesConsumed;
        _state = reader.CurrentState;
    }

    private void Fill()
    {
        if (_last)
            throw new JsonException("the file ends too early");
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        if (_end == _buffer.Length)
        {
            if (_end >= LargestRecord)
                throw new JsonException($"a record of more than {LargestRecord >> 20} MiB");
            Array.Resize(ref _buffer, 2 * _end);
        }
        var got = stream.Read(_buffer.AsSpan(_end));
        _end += got;
        _last = got == 0;
    }

    private static string Lined(string message) => message.ReplaceLineEndings(" ");
}
