using System.Text;
using CsCheck;
using DataTools.Catalog.Formats.Pickle;

namespace DataTools.Catalog.Tests.Formats.Pickle;

public sealed class UnpicklerTests
{
    // Made by Python 3.11 of one dictionary, by protocol.
    [Theory]
    [InlineData(0, "KGRwMApWbGlzdApwMQoobHAyCkkxCmFJLTEKYUkyNTUKYUkyNTYKYUk3MDAwMAphTDIxNDc0ODM2NDhMCmFMLTEwOTk1MTE2Mjc3NzZMCmFJMDEKYUkwMAphTmFGMS41CmFGLTAuMjUKYXNWdGV4dApwMwpW6Vx1MjBhY1xVMDAwMWY2MDAgXHUwMDVjdSBsaW5lXHUwMDBhCnA0CnNjX2NvZGVjcwplbmNvZGUKcDUKKFZieXRlcwpwNgpWbGF0aW4xCnA3CnRwOApScDkKZzUKKFZcdTAwMDD/YWIKcDEwCmc3CnRwMTEKUnAxMgpzVnR1cGxlcwpwMTMKKCh0KEkxCnRwMTQKKEkxCkkyCnRwMTUKKEkxCkkyCkkzCnRwMTYKKEkxCkkyCkkzCkk0CnRwMTcKdHAxOApzVmVtcHR5CnAxOQoobHAyMAooZHAyMQphKGxwMjIKYXNJNwpWc2V2ZW4KcDIzCnNWdHdpY2UKcDI0CihscDI1CihscDI2CkkxCmFhZzI2CmFzLg==")]
    [InlineData(1, "fXEAKFgEAAAAbGlzdHEBXXECKEsBSv////9L/00AAUpwEQEATDIxNDc0ODM2NDhMCkwtMTA5OTUxMTYyNzc3NkwKSTAxCkkwMApORz/4AAAAAAAAR7/QAAAAAAAAZVgEAAAAdGV4dHEDWBIAAADDqeKCrPCfmIAgXHUgbGluZQpxBGNfY29kZWNzCmVuY29kZQpxBShYBQAAAGJ5dGVzcQZYBgAAAGxhdGluMXEHdHEIUnEJaAUoWAUAAAAAw79hYnEKaAd0cQtScQxYBgAAAHR1cGxlc3ENKCkoSwF0cQ4oSwFLAnRxDyhLAUsCSwN0cRAoSwFLAksDSwR0cRF0cRJYBQAAAGVtcHR5cRNdcRQofXEVXXEWZUsHWAUAAABzZXZlbnEXWAUAAAB0d2ljZXEYXXEZKF1xGksBYWgaZXUu")]
    [InlineData(2, "gAJ9cQAoWAQAAABsaXN0cQFdcQIoSwFK/////0v/TQABSnARAQCKBQAAAIAAigYAAAAAAP+IiU5HP/gAAAAAAABHv9AAAAAAAABlWAQAAAB0ZXh0cQNYEgAAAMOp4oKs8J+YgCBcdSBsaW5lCnEEY19jb2RlY3MKZW5jb2RlCnEFWAUAAABieXRlc3EGWAYAAABsYXRpbjFxB4ZxCFJxCWgFWAUAAAAAw79hYnEKaAeGcQtScQxYBgAAAHR1cGxlc3ENKClLAYVxDksBSwKGcQ9LAUsCSwOHcRAoSwFLAksDSwR0cRF0cRJYBQAAAGVtcHR5cRNdcRQofXEVXXEWZUsHWAUAAABzZXZlbnEXWAUAAAB0d2ljZXEYXXEZKF1xGksBYWgaZXUu")]
    [InlineData(3, "gAN9cQAoWAQAAABsaXN0cQFdcQIoSwFK/////0v/TQABSnARAQCKBQAAAIAAigYAAAAAAP+IiU5HP/gAAAAAAABHv9AAAAAAAABlWAQAAAB0ZXh0cQNYEgAAAMOp4oKs8J+YgCBcdSBsaW5lCnEEQwVieXRlc3EFQwQA/2FicQZYBgAAAHR1cGxlc3EHKClLAYVxCEsBSwKGcQlLAUsCSwOHcQooSwFLAksDSwR0cQt0cQxYBQAAAGVtcHR5cQ1dcQ4ofXEPXXEQZUsHWAUAAABzZXZlbnERWAUAAAB0d2ljZXESXXETKF1xFEsBYWgUZXUu")]
    [InlineData(4, "gASVxwAAAAAAAAB9lCiMBGxpc3SUXZQoSwFK/////0v/TQABSnARAQCKBQAAAIAAigYAAAAAAP+IiU5HP/gAAAAAAABHv9AAAAAAAABljAR0ZXh0lIwSw6nigqzwn5iAIFx1IGxpbmUKlEMFYnl0ZXOUQwQA/2FilIwGdHVwbGVzlCgpSwGFlEsBSwKGlEsBSwJLA4eUKEsBSwJLA0sEdJR0lIwFZW1wdHmUXZQofZRdlGVLB4wFc2V2ZW6UjAV0d2ljZZRdlChdlEsBYWgUZXUu")]
    [InlineData(5, "gAWVxwAAAAAAAAB9lCiMBGxpc3SUXZQoSwFK/////0v/TQABSnARAQCKBQAAAIAAigYAAAAAAP+IiU5HP/gAAAAAAABHv9AAAAAAAABljAR0ZXh0lIwSw6nigqzwn5iAIFx1IGxpbmUKlEMFYnl0ZXOUQwQA/2FilIwGdHVwbGVzlCgpSwGFlEsBSwKGlEsBSwJLA4eUKEsBSwJLA0sEdJR0lIwFZW1wdHmUXZQofZRdlGVLB4wFc2V2ZW6UjAV0d2ljZZRdlChdlEsBYWgUZXUu")]
    public void Plain_values_of_every_protocol_are_read(int protocol, string base64)
    {
        var values = Assert.IsType<PickleDictionary>(Read(Convert.FromBase64String(base64))).Items;
        Assert.InRange(protocol, 0, 5);
        Assert.Equal([1L, -1L, 255L, 256L, 70000L, 1L << 31, -1L << 40, true, false, null, 1.5, -0.25], ((PickleList)values["list"]!).Items);
        Assert.Equal("é€\U0001F600 \\u line\n", values["text"]);
        Assert.Equal([0, 255, 97, 98], ((PickleBytes)values["bytes"]!).Content.ToArray());
        Assert.Equal(["", "1", "1 2", "1 2 3", "1 2 3 4"], ((PickleTuple)values["tuples"]!).Items.Select(t => string.Join(' ', ((PickleTuple)t!).Items)));
        Assert.Equal("seven", values["7"]);
        var twice = ((PickleList)values["twice"]!).Items;
        Assert.Same(twice[0], twice[1]);
        Assert.Empty(((PickleDictionary)((PickleList)values["empty"]!).Items[0]!).Items);
    }

