using DataTools.Catalog;
using DataTools.Connectors.Reproducing;
using DataTools.Connectors.Tests.Support;

namespace DataTools.Connectors.Tests;

public sealed class ReferencesTests : IDisposable
{
    private readonly Pulls _pulls = new();

    public void Dispose() => _pulls.Dispose();

    [Theory]
    [InlineData("official:fashion-mnits", "Did you mean official:fashion-mnist?")]
    [InlineData("official:cifar", "Did you mean official:cifar10?")]
    [InlineData("oficial:fashion-mnist", "Did you mean official:fashion-mnist?")]
    [InlineData("hub:fashion-mnist", "Did you mean official:fashion-mnist?")]
    [InlineData("builtin:shape", "Did you mean builtin:shapes?")]
    [InlineData("bultin:squares", "Did you mean builtin?")]
    public async Task An_unknown_reference_is_not_found_and_suggested(string reference, string hint)
    {
        var error = await Assert.ThrowsAsync<NotFoundException>(() => _pulls.PullAsync(reference));
        Assert.Equal(hint, error.Hint);
        _pulls.NoEntry();
    }

    [Fact]
    public async Task A_source_like_no_other_gets_a_list_of_all()
    {
        var error = await Assert.ThrowsAsync<NotFoundException>(() => _pulls.PullAsync("zip:x"));
        Assert.Equal($"Sources are: {string.Join(", ", Sources.All.Select(s => s.Scheme).Order(StringComparer.Ordinal))}.", error.Hint);
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

    [Theory]
    [InlineData("https://huggingface.co/datasets/uoft-cs/cifar10", "hf:uoft-cs/cifar10")]
    [InlineData("https://huggingface.co/datasets/uoft-cs/cifar10/viewer/plain_text", "hf:uoft-cs/cifar10")]
    [InlineData("https://huggingface.co/datasets/uoft-cs/cifar10/tree/main", "hf:uoft-cs/cifar10@main")]
    [InlineData("https://huggingface.co/datasets/mnist", "hf:mnist")]
    [InlineData("https://www.kaggle.com/datasets/visionlab/tiny-shapes?select=a.csv", "kaggle:visionlab/tiny-shapes")]
    [InlineData("https://www.kaggle.com/datasets/visionlab/tiny-shapes/versions/2", "kaggle:visionlab/tiny-shapes@2")]
    [InlineData("https://www.kaggle.com/competitions/titanic/data", "kaggle-competition:titanic")]
    [InlineData("https://www.kaggle.com/c/titanic", "kaggle-competition:titanic")]
    [InlineData("http://example.org/data.zip", "url:http://example.org/data.zip")]
    public void A_page_s_address_is_suggested_as_a_reference(string address, string reference)
    {
        var error = Assert.Throws<InvalidInputException>(() => References.Parse(address, _pulls.Workspace, _pulls.Folder.Path));
        Assert.Equal($"Did you mean {reference}?", error.Hint);
    }

    [Theory]
    [InlineData("hf:uoft-cs/cifar10")]
    [InlineData("hf:uoft-cs/cifar10@0b2714987fa478483af9968de7c934580d0bb9a2#plain_text")]
    [InlineData("kaggle:visionlab/tiny-shapes@2")]
    [InlineData("kaggle-competition:titanic")]
    [InlineData("official:fashion-mnist")]
    [InlineData("folder:../my photos")]
    [InlineData("url:https://example.org:8080/a.zip?b=c#d")]
    [InlineData("builtin:shapes")]
    public void Every_reference_is_read_and_printed(string text) =>
        Assert.Equal(text, References.Parse(text, _pulls.Workspace, _pulls.Folder.Path).ToString());

    [Theory]
    [InlineData("hf:a/b", "c0ffee", "hf:a/b@c0ffee")]
    [InlineData("hf:a/b@main#small", "c0ffee", "hf:a/b@c0ffee#small")]
    [InlineData("hf:a/b#small", "c0ffee", "hf:a/b@c0ffee#small")]
    [InlineData("kaggle:a/b", "3", "kaggle:a/b@3")]
    [InlineData("kaggle:a/b@3", "3", "kaggle:a/b@3")]
    [InlineData("hf:a/b", null, "hf:a/b")]
    [InlineData("official:x", "sha256:00", "official:x")]
    [InlineData("folder:/a#b@c", null, "folder:/a#b@c")]
    public void A_card_tells_how_exactly_the_same_is_pulled_again(string source, string? revision, string reference) =>
        Assert.Equal(reference, References.Pinned(new() { Name = "x", Source = source, Revision = revision })?.ToString());

    [Theory]
    [InlineData("folder:/my photos", "datatools pull 'folder:/my photos'")]
    [InlineData("folder:/it's", @"datatools pull 'folder:/it'\''s'")]
    [InlineData("url:https://example.org/a.zip?b=1&c=$HOME", "datatools pull 'url:https://example.org/a.zip?b=1&c=$HOME'")]
    [InlineData("hf:a/b#c", "datatools pull hf:a/b@c0ffee#c --split test --split 'x y'", "test", "x y")]
    public void The_command_for_that_is_what_a_shell_takes_with_the_splits_that_were_chosen(string source, string command, params string[] splits) =>
        Assert.Equal(command, References.PullAgain(new() { Name = "x", Source = source, Revision = "c0ffee", Options = RecordedOptions.Of(new() { Splits = splits ?? [] }) }));

    [Theory]
    [InlineData("https://me:s3cr3t@example.org/a.zip")]
    [InlineData("https://s3cr3t@huggingface.co/datasets/a/b")]
    public void A_password_in_an_address_is_not_repeated(string address)
    {
        var error = Assert.Throws<InvalidInputException>(() => References.Parse(address, _pulls.Workspace, _pulls.Folder.Path));
        Assert.DoesNotContain("s3cr3t", error.Message + error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void An_augmented_entry_cannot_be_pulled_again() =>
        Assert.Null(References.Pinned(new() { Name = "x", Source = "augment:y", Parent = new("augment", new Dictionary<string, string>(), new() { Name = "y", Source = "x:y" }) }));

    [Fact]
    public async Task Official_sets_have_no_configurations() => Assert.StartsWith(
        "--config: this means nothing to official:",
        (await Assert.ThrowsAsync<InvalidInputException>(() => _pulls.PullAsync("official:mnist", new() { Config = "c", Splits = ["train"], From = "f" }))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("builtin:shapes", "--config, --split, --from, --format, --image-column or --label-column")]
    [InlineData("folder:photos", "--config, --from")]
    [InlineData("official:mnist", "--config, --format, --image-column or --label-column")]
    public async Task Options_that_mean_nothing_to_a_source_are_refused(string reference, string options)
    {
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => _pulls.PullAsync(reference, new() { Config = "c", Splits = ["train"], From = "f", Format = "voc" }));
        Assert.StartsWith($"{options}: this means nothing to", error.Message, StringComparison.Ordinal);
        _pulls.NoEntry();
    }
}
