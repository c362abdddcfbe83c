using DataTools.Catalog;
using DataTools.Catalog.Workspaces;
using DataTools.Connectors.Downloads;

namespace DataTools.Connectors.Tests.Downloads;

public sealed class MirrorRulesTests
{
    [Theory]
    [InlineData("https://a.org/data/x.gz", "file:///srv/data/x.gz")]
    [InlineData("https://a.org/data/deep/x.gz", "https://line/deep/x.gz")]
    [InlineData("https://a.org/other/x.gz", "https://settings/other/x.gz")]
    [InlineData("https://b.org/x.gz?a=b&c=d", "http://127.0.0.1:8080/q=1/x.gz?a=b&c=d")]
    [InlineData("https://c.org/x.gz", "https://c.org/x.gz")]
    [InlineData("http://a.org/data/x.gz", "http://a.org/data/x.gz")]
    public void The_command_line_comes_first_and_then_the_longest(string url, string expected)
    {
        var settings = new WorkspaceSettings
        {
            Mirrors = new Dictionary<string, string>
            {
                ["https://a.org/"] = "https://settings/",
                ["https://a.org/data/deep/x"] = "https://never/",
                ["https://b.org/"] = "http://127.0.0.1:8080/q=1/",
            },
        };
        var rules = MirrorRules.Read(["https://a.org/data/=file:///srv/data/", "https://a.org/data/deep/=https://line/deep/"], settings);
        Assert.Equal(expected, rules.Apply(url));
    }

    [Fact]
    public void An_address_with_an_equals_sign_is_divided_before_the_target()
    {
        var rules = MirrorRules.Read(["https://a.org/get?id=7=file:///srv/"], new());
        Assert.Equal("file:///srv/x", rules.Apply("https://a.org/get?id=7x"));
    }

    [Theory]
    [InlineData("https://a.org/")]
    [InlineData("https://a.org/=")]
    [InlineData("https://a.org/=/srv/data")]
    [InlineData("https://a.org/=ftp://b.org/")]
    [InlineData("https://a.org/=file://srv/data")]
    [InlineData("a.org=https://b.org/")]
    [InlineData("=https://b.org/")]
    public void A_malformed_rule_is_shown_with_the_form(string rule)
    {
        var error = Assert.Throws<InvalidInputException>(() => MirrorRules.Read(["https://good.org/=https://b.org/", rule], new()));
        Assert.Contains($"--mirror {rule}", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("good.org", error.Message, StringComparison.Ordinal);
        Assert.Contains("FROM=TO", error.Hint, StringComparison.Ordinal);
        Assert.Contains("file:///", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_in_a_malformed_rule_is_not_repeated()
    {
        var error = Assert.Throws<InvalidInputException>(() => MirrorRules.Read(["https://me:s3cret@a.org/=ftp://me:s3cret@b.org/"], new()));
        Assert.DoesNotContain("s3cret", error.Message, StringComparison.Ordinal);
        Assert.Contains("--mirror https://a.org/=ftp://b.org/", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_are_listed_those_of_the_settings_too()
    {
        var settings = new WorkspaceSettings { Mirrors = new Dictionary<string, string> { ["https://c.org/"] = "/srv" } };
        var error = Assert.Throws<InvalidInputException>(() => MirrorRules.Read(["one", "two"], settings));
        foreach (var told in new[] { "--mirror one", "--mirror two", "datatools.json: https://c.org/ = /srv" })
            Assert.Contains(told, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("file:///srv/a%20b/c.gz", "/srv/a b/c.gz")]
    [InlineData("file:///srv/a b/c#1?.gz", "/srv/a b/c#1?.gz")]
    [InlineData("FILE:///srv/../srv/ü.gz", "/srv/ü.gz")]
    public void A_local_address_is_a_path(string url, string path)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "paths of Unix");
        Assert.Equal(path, LocalTransfer.PathOf(url));
    }
}