    [Fact]
    public void Strings_of_Python_2_come_as_bytes()
    {
        // S'...' of protocol 0 with all its escapes, and the two binary kinds.
        Assert.Equal("a'\\\n\t\r\u00FFz", Latin1(Read("S'a\\'\\\\\\n\\t\\r\\xffz'\n.")));
        Assert.Equal("a\"b", Latin1(Read("S\"a\\\"b\"\n.")));
        Assert.Equal("\u00FFb", Latin1(Read([(byte)'U', 2, 255, 98, (byte)'.'])));
        Assert.Equal("ab", Latin1(Read([(byte)'T', 2, 0, 0, 0, 97, 98, (byte)'.'])));
    }

    public static TheoryData<string, string> Refusals() => new()
    {
        { "Pid\n.", "byte 0: the opcode PERSID is not allowed" },
        { "NQ.", "byte 1: the opcode BINPERSID is not allowed" },
        { "(icollections\nOrderedDict\n.", "byte 1: the opcode INST is not allowed" },
        { "(o.", "byte 1: the opcode OBJ is not allowed" },
        { "\u0081.", "byte 0: the opcode NEWOBJ is not allowed" },
        { "\u0092.", "byte 0: the opcode NEWOBJ_EX is not allowed" },
        { "\u0082\u0001.", "byte 0: the opcode EXT is not allowed" },
        { "\u008f.", "byte 0: sets are not read" },
        { "\u0097.", "byte 0: buffers outside of the pickle are not read" },
        { "\u0080\u0009.", "byte 0: protocol 9 is not known" },
        { "?", "byte 0: 0x3f is no opcode" },
        { "cos\nsystem\n(S'ls'\ntR.", "byte 0: it names os.system, which a data set has no use for and which is not run" },
        { "cbuiltins\neval\n.", "byte 0: it names builtins.eval" },
        { "cnumpy\nload\n.", "byte 0: it names numpy.load" },
        { "X\u0005\0\0\0posixX\u0006\0\0\0system\u0093.", "byte 21: it names posix.system" },
        { "cnumpy\ndtype\n(S'O'\ntR.", "byte 20: numbers of the kind O are not read" },
        { "cnumpy\ndtype\n)R.", "byte 14: a call of numpy.dtype with other arguments than NumPy's" },
        { "c_codecs\nencode\n(Vx\nVutf-8\ntR.", "byte 28: a call of _codecs.encode with other arguments than NumPy's" },
        { "N}b.", "byte 2: a state that is not NumPy's" },
        { "h\0.", "byte 0: value 0 was never remembered" },
        { "0.", "byte 0: nothing is on the stack" },
        { "(0.", "byte 1: nothing is on the stack" },
        { "t.", "byte 0: there is no mark" },
        { "NNa.", "byte 2: nothing where another kind of value is needed" },
        { "}(Nu.", "byte 3: a key without a value" },
        { "}NNs.", "byte 3: a key that is neither text nor a whole number" },
        { "I12x\n.", "byte 0: no whole number of 64 bits" },
        { "I99999999999999999999\n.", "byte 0: no whole number of 64 bits" },
        { "\u008a\u0009\0\0\0\0\0\0\0\0\0.", "byte 0: a whole number of 9 bytes" },
        { "T\u00ff\u00ff\u00ff\u00ff.", "byte 0: cut off: -1 bytes are announced, 1 are left" },
        { "B\u00ff\u00ff\u00ff\u00ff.", "byte 0: cut off: 4294967295 bytes are announced, 1 are left" },
        { "S'a.", "byte 0: cut off: a line has no end" },
        { "Sa\n.", "byte 0: a string without quotes" },
        { "S'\\q'\n.", "byte 0: a string with an unknown escape" },
        { "V\\u12\n.", "byte 0: text with an unknown escape" },
        { "X\u0001\0\0\0\u00ff.", "byte 0: text that is not UTF-8" },
        { "", "byte 0: cut off: 1 bytes are announced, 0 are left" },
        { "N", "byte 1: cut off: 1 bytes are announced, 0 are left" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void What_is_damaged_or_not_allowed_is_told_with_its_place(string latin1, string message)
    {
        var error = Assert.Throws<CorruptFileException>(() => Read(latin1));
        Assert.StartsWith($"a.pkl: pickle, {message}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Depth_and_count_have_limits()
    {
        Assert.Contains("more than 1000 values within each other", Assert.Throws<CorruptFileException>(() => Read(new string('(', 5000))).Message, StringComparison.Ordinal);
        Assert.Contains("more than 2000000 values", Assert.Throws<CorruptFileException>(() => Read(new string('N', 3_000_000))).Message, StringComparison.Ordinal);
        // A list that holds itself, and lists of lists of lists: no value is ever copied or walked.
        Assert.IsType<PickleList>(Read("]q\0h\0a."));
        Assert.IsType<PickleList>(Read("]q\0" + string.Concat(Enumerable.Repeat("]h\0ah\0aq\0", 100)) + "."));
    }

    [Fact]
    public void Any_bytes_are_read_or_refused() => Gen.OneOf(Gen.Byte.Array[0, 60], Gen.Int[0, Opcodes.Length - 1].Select(i => (byte)Opcodes[i]).Array[0, 40]).Sample(
        bytes =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Read(bytes);
            }
            catch (CorruptFileException e)
            {
                Assert.StartsWith("a.pkl: pickle, byte ", e.Message, StringComparison.Ordinal);
            }
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        },
        iter: 20_000);

    private const string Opcodes = "(.012NI01\nK\u0001M\u0001\0JU\u0001aS''V]})ltdaesuqhpgjrRbc\u0085\u0086\u0087\u0088\u0089\u0094X\u0001\0\0\0";

    private static object? Read(string latin1) => Read(Encoding.Latin1.GetBytes(latin1));

    private static object? Read(byte[] bytes) => Unpickler.Read("a.pkl", bytes);

    private static string Latin1(object? value) => Encoding.Latin1.GetString(((PickleBytes)value!).Content.Span);
}
