namespace DataTools.FakeServices.Faults;

/// <summary>What goes wrong with one answer.</summary>
public enum Fault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The connection breaks off after some of the bytes.</summary>
    Reset,

    /// <summary>One bit of the bytes is another.</summary>
    BitFlip,

    /// <summary>Nothing comes any more after some of the bytes, and the connection stays open.</summary>
    Stall,

    /// <summary>More bytes are announced than there are.</summary>
    WrongLength,

    /// <summary>The whole comes where a range was asked for.</summary>
    IgnoredRange,

    /// <summary>From now on the file holds other bytes and has another ETag.</summary>
    Changed,

    /// <summary>429 with Retry-After, to a few requests in a row.</summary>
    TooManyRequests,

    /// <summary>500, to a few requests in a row.</summary>
    ServerError,

    /// <summary>503 with Retry-After, to a few requests in a row.</summary>
    Unavailable,

    /// <summary>A web page, with 200.</summary>
    WebPage,

    /// <summary>The bytes come slowly.</summary>
    Slow,

    /// <summary>The signed address that a redirect led to is refused from now on; a new redirect leads to a new one.</summary>
    ExpiredRedirect,
}
