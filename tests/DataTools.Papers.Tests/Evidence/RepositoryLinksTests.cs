using CsCheck;
using DataTools.Papers.Evidence;

namespace DataTools.Papers.Tests.Evidence;

public sealed class RepositoryLinksTests
{
    [Theory]
    [InlineData("Code: https://github.com/visionlab/tinydet.")]
    [InlineData("code (github.com/visionlab/tinydet), and more")]
    [InlineData("http://www.GitHub.com/visionlab/tinydet/")]
    [InlineData("git clone https://github.com/visionlab/tinydet.git")]
    [InlineData("git@github.com:visionlab/tinydet.git")]
    [InlineData("pip install git+https://github.com/visionlab/tinydet.git#egg=tinydet")]
    [InlineData("[code](https://github.com/visionlab/tinydet)")]
    [InlineData("<a href=\"https://github.com/visionlab/tinydet\">")]
    [InlineData("\\url{https://github.com/visionlab/tinydet}")]
    [InlineData("'https://github.com/visionlab/tinydet';")]
    [InlineData("https://github.com/visionlab/tinydet?tab=readme-ov-file#results")]
    [InlineData("https://github.com/visionlab/tinydet#readme:")]
    [InlineData("https://github.com/visionlab/tinydet/issues/5")]
    [InlineData("https://github.com/visionlab/tinydet/tree/main")]
    [InlineData("https://github.com/visionlab/tinydet/blob/main/README.md")]
    [InlineData("https://github.com/visionlab/\ntinydet")]
    [InlineData("https://github.com/\nvisionlab/tinydet")]
    [InlineData("https:// github.com/visionlab/tinydet")]
    [InlineData("https://github.com/visionlab/tinydet.\nWe thank")]
    [InlineData("https://github.com/visionlab/tinydet\nWe thank")]
    [InlineData("https://github.com/visionlab/tinydet/\nWe thank")]
    public void A_repository_is_found_however_it_is_written(string text)
    {
        var link = Assert.Single(RepositoryLinks.In(text));
        Assert.Equal(("visionlab/tinydet", null, "https://github.com/visionlab/tinydet"), (link.Repository?.ToString(), link.Path, link.Url));
    }

    [Theory]
    [InlineData("https://github.com/visionlab/tiny-\ndet", "visionlab/tiny-det")]
    [InlineData("https://github.com/visionlab/tiny_\n  det", "visionlab/tiny_det")]
    [InlineData("https://github.com/vision-\r\nlab/tinydet", "vision-lab/tinydet")]
    [InlineData("https://github.com/visionlab/tiny\\_det}", "visionlab/tiny_det")]
    [InlineData("https://github.com/visionlab/tiny.det.", "visionlab/tiny.det")]
    [InlineData("https://github.com/visionlab/visionlab.github.io", "visionlab/visionlab.github.io")]
    public void Names_keep_their_signs_and_broken_lines_are_joined(string text, string name) =>
        Assert.Equal(name, Assert.Single(RepositoryLinks.In(text)).Repository?.ToString());

    [Theory]
    [InlineData("https://github.com/tensorflow/models/tree/master/research/autoaugment", "research/autoaugment")]
    [InlineData("https://github.com/tensorflow/models/tree/master/research/autoaugment.", "research/autoaugment")]
    [InlineData("https://github.com/tensorflow/models/blob/master/research/autoaugment/README.md", "research/autoaugment")]
    [InlineData("https://github.com/tensorflow/models/tree/master/my%20docs/", "my docs")]
    [InlineData("https://github.com/tensorflow/models/tree/master/a/../../b", null)]
    [InlineData("https://github.com/tensorflow/models/blob/master/train.py", null)]
    [InlineData("https://github.com/tensorflow/models/wiki/research", null)]
    public void The_folder_that_is_named_is_kept(string text, string? path) => Assert.Equal(path, Assert.Single(RepositoryLinks.In(text)).Path);

    [Theory]
    [InlineData("https://github.com/visionlab")]
    [InlineData("https://github.com/sponsors/ada")]
    [InlineData("https://github.com/features/actions")]
    [InlineData("https://github.com/topics/detection")]
    [InlineData("https://github.com/user-attachments/assets/5")]
    [InlineData("https://github.com/orgs/visionlab/repositories")]
    [InlineData("https://api.github.com/repos/visionlab/tinydet")]
    [InlineData("https://raw.githubusercontent.com/visionlab/tinydet/main/a.png")]
    [InlineData("https://notgithub.com/visionlab/tinydet")]
    [InlineData("https://github.com.example.org/visionlab/tinydet")]
    [InlineData("https://visionlab.github.io/tinydet")]
    [InlineData("https://github.com/visionlab/..")]
    [InlineData("https://github.com/visionlab/ tinydet")]
    [InlineData("")]
    public void What_is_no_repository_is_passed_over(string text) => Assert.Empty(RepositoryLinks.In(text));

