using DataTools.Catalog;
using DataTools.Catalog.Workspaces;
using DataTools.Tests;

namespace DataTools.Connectors.Tests;

/// <summary>Where services are, and where credentials may go.</summary>
public sealed class EndpointsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Credentials_go_to_the_services_own_host() =>
        Assert.True(Of(null, null).CarriesCredentials("HF_ENDPOINT"));

    [Fact]
    public void Credentials_go_where_the_environment_says() =>
        Assert.True(Of("http://127.0.0.1:1234/", """{"endpoints":{"HF_ENDPOINT":"https://evil.example"}}""").CarriesCredentials("HF_ENDPOINT"));

    [Fact]
    public void Credentials_do_not_cross_a_network_in_the_clear() =>
        Assert.False(Of("http://mirror.example", null).CarriesCredentials("HF_ENDPOINT"));

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("http://huggingface.co")]
    [InlineData("https://huggingface.co:8443")]
    [InlineData("https://huggingface.co.evil.example")]
    [InlineData("https://huggingface.co@evil.example")]
    public void Credentials_do_not_go_where_only_the_workspace_says(string address) =>
        Assert.False(Of(null, $$$"""{"endpoints":{"HF_ENDPOINT":"{{{address}}}"}}""").CarriesCredentials("HF_ENDPOINT"));

    [Fact]
    public void A_workspace_may_name_the_services_own_host() =>
        Assert.True(Of(null, """{"endpoints":{"HF_ENDPOINT":"https://HuggingFace.co/"}}""").CarriesCredentials("HF_ENDPOINT"));

    [Theory]
    [InlineData("HF_ENDPOIN", "Did you mean HF_ENDPOINT?")]
    [InlineData("x", "There are: DATATOOLS_ARXIV_API, DATATOOLS_CROSSREF_API, DATATOOLS_DATACITE_API, DATATOOLS_GITHUB_API, DATATOOLS_GITHUB_RAW, DATATOOLS_HF_VIEWER, DATATOOLS_KAGGLE_API, DATATOOLS_OPENALEX_API, DATATOOLS_S2_API, HF_ENDPOINT.")]
    public void A_service_that_there_is_not_is_told_and_not_passed_over(string name, string hint)
    {
        var error = Assert.Throws<InvalidInputException>(() => Of(null, $$$"""{"endpoints":{"{{{name}}}":"https://example.org"}}"""));
        Assert.Equal(($"datatools.json: endpoints: there is no service '{name}'", hint), (error.Message, error.Hint));
    }

    [Theory]
    [InlineData("ftp://me:s3cr3t@example.org/x")]
    [InlineData("ht tp://me:s3cr3t@example.org/x")]
    [InlineData("ftp://me:s3cr3t@example.org/x?user=a@b&key=s3cr3t")]
    [InlineData("ftp://example.org/x?key=s3cr3t")]
    [InlineData("ftp://example.org/x#s3cr3t")]
    public void What_is_no_address_is_shown_without_what_may_be_secret(string text)
    {
        var error = Assert.Throws<InvalidInputException>(() => Of(text, null).Of("HF_ENDPOINT"));
        Assert.Contains("example.org/x'", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private Endpoints Of(string? variable, string? settings)
    {
        if (settings is not null)
            File.WriteAllText(_folder["datatools.json"], settings);
        return new(Workspace.Locate(_folder.Path, _folder.Path, _ => null).Settings, name => name == "HF_ENDPOINT" ? variable : null);
    }
}
