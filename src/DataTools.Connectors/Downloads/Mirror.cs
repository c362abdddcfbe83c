using DataTools.Catalog;

namespace DataTools.Connectors.Downloads;

/// <summary>One address of a file, as far as it is known in this run.</summary>
/// <param name="url">The address as it is asked first, and as it is told to people: where redirects lead may be signed.</param>
internal sealed class Mirror(string url)
{
    public string Url { get; } = url;

    public Uri Uri { get; } = new(url);

    /// <summary>Where redirects led last; asked directly until it fails.</summary>
    public Uri? Resolved { get; set; }

    /// <summary>What its bytes carry; null before its first answer, or where it gives none.</summary>
    public PartialOrigin? Origin { get; set; }

    /// <summary>Why it is asked no longer.</summary>
    public DataToolsException? Fault { get; set; }

    /// <summary>Whether its <see cref="Fault"/> is only that it gives no ranges: it is asked again where no other is left.</summary>
    public bool SetAside { get; set; }

    /// <summary>Whether it may still be asked.</summary>
    public bool IsUsable => Fault is null || SetAside;

    /// <summary>Whether it is asked for the whole file only: its ranges cannot be relied on.</summary>
    public bool WholeOnly { get; set; }

    /// <summary>Answers in a row that brought the whole where a range was wanted.</summary>
    public int IgnoredRanges { get; set; }
}

/// <summary>The bytes at an address are no longer those that some chunks hold, or it does not do ranges after all.</summary>
internal sealed class LayoutFault(Mirror mirror, bool changed) : Exception
{
    public Mirror Mirror { get; } = mirror;

    /// <summary>Whether the bytes changed; else ranges are ignored.</summary>
    public bool Changed { get; } = changed;
}
