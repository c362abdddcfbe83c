namespace DataTools.FakeServices.Faults;

/// <summary>A file at one address of a <see cref="FaultyServer"/>.</summary>
/// <param name="content">Its bytes.</param>
public sealed class FaultyFile(byte[] content)
{
    private volatile bool _changed;

    /// <summary>Its bytes.</summary>
    public byte[] Content { get; } = content;

    /// <summary>What it holds until <see cref="Fault.Changed"/>; null: it is <see cref="Content"/> from the beginning.</summary>
    public byte[]? Former { get; init; }

    /// <summary>What goes wrong.</summary>
    public FaultSchedule Faults { get; init; } = FaultSchedule.Calm;

    /// <summary>Answers carry a strong ETag.</summary>
    public bool HasETag { get; init; } = true;

    /// <summary>Ranges are answered at all.</summary>
    public bool HasRanges { get; init; } = true;

    /// <summary>Its bytes are wrong, always in the same places.</summary>
    public bool Poisoned { get; init; }

    /// <summary>The address redirects to a signed one, which is refused after some requests.</summary>
    public bool Signed { get; init; }

    /// <summary>Gives every answer this status and no file.</summary>
    public int? Refused { get; init; }

    /// <summary>What was sent of <see cref="Content"/>; addresses of the same content may share it.</summary>
    public ServedBytes Served { get; init; } = new(content.Length);

    /// <summary>The signature that is good now.</summary>
    internal int Signature;

    /// <summary>The bytes and their version as they are now.</summary>
    internal (byte[] Bytes, string ETag, bool IsFormer) Now => Former is null || _changed ? (Content, "\"v2\"", false) : (Former, "\"v1\"", true);

    internal void Change() => _changed = true;
}
