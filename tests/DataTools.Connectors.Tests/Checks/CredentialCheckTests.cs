using System.Text;
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
    public void Nothing_is_found_where_there_is_nothing() => Assert.All(CredentialCheck.Look(Variable, TimeProvider.System), f => Assert.Null(f.Where));

    [Theory]
    [InlineData("Hugging Face", "HF_TOKEN")]
    [InlineData("Hugging Face", "HUGGING_FACE_HUB_TOKEN")]
    [InlineData("Kaggle", "KAGGLE_API_TOKEN")]
    [InlineData("GitHub", "GH_TOKEN")]
    [InlineData("GitHub", "GITHUB_TOKEN")]
    public void A_variable_is_named_and_its_value_is_not(string service, string variable)
    {
        _variables[variable] = Secret;
        Found(service, $"the environment variable {variable}");
        _variables[variable] = "  ";
        Assert.All(CredentialCheck.Look(Variable, TimeProvider.System), f => Assert.Null(f.Where));
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
        Assert.All(CredentialCheck.Look(Variable, TimeProvider.System), f => Assert.Null(f.Where));
        Assert.Contains(_home[".kaggle", "kaggle.json"], CredentialCheck.Look(Variable, TimeProvider.System).Single(f => f.Service == "Kaggle").Problem, StringComparison.Ordinal);
        _variables["KAGGLE_KEY"] = Secret;
        Found("Kaggle", "the environment variables KAGGLE_USERNAME and KAGGLE_KEY");
    }

    private void Found(string service, string where)
    {
        var findings = CredentialCheck.Look(Variable, TimeProvider.System);
        Assert.Equal(where, findings.Single(f => f.Service == service).Where);
        Assert.DoesNotContain(Secret, string.Join('\n', findings), StringComparison.Ordinal);
    }

    private string? Variable(string name) => _variables.GetValueOrDefault(name);
}
