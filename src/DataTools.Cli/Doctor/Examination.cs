using System.Runtime.InteropServices;
using DataTools.Catalog;
using DataTools.Catalog.Storage;
using DataTools.Catalog.Workspaces;
using DataTools.Cli.Output;
using DataTools.Connectors;
using DataTools.Connectors.Checks;
using DataTools.Connectors.Downloads;
using DataTools.Imaging.Codecs;
using DataTools.Training.Torch;

namespace DataTools.Cli.Doctor;

/// <summary>Looks at everything that has to be right for the verbs to work. Secrets are found, never shown.</summary>
internal sealed class Examination(CliContext context, Workspace workspace)
{
    private const long LittleSpace = 5_000_000_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // A pixel.
    private static readonly byte[] Png = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==");

    private static readonly string[] ProxyVariables = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy"];

    // In the order in which they are looked at; only the first counts.
    private static readonly string[] BundleVariables = ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"];

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellation)
    {
        // The network is waited for while the rest is looked at.
        var endpoints = EndpointCheck.AskAsync(context.Services(workspace), Patience, cancellation);
        List<Finding> findings =
        [
            new("versions", State.Ok, $"{CliContext.Tool}, {TorchRuntime.Versions}, {RuntimeInformation.OSDescription}"),
            Writable(), Space(), Cache(), Codec(), Torch(),
            .. CredentialCheck.Look(context.Services(workspace)).Select(Credential),
            .. ProxyVariables.Where(IsSet).Select(Proxy),
            .. BundleVariables.Where(IsSet).Take(1).Select(Certificates),
            .. new[] { "SSL_CERT_DIR" }.Where(IsSet).Select(CertificateFolders),
        ];
        findings.AddRange((await endpoints).Select(Endpoint));
        return findings;
    }

    private Finding Writable()
    {
        // It is made by the first pull: until then what it will be made in counts.
        var folder = new DirectoryInfo(workspace.Root);
        while (!Path.Exists(folder.FullName) && folder.Parent is { } parent)
            folder = parent;
        try
        {
            using var probe = new FileStream(
                Path.Combine(folder.FullName, $".datatools-{Guid.NewGuid():N}.tmp"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            probe.WriteByte(1);
            probe.Flush(flushToDisk: true);
            return new("workspace", State.Ok, folder.FullName == workspace.Root ? $"{workspace.Root}, writable" : $"{workspace.Root}, made by the first pull");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new("workspace", State.Broken, $"{workspace.Root} cannot be written: {e.Message}", "Change its permissions, or choose another folder with --workspace.")
            {
                ExitCode = ExitCodes.Storage,
            };
        }
    }

    private Finding Space() => FreeSpace.Of(workspace.Root) switch
    {
        null => new("disk", State.Warning, $"the free space of {workspace.Root} is not known"),
        >= LittleSpace and { } free => new("disk", State.Ok, $"{Format.Bytes(free)} free"),
        { } free => new("disk", State.Warning, $"only {Format.Bytes(free)} free", "Free some space (datatools cache prune), or use another disk with --workspace."),
    };

    private Finding Cache()
    {
        try
        {
            var damaged = new List<CorruptFileException>();
            var listing = new CacheInventory(workspace, context.Time).List(damaged.Add);
            return damaged.Count == 0
                ? new("cache", State.Ok, $"{Format.Bytes(listing.Bytes)} in {Format.Count(listing.Files.Count)} files")
                : new("catalog", State.Warning, damaged[0].Message, damaged[0].Hint);
        }
        catch (StorageException e)
        {
            return new("cache", State.Broken, e.Message, e.Hint) { ExitCode = ExitCodes.Storage };
        }
    }

    private static Finding Codec() => Native("image codecs", "SkiaSharp decodes a picture", () => ImageCodec.Decode(Png, "one pixel"));

    private static Finding Torch() => Native("torch", "libtorch is loaded", () => TorchRuntime.Use(Environment.ProcessorCount));

    // Whatever a loader throws: a missing library, a missing symbol, a wrong architecture.
    private static Finding Native(string name, string works, Action use)
    {
        try
        {
            use();
            return new(name, State.Ok, works);
        }
        catch (Exception e)
        {
            return new(name, State.Broken, $"cannot be used: {e.GetBaseException().Message}", "Build DataTools again on this machine: native libraries differ from one platform to the next.")
            {
                ExitCode = ExitCodes.Corrupt,
            };
        }
    }

    private static Finding Credential(CredentialFinding found) => new(
        found.Service, found.Problem is null ? State.Ok : State.Warning,
        found.Where is { } where ? $"credentials in {where}" : $"no credentials ({found.Advice})", found.Problem);

    private Finding Proxy(string variable)
    {
        var value = context.Environment(variable)!;
        if (variable.StartsWith("no", StringComparison.OrdinalIgnoreCase))
            return new("proxy", State.Ok, $"{variable} = {value}");
        // HOST:PORT is a usual way to write one.
        var uri = Uri.TryCreate(value.Contains("://", StringComparison.Ordinal) ? value : $"http://{value}", UriKind.Absolute, out var parsed) ? parsed : null;
        return uri is null
            ? new("proxy", State.Warning, $"{variable} is set to what is no address", "It should look like http://proxy.example.org:3128.")
            : new("proxy", State.Ok, $"{variable} = {Endpoints.Shown(uri)}");
    }

    private Finding Certificates(string variable) => EndpointCheck.Authorities(context.Services(workspace)) is { } fault
        ? new("certificates", State.Broken, fault.Message, fault.Hint) { ExitCode = ExitCodes.InvalidInput }
        : new("certificates", State.Ok, $"{variable} = {context.Environment(variable)}");

    private Finding CertificateFolders(string variable)
    {
        var path = context.Environment(variable)!;
        return path.Split(Path.PathSeparator).All(Path.Exists)
            ? new("certificates", State.Ok, $"{variable} = {path}")
            : new("certificates", State.Warning, $"{variable} = {path}: it does not exist", "Without it no server is trusted that only it vouches for.");
    }

    private static Finding Endpoint(EndpointFinding found) => found switch
    {
        { Setting: { } setting } => new(found.Variable, State.Broken, setting.Message, setting.Hint) { ExitCode = ExitCodes.InvalidInput },
        { Fault: { } fault } => new(found.Variable, State.Warning, $"{found.Address}: {fault}", "Without a network datatools pull --offline uses what the cache holds, and --mirror FROM=TO names another place."),
        _ => new(found.Variable, State.Ok, $"{found.Address} answers ({found.Took!.Value.TotalMilliseconds:F0} ms)"),
    };

    private bool IsSet(string variable) => !string.IsNullOrWhiteSpace(context.Environment(variable));
}
