using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DataTools.Catalog;
using DataTools.Connectors.Downloads;
using DataTools.Connectors.Tests.Support;

namespace DataTools.Connectors.Tests.Downloads;

public sealed class DownloadClientTests : IDisposable
{
    private static readonly byte[] Content = DownloadScene.Noise(1000);

    private readonly DownloadScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData("REQUESTS_CA_BUNDLE")]
    [InlineData("CURL_CA_BUNDLE")]
    [InlineData("SSL_CERT_FILE")]
    public async Task Certificates_of_a_bundle_that_a_variable_names_are_trusted(string variable)
    {
        using var certificate = Certificate();
        using var server = new FileServer(certificate);
        var file = DownloadScene.Published(Content, server.Serve("file", Content));
        _scene.Folder.Write("ca.pem", System.Text.Encoding.ASCII.GetBytes(certificate.ExportCertificatePem()));
        using var http = DownloadClient.Create("datatools test", name => name == variable ? _scene.Folder["ca.pem"] : null);
        Assert.Equal(Content.Length, (await _scene.Downloader(http: http).FetchAsync(file, null, default)).Bytes);
    }

    [Fact]
    public void A_bundle_that_cannot_be_used_is_named_with_its_variable()
    {
        var error = Assert.Throws<InvalidInputException>(() => DownloadClient.Create("t", name => name == "SSL_CERT_FILE" ? "/nowhere/ca.pem" : null).Dispose());
        Assert.Contains("SSL_CERT_FILE names /nowhere/ca.pem", error.Message, StringComparison.Ordinal);
        var empty = _scene.Folder.Write("empty.pem", []);
        error = Assert.Throws<InvalidInputException>(() => DownloadClient.Create("t", name => name == "CURL_CA_BUNDLE" ? empty : null).Dispose());
        Assert.Contains("it holds no certificate", error.Message, StringComparison.Ordinal);
    }

    private static X509Certificate2 Certificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var made = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}
