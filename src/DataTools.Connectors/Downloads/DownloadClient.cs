using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DataTools.Catalog;

namespace DataTools.Connectors.Downloads;

/// <summary>
/// The HTTP client of downloads. Proxies come from the usual variables of the process (<c>HTTPS_PROXY</c>,
/// <c>HTTP_PROXY</c>, <c>ALL_PROXY</c>, <c>NO_PROXY</c>), certificate authorities from <c>REQUESTS_CA_BUNDLE</c>,
/// <c>CURL_CA_BUNDLE</c> or <c>SSL_CERT_FILE</c>, the first that is set, in place of the system's.
/// </summary>
internal static class DownloadClient
{
    private static readonly string[] BundleVariables = ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"];

    /// <summary>A client; throws <see cref="InvalidInputException"/> where a variable names a bundle that cannot be read.</summary>
    public static HttpClient Create(string tool, Func<string, string?> environment)
    {
        var handler = new SocketsHttpHandler
        {
            // Redirects decide where credentials go: they are followed by us.
            AllowAutoRedirect = false,
            // Files are wanted as they lie there; hashes are published of those bytes.
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(30),
            // Addresses behind a name change; a pull may take days.
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            // An answer that is not wanted is cut off, not read to its end.
            MaxResponseDrainSize = 0,
        };
        Trust(handler, environment);
        // Downloads have a limit on silence instead.
        var http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", tool.Replace(' ', '/'));
        return http;
    }

    /// <summary>Trusts the authorities that a variable names; throws as <see cref="Create"/> does.</summary>
    public static void Trust(SocketsHttpHandler handler, Func<string, string?> environment)
    {
        if (Authorities(environment) is not { } roots)
            return;
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.AddRange(roots);
    }

    private static X509Certificate2Collection? Authorities(Func<string, string?> environment)
    {
        if (BundleVariables.FirstOrDefault(v => environment(v) is { Length: > 0 }) is not { } variable)
            return null;
        var path = environment(variable)!;
        var roots = new X509Certificate2Collection();
        try
        {
            roots.ImportFromPemFile(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw Unusable(variable, path, e.Message, e);
        }
        return roots.Count > 0 ? roots : throw Unusable(variable, path, "it holds no certificate", null);
    }

    private static InvalidInputException Unusable(string variable, string path, string why, Exception? e) => new(
        $"the environment variable {variable} names {path}, which cannot be used: {why}",
        "It should name a file of certificate authorities in PEM form. Correct it, or unset it to use the system's.", e);
}
