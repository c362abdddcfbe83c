namespace DataTools.Imaging.Augmentation;

/// <summary>A walk over all pixels: what a policy costs is how many there are.</summary>
public abstract record Pass;

/// <summary>One resample, whatever geometry went into it.</summary>
/// <param name="Map">Where in the input each point of the output comes from.</param>
/// <param name="Input">The size before.</param>
/// <param name="Output">The size after.</param>
/// <param name="Border">What is beyond the input's edge.</param>
/// <param name="Fill">The value there for <see cref="Border.Constant"/>.</param>
/// <param name="Interpolation">How values between pixels are made.</param>
public sealed record ResamplePass(CoordinateMap Map, ImageSize Input, ImageSize Output, Border Border, float Fill, Interpolation Interpolation) : Pass;

/// <summary>All that looks at one pixel at a time, in order, and last the normalisation.</summary>
/// <param name="Steps">In order.</param>
/// <param name="Normalise">Or null.</param>
public sealed record PointPass(IReadOnlyList<PointStep> Steps, NormalizeStep? Normalise) : Pass
{
    /// <inheritdoc/>
    public bool Equals(PointPass? other) => other is not null && Steps.SequenceEqual(other.Steps) && Equals(Normalise, other.Normalise);

    /// <inheritdoc/>
    public override int GetHashCode() => Steps.Count;
}

/// <summary>One step that looks at neighbours or at the whole picture.</summary>
public sealed record AreaPass(AreaStep Step) : Pass;

/// <summary>How a policy is worked out.</summary>
public enum EngineMode
{
    /// <summary>Geometry in one resample, colour in one walk: the fastest, and sharper than one step after the other.</summary>
    Fused,

    /// <summary>One step after the other on 8 bits, as torchvision does: for parity.</summary>
    Exact,
}
