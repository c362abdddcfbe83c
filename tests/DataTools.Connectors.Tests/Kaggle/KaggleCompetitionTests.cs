using DataTools.Catalog;
using DataTools.FakeServices.Kaggle;

namespace DataTools.Connectors.Tests.Kaggle;

public sealed class KaggleCompetitionTests
{
    private const string Reference = "kaggle-competition:shapes";

    [Fact]
    public async Task A_few_files_come_one_by_one()
    {
        await using var scene = (await KaggleScene.StartAsync(Shapes())).WithToken();
        var card = (await scene.Pulls.PullAsync(Reference)).Card;
        Assert.Equal((Reference, "shapes", "https://www.kaggle.com/competitions/shapes"), (card.Source, card.Name, card.Homepage));
        Assert.Contains("https://www.kaggle.com/c/shapes/rules", card.License, StringComparison.Ordinal);
        Assert.Equal(["test.zip", "train.csv", "train.zip"], card.Files.Select(f => f.Name));
        Assert.Equal([("train", 4, 0), ("test", 2, 2)], card.Splits.Select(s => (s.Name, s.Samples, s.Unlabelled)));
        Assert.StartsWith("sha256:", card.Revision, StringComparison.Ordinal);
        // Asked again, the same list of files is the same data.
        var requests = scene.Fake.Storage.Requests.Count;
        Assert.True((await scene.Pulls.PullAsync(References.Pinned(card)!.ToString())).AlreadyThere);
        Assert.Equal(requests, scene.Fake.Storage.Requests.Count);
        using var entry = scene.Pulls.Store.Open("shapes");
        Assert.Equal("train/3.png", entry.Split("train").Id(2));
        Assert.Equal(["circle", "square"], card.Classes);
    }

    [Fact]
    public async Task Many_files_come_as_one_archive()
    {
        var many = new FakeCompetition("shapes", new(KaggleScene.Pictures(60)));
        await using var scene = (await KaggleScene.StartAsync(many)).WithToken();
        var card = (await scene.Pulls.PullAsync(Reference)).Card;
        Assert.Equal("archive.zip", Assert.Single(card.Files).Name);
        Assert.Equal($"md5:{Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData(many.Files.Archive))}", card.Revision);
        Assert.True((await scene.Pulls.PullAsync(Reference)).AlreadyThere);
        Assert.Equal(card.Fingerprint, (await scene.Pulls.PullAsync(Reference, new() { As = "offline", Offline = true })).Card.Fingerprint);
    }

    [Fact]
    public async Task Without_a_checksum_the_content_tells_whether_it_changed()
    {
        var (before, after) = (new FakeCompetition("shapes", new(KaggleScene.Pictures(60))), new FakeCompetition("shapes", new(KaggleScene.Pictures(61))));
        await using var scene = (await KaggleScene.StartAsync(before)).WithToken();
        scene.Fake.Storage.Md5 = _ => null;
        var card = (await scene.Pulls.PullAsync(Reference)).Card;
        Assert.Null(card.Revision);
        Assert.True((await scene.Pulls.PullAsync(Reference)).AlreadyThere);
        scene.Fake.Replace(after);
        await Assert.ThrowsAsync<InvalidInputException>(() => scene.Pulls.PullAsync(Reference));
        Assert.Equal(61, (await scene.Pulls.PullAsync(Reference, new() { As = "new" })).Card.Splits[0].Samples);
    }

    [Theory]
    [InlineData("You must accept this competition\\u0027s rules before you\\u0027ll be able to download files.", "You must accept this competition's rules")]
    [InlineData("Permission \\u0027competitions.participate\\u0027 was denied", "Permission 'competitions.participate' was denied")]
    public async Task Rules_that_were_not_accepted_have_a_page_to_visit(string said, string shown)
    {
        await using var scene = (await KaggleScene.StartAsync(new FakeCompetition("shapes", new(KaggleScene.Pictures(3))) { Accepted = false, Refusal = said })).WithToken();
        var error = await Assert.ThrowsAsync<AccessGatedException>(() => scene.Pulls.PullAsync(Reference));
        Assert.Equal("https://www.kaggle.com/c/shapes/rules", error.Url);
        Assert.Contains(shown, error.Message, StringComparison.Ordinal);
        Assert.Contains("Open https://www.kaggle.com/c/shapes/rules in a browser", error.Hint, StringComparison.Ordinal);
        scene.Pulls.NoEntry();
    }

    [Fact]
    public async Task Competitions_need_a_login()
    {
        await using var scene = await KaggleScene.StartAsync(Shapes());
        var error = await Assert.ThrowsAsync<CredentialsMissingException>(() => scene.Pulls.PullAsync(Reference));
        Assert.Equal($"{Reference}: Kaggle wants a login, and no credentials were found", error.Message);
        var unknown = await Assert.ThrowsAsync<NotFoundException>(() => scene.WithToken().Pulls.PullAsync("kaggle-competition:other"));
        Assert.Equal("there is no kaggle-competition:other on Kaggle", unknown.Message);
        // Competitions are not searched.
        Assert.DoesNotContain("datatools search", unknown.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_competition_without_files_is_told()
    {
        await using var scene = (await KaggleScene.StartAsync(new FakeCompetition("shapes", new(new Dictionary<string, byte[]>())))).WithToken();
        Assert.Equal($"{Reference} has no files", (await Assert.ThrowsAsync<NotFoundException>(() => scene.Pulls.PullAsync(Reference))).Message);
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("a b")]
    [InlineData("a@1")]
    public async Task What_is_no_competition_s_name_is_told(string name)
    {
        await using var scene = await KaggleScene.StartAsync(Shapes());
        Assert.Contains("is not the name of a Kaggle competition", (await Assert.ThrowsAsync<InvalidInputException>(() => scene.Pulls.PullAsync($"kaggle-competition:{name}"))).Message, StringComparison.Ordinal);
        Assert.Empty(scene.Fake.Requests);
    }

    private static FakeCompetition Shapes() => new("shapes", new(new Dictionary<string, byte[]>
    {
        ["train.zip"] = FakeFiles.Zip(Enumerable.Range(1, 4).Select(i => KeyValuePair.Create($"train/{i}.png", KaggleScene.Png(i)))),
        ["test.zip"] = FakeFiles.Zip(Enumerable.Range(1, 2).Select(i => KeyValuePair.Create($"{i}.png", KaggleScene.Png(10 + i)))),
        ["train.csv"] = "id,shape,label\n1,x,circle\n2,x,square\n3,x,circle\n4,x,square\n"u8.ToArray(),
        ["rules.pdf"] = [1, 2, 3],
    }));
}
