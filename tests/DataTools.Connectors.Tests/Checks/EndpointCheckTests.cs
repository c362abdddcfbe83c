using System.Net;
using System.Net.Sockets;
using DataTools.Connectors.Checks;
using DataTools.Connectors.Tests.Support;
using DataTools.FakeServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace DataTools.Connectors.Tests.Checks;

public sealed class EndpointCheckTests : IDisposable
{
    private const string Secret = "s3cr3t";

    private readonly Pulls _pulls = new();

    public void Dispose() => _pulls.Dispose();

    [Fact]
    public async Task Any_answer_is_one_silence_is_not_and_no_credentials_go_along()
    {
        await using var server = await FakeServer.StartAsync(app => app.MapGet("/{**path}", () => Results.StatusCode(403)));
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        foreach (var variable in Endpoints.Defaults.Keys)
            _pulls.Variables[variable] = $"{server.Address}/{variable}";
        _pulls.Variables["HF_TOKEN"] = _pulls.Variables["GITHUB_TOKEN"] = Secret;
        _pulls.Variables["HF_ENDPOINT"] = "http://127.0.0.1:1";
        _pulls.Variables["DATATOOLS_S2_API"] = $"http://{silent.LocalEndpoint}";
        _pulls.Variables["DATATOOLS_ARXIV_API"] = $"ftp://user:{Secret}@example.org";
        _pulls.Variables["DATATOOLS_GITHUB_API"] = server.Address.Replace("http://", $"http://user:{Secret}@", StringComparison.Ordinal) + $"?key={Secret}";

        var findings = (await EndpointCheck.AskAsync(
            new(_pulls.Workspace, n => _pulls.Variables.GetValueOrDefault(n), TimeProvider.System, "datatools test"), TimeSpan.FromSeconds(1), CancellationToken.None))
            .ToDictionary(f => f.Variable);

        Assert.Equal(Endpoints.Defaults.Keys.Order(StringComparer.Ordinal), findings.Keys);
        Assert.Equal(("http://127.0.0.1:1", "it cannot be reached (ConnectionError)"), (findings["HF_ENDPOINT"].Address, findings["HF_ENDPOINT"].Fault));
        Assert.Equal("no answer within 1 seconds", findings["DATATOOLS_S2_API"].Fault);
        Assert.Contains("which is no http:// or https:// address", findings["DATATOOLS_ARXIV_API"].Setting!.Message, StringComparison.Ordinal);
        foreach (var variable in new[] { "DATATOOLS_GITHUB_API", "DATATOOLS_KAGGLE_API", "DATATOOLS_HF_VIEWER", "DATATOOLS_OPENALEX_API" })
            Assert.NotNull(findings[variable].Took);
        Assert.DoesNotContain(Secret, string.Join('\n', findings.Values), StringComparison.Ordinal);
        Assert.All(server.Requests, r => Assert.DoesNotContain("Authorization", r.Headers.Keys));
    }
}
