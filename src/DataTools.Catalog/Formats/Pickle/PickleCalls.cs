using System.Text;

namespace DataTools.Catalog.Formats.Pickle;

/// <summary>
/// The few functions and classes that a pickle of NumPy arrays names, and what they give here. No code of a pickle is ever
/// run: each is a name that we know, or the pickle is refused.
/// </summary>
internal sealed class PickleCalls : PickleVocabulary
{
    private const string Reconstruct = "_reconstruct", Array = "ndarray", NumbersOf = "dtype", Encode = "encode";

    private static readonly HashSet<PickleGlobal> Allowed =
    [
        // numpy._core since NumPy 2.
        new("numpy.core.multiarray", Reconstruct), new("numpy._core.multiarray", Reconstruct),
        new("numpy", Array), new("numpy", NumbersOf), new("_codecs", Encode),
    ];

    public override PickleGlobal Find(string module, string name) => new PickleGlobal(module, name) is var global && Allowed.Contains(global)
        ? global
        : throw Fault($"it names {Shown(global.Full)}, which a data set has no use for and which is not run");

    public override object? Call(PickleGlobal function, PickleTuple arguments) => (function.Name, arguments.Items) switch
    {
        (Reconstruct, [PickleGlobal { Name: Array }, PickleTuple, ..]) => new PickleArray(),
        (NumbersOf, [var text, ..]) => Numbers(text is PickleBytes bytes ? Encoding.Latin1.GetString(bytes.Content.Span) : text as string),
        (Encode, [string text, "latin1" or "latin-1"]) => new PickleBytes(Latin1(text)),
        (Encode, [string text, PickleBytes encoding]) when encoding.Content.Span.SequenceEqual("latin1"u8) => new PickleBytes(Latin1(text)),
        _ => throw Fault($"a call of {function.Full} with other arguments than NumPy's"),
    };

    public override void Build(object? value, object? state)
    {
        switch (value, (state as PickleTuple)?.Items)
        {
            // (version, order of bytes, ...): one byte has no order, and we read no others.
            case (PickleNumbers numbers, [long, var order, ..]):
                if (numbers.Size > 1 && (order is PickleBytes o ? Encoding.Latin1.GetString(o.Content.Span) : order as string) != "<")
                    throw Fault("numbers in another order of bytes than little-endian");
                break;
            // (version, shape, dtype, column-major, bytes).
            case (PickleArray array, [long, PickleTuple shape, PickleNumbers numbers, var columnMajor, PickleBytes content]):
                Fill(array, [.. shape.Items.Select(s => s is long and >= 0 and <= int.MaxValue ? (int)(long)s : throw Fault("an array's size is no size"))], numbers, columnMajor, content);
                break;
            default:
                throw Fault("a state that is not NumPy's");
        }
    }

    private void Fill(PickleArray array, int[] shape, PickleNumbers numbers, object? columnMajor, PickleBytes content)
    {
        var bytes = (UInt128)numbers.Size;
        foreach (var size in shape)
            bytes = bytes > long.MaxValue ? bytes : bytes * (UInt128)size;
        if (bytes != (UInt128)content.Content.Length)
            throw Fault($"an array of {string.Join(" x ", shape)} {numbers} has {content.Content.Length} bytes");
        (array.Shape, array.Numbers, array.Content) = (shape, numbers, content.Content);
        array.ColumnMajor = columnMajor is true or 1L;
    }

    private PickleNumbers Numbers(string? text) => text switch
    {
        "u1" or "i1" or "b1" or "u2" or "i2" or "u4" or "i4" or "u8" or "i8" or "f4" or "f8" => new(text[0], text[1] - '0'),
        _ => throw Fault($"numbers of the kind {Shown(text ?? "?")} are not read"),
    };

    private byte[] Latin1(string text) => text.All(c => c <= 0xFF) ? Encoding.Latin1.GetBytes(text) : throw Fault("text that is not latin1");

    // A name may be as long as the file.
    private static string Shown(string name) => name.Length <= 100 ? name : $"{name[..100]}...";
}
