using DataTools.Catalog;
using DataTools.Connectors.Search;
using DataTools.Connectors.Tests.Support;

namespace DataTools.Connectors.Tests.Search;

/// <summary><c>datatools pull NAME</c>: which data set is meant.</summary>
public sealed class BareNameTests : IDisposable
{
    private static readonly SearchHit Cats = new("hf:a/cats", "Cats") { Bytes = 1_500_000, License = "MIT", Downloads = 1234, Updated = new(2025, 6, 7, 8, 9, 0, TimeSpan.Zero), Gated = true };

    private readonly Pulls _pulls = new();

    public void Dispose() => _pulls.Dispose();

    [Theory]
    [InlineData("fashion-mnist", "official:fashion-mnist")]
    [InlineData("Fashion-MNIST", "official:fashion-mnist")]
    [InlineData("shapes", "builtin:shapes")]
    public async Task The_official_and_the_built_in_ones_are_found_without_asking_anybody(string name, string reference)
    {
        var hub = new FakeCatalogue("hf", new SearchHit("hf:a/fashion-mnist", "Fashion-MNIST"), new SearchHit("hf:b/shapes", "Shapes"));
        Assert.Equal(reference, (await Resolve(name, hub)).ToString());
        Assert.Equal(0, hub.Asked);
    }

    [Theory]
    [InlineData("cats")]
    [InlineData("CATS")]
    [InlineData("a/cats")]
    public async Task The_only_one_of_that_name_elsewhere_is_meant(string name) => Assert.Equal(
        "hf:a/cats", (await Resolve(name, new FakeCatalogue("hf", Cats, new SearchHit("hf:b/catsdogs", "cats")), new FakeCatalogue("kaggle", new SearchHit("kaggle:c/cat", "cats")))).ToString());

    [Fact]
    public async Task Several_are_listed_with_what_tells_them_apart_and_none_is_taken()
    {
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => Resolve(
            "cats", new FakeCatalogue("hf", Cats, new SearchHit("hf:b/catsdogs", "Cats and dogs")), new FakeCatalogue("kaggle", new SearchHit("kaggle:c/cats", "All cats"))));
        Assert.Equal(
            "'cats' may be any of 2 data sets:\n- hf:a/cats: Cats, 1.5 MB, MIT, 1,234 downloads, updated 2025-06-07, gated\n- kaggle:c/cats: All cats", error.Message);
        Assert.Equal("Write the one you mean, such as datatools pull hf:a/cats", error.Hint);
    }

    [Fact]
    public async Task Popular_ones_of_longer_names_do_not_hide_one_of_that_name() => await Assert.ThrowsAsync<InvalidInputException>(() => Resolve(
        "cats", new FakeCatalogue("hf", [Cats, .. Enumerable.Range(0, 80).Select(i => new SearchHit($"hf:b/cats-{i}", "Cats")), new SearchHit("hf:c/cats", "")])));

    [Fact]
    public async Task An_owner_chooses_among_several() => Assert.Equal(
        "hf:b/cats", (await Resolve("b/cats", new FakeCatalogue("hf", Cats, new SearchHit("hf:b/cats", "")))).ToString());

    [Fact]
    public async Task None_of_that_name_leads_to_those_that_are_near()
    {
        var error = await Assert.ThrowsAsync<NotFoundException>(() => Resolve("catss", new FakeCatalogue("hf", Cats)));
        Assert.Equal(("there is no data set 'catss'", "Did you mean hf:a/cats?"), (error.Message, error.Hint));
        error = await Assert.ThrowsAsync<NotFoundException>(() => Resolve("fashion-mnits", new FakeCatalogue("hf")));
        Assert.Equal("Did you mean official:fashion-mnist?", error.Hint);
        error = await Assert.ThrowsAsync<NotFoundException>(() => Resolve("qqqqqqqq"));
        Assert.Equal("'qqqqqqqq' is not known here, and without a network nobody can be asked", error.Message);
    }

    [Fact]
    public async Task A_catalogue_that_failed_may_hold_another_of_that_name()
    {
        var down = new FakeCatalogue("hf") { Fault = new NetworkException("it is down") };
        var error = await Assert.ThrowsAsync<NetworkException>(() => Resolve("cats", down, new FakeCatalogue("kaggle", new SearchHit("kaggle:c/cats", ""))));
        Assert.Equal("'cats' is kaggle:c/cats, but perhaps not only: hf could not be asked: it is down", error.Message);
        Assert.Equal("Try again, or write datatools pull kaggle:c/cats", error.Hint);
        error = await Assert.ThrowsAsync<NetworkException>(() => Resolve("fashion-mnits", down));
        Assert.Equal("Did you mean official:fashion-mnist?", error.Hint);
    }

    [Fact]
    public async Task A_catalogue_that_nobody_set_up_here_is_not_missed() => Assert.Equal("hf:a/cats", (await Resolve(
        "cats", new FakeCatalogue("hf", Cats), new FakeCatalogue("kaggle") { Fault = new CredentialsMissingException("Kaggle", "x") })).ToString());

    [Theory]
    [InlineData("./photos")]
    [InlineData("photos")]
    public async Task A_folder_is_suggested_and_nobody_asked(string text)
    {
        Directory.CreateDirectory(_pulls.Folder["photos"]);
        var hub = new FakeCatalogue("hf", new SearchHit("hf:a/photos", ""));
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => Resolve(text, hub));
        Assert.Equal($"Did you mean folder:{text}?", error.Hint);
        Assert.Equal(0, hub.Asked);
    }

    [Fact]
    public async Task A_whole_reference_is_taken_as_it_is() => Assert.Equal("hf:a/b@main#c", (await Resolve("hf:a/b@main#c")).ToString());

    private Task<DatasetRef> Resolve(string text, params IDatasetSearch[] searches) => References.ResolveAsync(
        text, new(_pulls.Workspace, _ => null, TimeProvider.System, "datatools test"), searches, _pulls.Folder.Path, CancellationToken.None);
}
