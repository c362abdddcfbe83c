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

    public void Dispose() => _folder.Dispose();

    private Endpoints Of(string? variable, string? settings)
    {
        if (settings is not null)
            File.WriteAllText(_folder["datatools.json"], settings);
        return new(Workspace.Locate(_folder.Path, _folder.Path, _ => null).Settings, name => name == "HF_ENDPOINT" ? variable : null);
    }
}
