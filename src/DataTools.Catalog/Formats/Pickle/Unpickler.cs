using System.Globalization;
using System.Text;

namespace DataTools.Catalog.Formats.Pickle;

/// <summary>
/// Reads Python's pickles of plain values and NumPy arrays, of protocols 0 to 5, by the descriptions of the opcodes in
/// Python's pickletools. Nothing is run: opcodes that make objects of other classes or load extensions, and names and
/// persistent ids that are not in a short <see cref="PickleVocabulary"/>, are refused. Python 2's strings come as bytes.
/// </summary>
public sealed class Unpickler
{
    private readonly PickleBytesReader _bytes;
    private readonly PickleStack _stack;
    private readonly PickleVocabulary _words;

    private Unpickler(string name, ReadOnlyMemory<byte> bytes, PickleVocabulary words)
    {
        _bytes = new(name, bytes);
        _stack = new(_bytes.Fault);
        _words = words;
        _words.Fault = _bytes.Fault;
    }

    /// <summary>
    /// The value of the pickle. Throws <see cref="CorruptFileException"/>, naming the byte and what is wrong there, where it is
    /// damaged, something follows it, or it wants what is not allowed.
    /// </summary>
    /// <param name="name">The file's name, for errors.</param>
    /// <param name="bytes">The pickle. Bytes among the values are parts of it, not copies.</param>
    public static object? Read(string name, ReadOnlyMemory<byte> bytes)
    {
        var unpickler = new Unpickler(name, bytes, new PickleCalls());
        var value = unpickler.Value();
        return unpickler._bytes.At == bytes.Length ? value : throw unpickler._bytes.Fault($"{bytes.Length - unpickler._bytes.At} bytes follow the end");
    }

    /// <summary>As above for bytes that begin with a pickle, whose names mean what <paramref name="words"/> says; how long it is too.</summary>
    public static (object? Value, int Length) ReadFirst(string name, ReadOnlyMemory<byte> bytes, PickleVocabulary words)
    {
        var unpickler = new Unpickler(name, bytes, words);
        return (unpickler.Value(), unpickler._bytes.At);
    }

    private object? Value()
    {
        while (Next())
        {
            // Until it says that it stops.
        }
        return _stack.Pop();
    }

    // One opcode; false for the last. Those of a kind together; pickletools has them by their protocols.
    private bool Next()
    {
        var opcode = _bytes.Opcode();
        switch ((char)opcode)
        {
            case '\x80': // PROTO
                if (_bytes.Byte() is > 5 and var protocol)
                    throw _bytes.Fault($"protocol {protocol} is not known");
                break;
            case '\x95': // FRAME
                _bytes.Length64();
                break;
            case '.': // STOP
                return false;
            case '(':
                _stack.Mark();
                break;
            case '0': // POP
                _stack.Pop();
                break;
            case '1': // POP_MARK
                _stack.PopToMark();
                break;
            case '2': // DUP
                _stack.Push(_stack.Top);
                break;
            case 'R': // REDUCE
                var arguments = _stack.PopAs<PickleTuple>();
                _stack.Push(_words.Call(_stack.PopAs<PickleGlobal>(), arguments));
                break;
            case 'b': // BUILD
                var state = _stack.Pop();
                _words.Build(_stack.Top, state);
                break;
            case 'Q': // BINPERSID
                _stack.Push(_words.Load(_stack.Pop()));
                break;
            case 'c': // GLOBAL
                var module = Encoding.UTF8.GetString(_bytes.Line());
                _stack.Push(_words.Find(module, Encoding.UTF8.GetString(_bytes.Line())));
                break;
            case '\x93': // STACK_GLOBAL
                var name = _stack.PopAs<string>();
                _stack.Push(_words.Find(_stack.PopAs<string>(), name));
                break;
            default:
                if (!TryScalar(opcode) && !TryContainer(opcode) && !TryMemo(opcode))
                    throw _bytes.Fault(Refused(opcode));
                break;
        }
        return true;
    }

    private bool TryScalar(byte opcode)
    {
        switch ((char)opcode)
        {
            case 'N': // NONE
                _stack.Push(null);
                break;
            case '\x88' or '\x89': // NEWTRUE, NEWFALSE
                _stack.Push(opcode == 0x88);
                break;
            case 'I': // INT; 00 and 01 are booleans
                Whole(_bytes.Line());
                break;
            case 'L': // LONG
                _stack.Push(_bytes.DecimalLine());
                break;
            case 'J': // BININT
                _stack.Push((long)_bytes.Int32());
                break;
            case 'K': // BININT1
                _stack.Push((long)_bytes.Byte());
                break;
            case 'M': // BININT2
                _stack.Push((long)_bytes.UInt16());
                break;
            case '\x8a': // LONG1
                _stack.Push(_bytes.Whole(_bytes.Byte()));
                break;
            case '\x8b': // LONG4
                _stack.Push(_bytes.Whole(_bytes.Int32()));
                break;
            case 'F': // FLOAT
                _stack.Push(double.TryParse(_bytes.Line(), CultureInfo.InvariantCulture, out var real) ? real : throw _bytes.Fault("no number"));
                break;
            case 'G': // BINFLOAT
                _stack.Push(_bytes.Double());
                break;
            case 'S': // STRING
                _stack.Push(new PickleBytes(_bytes.QuotedLine()));
                break;
            case 'T': // BINSTRING
                _stack.Push(new PickleBytes(_bytes.Take(_bytes.Int32())));
                break;
            case 'U' or 'C': // SHORT_BINSTRING, SHORT_BINBYTES
                _stack.Push(new PickleBytes(_bytes.Take(_bytes.Byte())));
                break;
            case 'B': // BINBYTES
                _stack.Push(new PickleBytes(_bytes.Take(_bytes.UInt32())));
                break;
            case '\x8e' or '\x96': // BINBYTES8, BYTEARRAY8
                _stack.Push(new PickleBytes(_bytes.Take(_bytes.Length64())));
                break;
            case 'V': // UNICODE
                _stack.Push(_bytes.UnicodeLine());
                break;
            case 'X': // BINUNICODE
                _stack.Push(_bytes.Text(_bytes.UInt32()));
                break;
            case '\x8c': // SHORT_BINUNICODE
                _stack.Push(_bytes.Text(_bytes.Byte()));
                break;
            case '\x8d': // BINUNICODE8
                _stack.Push(_bytes.Text(_bytes.Length64()));
                break;
            default:
                return false;
        }
        return true;
    }

