namespace DataTools.Catalog;

/// <summary>
/// A failure that a user can do something about. <see cref="Exception.Message"/> says what happened and where,
/// <see cref="Hint"/> what to do next. Anything else that escapes is a bug of ours.
/// </summary>
public class DataToolsException(string message, string? hint = null, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What to do next: one sentence, or null where the message says it all.</summary>
    public string? Hint { get; } = hint;
}

/// <summary>An entry, split, run, reference or file that does not exist.</summary>
public sealed class NotFoundException(string message, string? hint = null) : DataToolsException(message, hint)
{
    /// <summary>It may well exist: only what is kept on disk could be looked at, and it is not there.</summary>
    public bool NotCached { get; init; }

    /// <summary>It may well exist: some of those who may know could not be asked.</summary>
    public bool Incomplete { get; init; }
}

/// <summary>Input that cannot be used as it is: a policy, an option, a folder's layout.</summary>
public sealed class InvalidInputException(string message, string? hint = null, Exception? inner = null)
    : DataToolsException(message, hint, inner);

/// <summary>A file on disk that is damaged: a truncated archive, an entry's shard, a checkpoint.</summary>
public sealed class CorruptFileException(string path, string reason, string? hint = null, Exception? inner = null)
    : DataToolsException($"{path}: {reason}", hint, inner)
{
    /// <summary>The damaged file.</summary>
    public string Path { get; } = path;
}

/// <summary>A sample that cannot be read; the run stops or goes on as <see cref="Formats.OnBadSample"/> says.</summary>
public sealed class BadSampleException(string sample, string reason, string? hint = null)
    : DataToolsException($"bad sample {sample}: {reason}", hint)
{
    /// <summary>The path or id of the sample.</summary>
    public string Sample { get; } = sample;

    /// <summary>What is wrong with it.</summary>
    public string Reason { get; } = reason;
}

/// <summary>A download whose bytes are not the promised ones. Nothing of it is kept.</summary>
public sealed class CorruptDownloadException(string url, string expected, string actual, long bytes)
    : DataToolsException(
        $"{url}: wrong content: expected {expected}, got {actual} ({bytes} bytes)",
        "The file at this address changed or was damaged on the way. Try again, or name another source with --mirror FROM=TO.")
{
    /// <summary>Where the bytes came from.</summary>
    public string Url { get; } = url;
}

/// <summary>A server that cannot be reached or that refuses.</summary>
public sealed class NetworkException(string message, string? hint = null, Exception? inner = null)
    : DataToolsException(message, hint, inner)
{
    /// <summary>The server works: it refuses just what was asked for, and other questions may be answered.</summary>
    public bool OnlyThis { get; init; }
}

/// <summary>The disk is full, or a folder cannot be written.</summary>
public sealed class StorageException(string message, string? hint = null, Exception? inner = null)
    : DataToolsException(message, hint, inner);

/// <summary>A service that answers no more for a while, because it was asked too often.</summary>
/// <param name="source">The service, as people call it.</param>
/// <param name="resetsAt">When it answers again, where it said so.</param>
/// <param name="hint">What to do besides waiting.</param>
/// <param name="inner">The cause.</param>
public sealed class RateLimitedException(string source, DateTimeOffset? resetsAt, string? hint = null, Exception? inner = null)
    : DataToolsException(
        $"{source} was asked too often and answers again {(resetsAt is { } at ? $"at {at.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC" : "in some minutes")}",
        hint ?? "Wait until then and run the command again: what has come so far is kept.", inner)
{
    /// <summary>The service.</summary>
    public new string Source { get; } = source;

    /// <summary>When it answers again; null where it did not say.</summary>
    public DateTimeOffset? ResetsAt { get; } = resetsAt;
}

/// <summary>A service that needs a token or password which is not there, or refuses the one that is.</summary>
/// <param name="source">The service, as people call it.</param>
/// <param name="message">What was refused. Never the credential itself.</param>
/// <param name="hint">Where to get one, and where to put it.</param>
/// <param name="inner">The cause.</param>
public sealed class CredentialsMissingException(string source, string message, string? hint = null, Exception? inner = null)
    : DataToolsException(message, hint, inner)
{
    /// <summary>The service.</summary>
    public new string Source { get; } = source;
}

/// <summary>A data set whose terms must be accepted on a web page before it can be had.</summary>
/// <param name="url">The page.</param>
/// <param name="message">What is gated.</param>
/// <param name="hint">What to do there; null: to visit the page and accept.</param>
/// <param name="inner">The cause.</param>
public sealed class AccessGatedException(string url, string message, string? hint = null, Exception? inner = null)
    : DataToolsException(message, hint ?? $"Visit {url} and accept the terms there, then run the command again.", inner)
{
    /// <summary>The page where access is asked for.</summary>
    public string Url { get; } = url;
}
