using DataTools.Catalog;

namespace DataTools.Cli.Output;

/// <summary>The one table from a failure to an exit code. Documented in README.md; scripts rely on it.</summary>
internal static class ExitCodes
{
    public const int Success = 0, Usage = 1, NotFound = 2, InvalidInput = 3, Corrupt = 4, Network = 5, Storage = 6, Access = 7, Found = 8, Bug = 70, Interrupted = 130;

    public static int Of(Exception e) => e switch
    {
        NotFoundException => NotFound,
        BadSampleException or CorruptFileException or CorruptDownloadException => Corrupt,
        NetworkException or RateLimitedException => Network,
        StorageException => Storage,
        CredentialsMissingException or AccessGatedException => Access,
        DataToolsException or OutOfMemoryException => InvalidInput,
        OperationCanceledException => Interrupted,
        _ => Bug,
    };

    /// <summary>Says what went wrong and what to do next. Only a bug of ours shows a stack trace.</summary>
    public static int Report(Exception e, CliConsole console)
    {
        var code = Of(e);
        switch (e)
        {
            case OperationCanceledException:
                console.Error.WriteLine("Stopped. Nothing half-written was kept.");
                break;
            case DataToolsException known:
                WriteError(console, known.Message, known.Hint);
                break;
            case OutOfMemoryException:
                WriteError(console, "there is not enough memory for this", "Free some memory, or use fewer --threads or --workers. Of a Parquet file a row group is in memory at a time, whole.");
                break;
            default:
                console.Error.WriteLine("error: DataTools failed in a way it should not. Please report this:");
                console.Error.WriteLine(e);
                break;
        }
        return code;
    }

    /// <summary>An error and what to do next. Several faults are one error, their lines below each other.</summary>
    public static void WriteError(CliConsole console, string message, string? hint)
    {
        console.Error.WriteLine($"error: {string.Join($"{console.Error.NewLine}       ", message.ReplaceLineEndings("\n").Split('\n').Select(Format.Inert))}");
        if (hint is not null)
            console.Error.WriteLine($"hint:  {Format.Inert(hint)}");
    }
}
