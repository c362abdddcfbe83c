namespace DataTools.Catalog.Formats.Mat;

/// <summary>A variable whose head was read.</summary>
/// <param name="Head">The head.</param>
/// <param name="Elements">Where its data follows.</param>
/// <param name="End">Where it ends, in positions of <paramref name="Elements"/>.</param>
/// <param name="Leave">Passes over the rest of it.</param>
/// <param name="IsAlone">Whether <paramref name="Elements"/> hold nothing else: it is compressed.</param>
internal sealed record MatOpenArray(MatHead Head, MatElements Elements, long End, Action Leave, bool IsAlone) : IDisposable
{
    /// <summary>How many bytes of it follow, uncompressed.</summary>
    public long Bytes => End - Elements.Position;

    /// <summary>Reads what is left; where the variable is compressed, its checksum must be right and nothing may follow.</summary>
    public void ExpectEnd()
    {
        Elements.Skip(Bytes);
        if (IsAlone && Elements.TryTag() is not null)
            throw Elements.Fault($"something follows the variable {Head.Name} in its compressed element");
    }

    public void Dispose() => Leave();
}

/// <summary>The compressed bytes of one variable.</summary>
internal sealed class MatPart(MatElements file, long bytes) : ForwardStream
{
    private long _left = bytes;

    public override int Read(Span<byte> buffer)
    {
        var wanted = (int)Math.Min(buffer.Length, _left);
        var got = file.Read(buffer[..wanted]);
        _left -= got;
        return got == wanted ? got : throw file.CutOff();
    }

    /// <summary>Goes behind the variable, however little of it was inflated.</summary>
    public void SkipRest() => file.Skip(_left);
}

/// <summary>The data of an array of bytes; closing it closes the file.</summary>
internal sealed class MatBytes(MatElements elements, MatTag tag, Stream file) : ForwardStream
{
    private long _at;

    public override int Read(Span<byte> buffer)
    {
        var wanted = (int)Math.Min(buffer.Length, tag.Bytes - _at);
        if (tag.Small is { } small)
            small.AsSpan((int)_at, wanted).CopyTo(buffer);
        else if (elements.Read(buffer[..wanted]) < wanted)
            throw elements.CutOff();
        _at += wanted;
        return wanted;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            file.Dispose();
        base.Dispose(disposing);
    }
}
