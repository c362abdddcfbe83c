using DataTools.Catalog;
using DataTools.Connectors.Tests.Support;

namespace DataTools.Connectors.Tests;

public sealed class ReferencesTests : IDisposable
{
    private readonly Pulls _pulls = new();

    public void Dispose() => _pulls.Dispose();

    [Theory]
    [InlineData("official:fashion-mnits", "Did you mean official:fashion-mnist?")]
    [InlineData("official:mnist", "Did you mean official:fashion-mnist?")]
    [InlineData("oficial:fashion-mnist", "Did you mean official:fashion-mnist?")]
    [InlineData("hub:fashion-mnist", "Did you mean official:fashion-mnist?")]
    [InlineData("builtin:shape", "Did you mean builtin:shapes?")]
    [InlineData("bultin:squares", "Did you mean builtin?")]
    [InlineData("zip:x", "Sources are: builtin, folder, official.")]
    public async Task An_unknown_reference_is_not_found_and_suggested(string reference, string hint)
    {
        var error = await Assert.ThrowsAsync<NotFoundException>(() => _pulls.PullAsync(reference));
        Assert.Equal(hint, error.Hint);
        _pulls.NoEntry();
    }

    [Theory]
    [InlineData("fashion-mnist", "Did you mean official:fashion-mnist?")]
    [InlineData("fashionmnist", "Did you mean official:fashion-mnist?")]
    [InlineData("shapes", "Did you mean builtin:shapes?")]
    [InlineData("./photos", "Did you mean folder:./photos?")]
    [InlineData("", "Write SOURCE:NAME, such as official:fashion-mnist, builtin:shapes or folder:./photos.")]
    [InlineData("official:", "Write SOURCE:NAME, such as official:fashion-mnist, builtin:shapes or folder:./photos.")]
    public void A_name_without_a_source_is_suggested_with_one(string text, string hint)
    {
        Directory.CreateDirectory(_pulls.Folder["photos"]);
        var error = Assert.Throws<InvalidInputException>(() => References.Parse(text, _pulls.Workspace, _pulls.Folder.Path));
        Assert.Equal(hint, error.Hint);
    }

    [Fact]
    public void Schemes_are_distinct_and_lower_case()
    {
        var schemes = Sources.All.Select(s => s.Scheme).ToList();
        Assert.Equal(schemes.Distinct(), schemes);
        Assert.All(schemes, s => Assert.Equal(s, DatasetRef.Parse($"{s}:x").Scheme));
    }
}
