using DataTools.Catalog;

namespace DataTools.Imaging.Checks;

/// <summary>A sample of an entry.</summary>
/// <param name="Split">Its split.</param>
/// <param name="Index">Its index there.</param>
/// <param name="Id">Its id.</param>
public sealed record SampleAt(string Split, int Index, string Id)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Split}: {Id}";
}

/// <summary>What was found out about one image by reading it once.</summary>
/// <param name="At">Which.</param>
/// <param name="Label">Its label.</param>
/// <param name="Path">Where it lay in its source.</param>
/// <param name="ContentHash">Of the encoded bytes.</param>
internal sealed record ImageFacts(SampleAt At, int Label, string? Path, UInt128 ContentHash)
{
    /// <summary>Why it cannot be decoded; null where it can.</summary>
    public BadSampleException? Fault { get; init; }

    /// <summary>What the bytes are: jpeg, png, ...; null where they are nothing known.</summary>
    public string? Encoding { get; init; }

    /// <summary>Pixels across, as it is seen.</summary>
    public int Width { get; init; }

    /// <summary>Pixels down, as it is seen.</summary>
    public int Height { get; init; }

    /// <summary>Whether it is grayscale.</summary>
    public bool IsGray { get; init; }

    /// <summary>For finding those that look like it; null where nobody asks.</summary>
    public Sketch? Sketch { get; init; }

    /// <summary>Sum of each channel's values, 0 to 1 a pixel; a grayscale image has one channel.</summary>
    public double[] Sums { get; init; } = [];

    /// <summary>Sum of the squares.</summary>
    public double[] Squares { get; init; } = [];
}