    [Theory]
    [InlineData("https://gitlab.com/group/sub/tinydet/-/tree/main/src", "https://gitlab.com/group/sub/tinydet")]
    [InlineData("https://gitlab.com/visionlab/tinydet.git", "https://gitlab.com/visionlab/tinydet")]
    [InlineData("https://bitbucket.org/visionlab/tinydet/src/master/", "https://bitbucket.org/visionlab/tinydet")]
    [InlineData("Codeberg.org/visionlab/tinydet,", "https://codeberg.org/visionlab/tinydet")]
    [InlineData("https://gist.github.com/ada/0123456789abcdef", "https://gist.github.com/ada/0123456789abcdef")]
    public void Code_on_other_hosts_is_told_without_a_repository(string text, string url)
    {
        var link = Assert.Single(RepositoryLinks.In(text));
        Assert.Equal((null, url), (link.Repository, link.Url));
    }

    [Fact]
    public void A_gist_counts_only_where_there_is_nothing_else() =>
        Assert.Equal("a/b", Assert.Single(RepositoryLinks.In("https://gist.github.com/ada/0123 and https://github.com/a/b")).Repository?.ToString());

    [Fact(Timeout = 10_000)]
    public Task An_address_made_of_addresses_does_not_take_long() => Task.Run(() =>
        Assert.All(RepositoryLinks.In(string.Concat(Enumerable.Repeat("github.com/", 4000))), l => Assert.InRange(l.Length, 1, 2100)), TestContext.Current.CancellationToken);

    [Fact]
    public void All_are_given_in_order_with_their_places()
    {
        const string text = "First github.com/a/b, then https://github.com/A/B/tree/x/y and https://github.com/c/d.";
        var links = RepositoryLinks.In(text);
        Assert.Equal(["a/b", "A/B", "c/d"], links.Select(l => l.Repository!.ToString()));
        Assert.Equal(links[0].Repository, links[1].Repository);
        Assert.Equal(["github.com/a/b", "https://github.com/A/B/tree/x/y", "https://github.com/c/d"], links.Select(l => text.Substring(l.Start, l.Length)));
    }

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private static readonly Gen<string> Name = Gen.Char["abcXYZ019"].Array[1, 12].Select(c => new string(c));
    private static readonly Gen<string> Inner = Gen.Select(Name, OneOf("", "-", "_", "."), Name, (a, sign, b) => a + sign + b).Where(n => !n.EndsWith(".git", StringComparison.OrdinalIgnoreCase));

    [Fact]
    public void Whatever_stands_around_an_address_it_is_read_the_same()
    {
        Gen.Select(
            Name, Inner,
            OneOf("", "see ", "(", "[x](", "\\url{", "\"", "'", "<", "*", "text,"),
            OneOf("https://", "http://", "https://www.", "", "HTTPS://", "git+https://"),
            OneOf("", "/", ".git", "/tree/main", "#top", "?tab=x", "/issues/1", "/blob/main/a.py"),
            OneOf("", ".", ",", ")", "]", "}", ";", ":", "'", "\"", ").", " and", "\n\nNext", ">", "...")).Sample((owner, name, before, scheme, after, behind) =>
        {
            Assert.Equal($"{owner}/{name}", Assert.Single(RepositoryLinks.In($"{before}{scheme}github.com/{owner}/{name}{after}{behind}")).Repository?.ToString());
        }, iter: 2000);
    }

    [Fact]
    public void No_text_breaks_it_and_places_lie_within()
    {
        Gen.OneOf(OneOf("github.com/", "https://", "gitlab.com/", "a/b", "/tree/", "\n", "-", "%zz", "..", "\\_"), Gen.String[0, 6]).Array[0, 12].Select(string.Concat).Sample(text =>
        {
            foreach (var link in RepositoryLinks.In(text))
            {
                Assert.InRange(link.Start, 0, text.Length);
                Assert.InRange(link.Start + link.Length, link.Start, text.Length);
                // A host's name within a path, which may be a host too.
                Assert.Contains(link.Url, RepositoryLinks.In(link.Url).Select(l => l.Url));
            }
        }, iter: 2000);
    }
}