    private void Whole(ReadOnlySpan<byte> line)
    {
        if (line is [(byte)'0', (byte)'0' or (byte)'1'])
            _stack.Push(line[1] == '1');
        else
            _stack.Push(long.TryParse(line, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : throw _bytes.Fault("no whole number of 64 bits"));
    }

    private bool TryContainer(byte opcode)
    {
        switch ((char)opcode)
        {
            case ']': // EMPTY_LIST
                _stack.Push(new PickleList([]));
                break;
            case '}': // EMPTY_DICT
                _stack.Push(new PickleDictionary([]));
                break;
            case ')': // EMPTY_TUPLE
                _stack.Push(new PickleTuple([]));
                break;
            case 'l': // LIST
                _stack.Push(new PickleList(_stack.PopToMark()));
                break;
            case 't': // TUPLE
                _stack.Push(new PickleTuple(_stack.PopToMark()));
                break;
            case '\x85' or '\x86' or '\x87': // TUPLE1 to TUPLE3
                _stack.Push(new PickleTuple(_stack.PopSome(opcode - 0x84)));
                break;
            case 'd': // DICT
                var values = _stack.PopToMark();
                _stack.Push(Put(new([]), values));
                break;
            case 'a': // APPEND
                var item = _stack.Pop();
                _stack.TopAs<PickleList>().Items.Add(item);
                break;
            case 'e': // APPENDS
                var items = _stack.PopToMark();
                _stack.TopAs<PickleList>().Items.AddRange(items);
                break;
            case 's': // SETITEM
                var pair = _stack.PopSome(2);
                Put(_stack.TopAs<PickleDictionary>(), pair);
                break;
            case 'u': // SETITEMS
                var pairs = _stack.PopToMark();
                Put(_stack.TopAs<PickleDictionary>(), pairs);
                break;
            default:
                return false;
        }
        return true;
    }

    private PickleDictionary Put(PickleDictionary dictionary, List<object?> keysAndValues)
    {
        if (keysAndValues.Count % 2 != 0)
            throw _bytes.Fault("a key without a value");
        for (var i = 0; i < keysAndValues.Count; i += 2)
        {
            var key = keysAndValues[i] switch
            {
                string text => text,
                PickleBytes text => Encoding.Latin1.GetString(text.Content.Span),
                long number => number.ToString(CultureInfo.InvariantCulture),
                _ => throw _bytes.Fault("a key that is neither text nor a whole number"),
            };
            dictionary.Items[key] = keysAndValues[i + 1];
        }
        return dictionary;
    }

    private bool TryMemo(byte opcode)
    {
        switch ((char)opcode)
        {
            case 'p': // PUT
                _stack.Remember(_bytes.DecimalLine());
                break;
            case 'q': // BINPUT
                _stack.Remember(_bytes.Byte());
                break;
            case 'r': // LONG_BINPUT
                _stack.Remember(_bytes.UInt32());
                break;
            case '\x94': // MEMOIZE
                _stack.RememberNext();
                break;
            case 'g': // GET
                _stack.Push(_stack.Recall(_bytes.DecimalLine()));
                break;
            case 'h': // BINGET
                _stack.Push(_stack.Recall(_bytes.Byte()));
                break;
            case 'j': // LONG_BINGET
                _stack.Push(_stack.Recall(_bytes.UInt32()));
                break;
            default:
                return false;
        }
        return true;
    }

    private static string Refused(byte opcode) => (char)opcode switch
    {
        'P' => "the opcode PERSID is not allowed",
        'i' => "the opcode INST is not allowed",
        'o' => "the opcode OBJ is not allowed",
        '\x81' => "the opcode NEWOBJ is not allowed",
        '\x82' or '\x83' or '\x84' => "the opcode EXT is not allowed",
        '\x8f' or '\x90' or '\x91' => "sets are not read",
        '\x92' => "the opcode NEWOBJ_EX is not allowed",
        '\x97' or '\x98' => "buffers outside of the pickle are not read",
        _ => $"0x{opcode:x2} is no opcode",
    };
}
