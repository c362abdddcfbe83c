using System.Text;
using DataTools.Catalog.Workspaces;
using DataTools.Connectors.Checks;
using DataTools.Tests;

namespace DataTools.Connectors.Tests.Checks;

public sealed class CredentialCheckTests : IDisposable
{
    private const string Secret = "s3cr3t";

    private readonly TemporaryFolder _home = new();
    private readonly Dictionary<string, string> _variables = [];

    public CredentialCheckTests() => _variables["HOME"] = _home.Path;

    public void Dispose() => _home.Dispose();

    [Fact]
    public void Nothing_is_found_where_there_is_nothing() => Assert.All(Look(), f => Assert.Null(f.Where));

    [Theory]
    [InlineData("Hugging Face", "HF_TOKEN")]
    [InlineData("Hugging Face", "HUGGING_FACE_HUB_TOKEN")]
    [InlineData("Kaggle", "KAGGLE_API_TOKEN")]
    [InlineData("GitHub", "GH_TOKEN")]
    [InlineData("GitHub", "GITHUB_TOKEN")]
    [InlineData("Semantic Scholar", "SEMANTIC_SCHOLAR_API_KEY")]
    [InlineData("Semantic Scholar", "S2_API_KEY")]
    [InlineData("OpenAlex", "OPENALEX_API_KEY")]
    public void A_variable_is_named_and_its_value_is_not(string service, string variable)
    {
        _variables[variable] = Secret;
        Found(service, $"the environment variable {variable}");
        _variables[variable] = "  ";
        Assert.All(Look(), f => Assert.Null(f.Where));
    }

    [Theory]
    [InlineData("Hugging Face", ".cache/huggingface/token", Secret)]
    [InlineData("Kaggle", ".kaggle/access_token", Secret)]
    [InlineData("Kaggle", ".kaggle/kaggle.json", $$"""{"username": "u", "key": "{{Secret}}"}""")]
    [InlineData("Kaggle", ".config/kaggle/kaggle.json", $$"""{"username": "u", "key": "{{Secret}}"}""")]
    public void A_file_is_named_and_its_content_is_not(string service, string path, string content)
    {
        _home.Write(path, Encoding.UTF8.GetBytes(content));
        Found(service, _home[path.Split('/')]);
    }

    [Fact]
    public void Variables_say_where_the_files_are()
    {
        _variables["HF_HOME"] = _home["hub"];
        _home.Write("hub/token", Encoding.UTF8.GetBytes(Secret));
        Found("Hugging Face", _home["hub", "token"]);
        _variables["HF_TOKEN_PATH"] = _home.Write("elsewhere", Encoding.UTF8.GetBytes(Secret));
        Found("Hugging Face", _home["elsewhere"]);
        _variables["KAGGLE_CONFIG_DIR"] = _home["k"];
        _home.Write("k/kaggle.json", Encoding.UTF8.GetBytes($$"""{"username": "u", "key": "{{Secret}}"}"""));
        Found("Kaggle", _home["k", "kaggle.json"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"username": "u"}""")]
    [InlineData("""{"username": "u", "key": 3}""")]
    public void A_file_without_a_pair_is_none(string content)
    {
        _home.Write(".kaggle/kaggle.json", Encoding.UTF8.GetBytes(content));
        _variables["KAGGLE_USERNAME"] = "u";
        Assert.All(Look(), f => Assert.Null(f.Where));
        Assert.Contains(_home[".kaggle", "kaggle.json"], Look().Single(f => f.Service == "Kaggle").Problem, StringComparison.Ordinal);
        _variables["KAGGLE_KEY"] = Secret;
        Found("Kaggle", "the environment variables KAGGLE_USERNAME and KAGGLE_KEY");
    }

    [Theory]
    [InlineData("Hugging Face", "HF_TOKEN")]
    [InlineData("GitHub", "GH_TOKEN")]
    public void What_can_be_no_token_is_told_as_the_client_will_tell_it(string service, string variable)
    {
        _variables[variable] = $"{Secret} {Secret}";
        var finding = Look().Single(f => f.Service == service);
        Assert.StartsWith($"the environment variable {variable} holds", finding.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, finding.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_that_the_client_leaves_aside_is_none()
    {
        (_variables["HF_TOKEN"], _variables["HF_HUB_DISABLE_IMPLICIT_TOKEN"]) = (Secret, "1");
        Assert.Null(Look().Single(f => f.Service == "Hugging Face").Where);
    }

    [Theory]
    [InlineData("Hugging Face", "HF_TOKEN", "HF_ENDPOINT")]
    [InlineData("Kaggle", "KAGGLE_API_TOKEN", "DATATOOLS_KAGGLE_API")]
    [InlineData("GitHub", "GH_TOKEN", "DATATOOLS_GITHUB_API")]
    public void Credentials_that_will_not_be_sent_are_told(string service, string variable, string endpoint)
    {
        _variables[variable] = Secret;
        _home.Write("datatools.json", Encoding.UTF8.GetBytes($$$"""{"endpoints": {"{{{endpoint}}}": "https://example.org"}}"""));
        Assert.Equal(
            $"They are not sent to example.org, which only datatools.json names: set {endpoint} in the environment if you trust it.",
            Look().Single(f => f.Service == service).Problem);
        _variables[endpoint] = "https://example.org";
        Assert.Null(Look().Single(f => f.Service == service).Problem);
        _variables[endpoint] = "nowhere";
        Assert.NotNull(Look().Single(f => f.Service == service).Where);
    }

    private IReadOnlyList<CredentialFinding> Look() =>
        CredentialCheck.Look(new(Workspace.Locate(_home.Path, _home.Path, _ => null), Variable, TimeProvider.System, "datatools test"));

    private void Found(string service, string where)
    {
        var findings = Look();
        Assert.Equal(where, findings.Single(f => f.Service == service).Where);
        Assert.DoesNotContain(Secret, string.Join('\n', findings), StringComparison.Ordinal);
    }

    private string? Variable(string name) => _variables.GetValueOrDefault(name);
}
