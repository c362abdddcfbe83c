using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Derived;
using DataTools.Catalog.Formats;
using DataTools.Catalog.Randomness;
using DataTools.Connectors.Reproducing;
using DataTools.Connectors.Tests.Support;
using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Checks;
using DataTools.Imaging.Codecs;
using DataTools.Imaging.Pixels;

namespace DataTools.Connectors.Tests.Reproducing;

public sealed class ReproductionTests : IDisposable
{
    private readonly Pulls _pulls = new();

    public void Dispose() => _pulls.Dispose();

    [Fact]
    public async Task An_entry_is_made_again_through_all_its_history()
    {
        var card = await MakeAsync();
        // Nothing but the card is left.
        foreach (var entry in new[] { "shapes", "few", "held", "fixed", "more" })
            _pulls.Store.Remove(entry);
        var steps = await Reproduction().RunAsync(card, "again", CancellationToken.None);
        Assert.Equal([$"folder:{_pulls.Folder["shapes"]}", "subset", "split", "fix", "augment"], steps.Select(s => s.What));
        Assert.All(steps, s => Assert.Equal(s.Expected, s.Actual));
        Assert.Equal(card.Fingerprint, _pulls.Store.Card("again").Fingerprint);
        Assert.Equal(["again"], _pulls.Store.List().Select(c => c.Name));
    }

    [Fact]
    public async Task The_first_step_that_differs_is_told_and_nothing_else_is_done()
    {
        var card = await MakeAsync();
        var split = card.Parent!.Card.Parent!.Card;
        var changed = card with { Parent = card.Parent with { Card = card.Parent.Card with { Parent = card.Parent.Card.Parent with { Card = split with { Fingerprint = "sha256:other" } } } } };
        var steps = await Reproduction().RunAsync(changed, "again", CancellationToken.None);
        Assert.Equal([($"folder:{_pulls.Folder["shapes"]}", true), ("subset", true), ("split", false)], steps.Select(s => (s.What, s.IsSame)));
        Assert.DoesNotContain(_pulls.Store.List(), c => c.Name.StartsWith("again", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("bend", "policy", "'bend' is no operation")]
    [InlineData("augment", "copies", "the options of 'augment' are not all there")]
    [InlineData("subset", "perClass", "the options of 'subset' are not all there")]
    public async Task A_card_that_does_not_say_enough_is_refused(string operation, string option, string reason)
    {
        var card = await MakeAsync();
        var options = new Dictionary<string, string> { [option] = "many" };
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => Reproduction().RunAsync(card with { Parent = card.Parent! with { Operation = operation, Options = options } }, "again", CancellationToken.None));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(_pulls.Store.List(), c => c.Name.StartsWith("again", StringComparison.Ordinal));
    }

    [Fact]
    public void Options_of_a_pull_are_kept_and_read()
    {
        var options = new PullOptions { Splits = ["train", "test"], From = "/f", Format = "csv", ImageColumn = "i", LabelColumn = "l", OnBadSample = OnBadSample.Skip, Config = "c" };
        Assert.Equivalent(options, RecordedOptions.Read(RecordedOptions.Of(options), hasConfig: false), strict: true);
        Assert.Null(RecordedOptions.Read(RecordedOptions.Of(options), hasConfig: true).Config);
        Assert.Empty(RecordedOptions.Of(new()));
    }

    private async Task<DatasetCard> MakeAsync()
    {
        for (var i = 0; i < 60; i++)
        {
            var random = new RandomStream((ulong)i / 2);
            _pulls.Folder.Write($"shapes/train/{(i / 2 % 2 == 0 ? "a" : "b")}/{i}.png", ImageCodec.EncodePng(new PixelImage(16, 16, 3, [.. Enumerable.Range(0, 768).Select(_ => (byte)random.NextInt(256))])));
        }
        await _pulls.PullAsync("folder:shapes");
        using (var shapes = _pulls.Store.Open("shapes"))
            new SubsetRequest([], 20, 3).Write(_pulls.Store, shapes, "few", TimeProvider.System, "test", CancellationToken.None);
        using (var few = _pulls.Store.Open("few"))
            new SplitRequest(0.2, 0, Stratified: true, 5).Write(_pulls.Store, few, "held", TimeProvider.System, "test", CancellationToken.None);
        using (var held = _pulls.Store.Open("held"))
            EntryFixer.Fix(_pulls.Store, held, EntryChecks.Run(held, near: true, 2, null, CancellationToken.None), ["drop-duplicates"], near: true, "fixed", TimeProvider.System, "test", CancellationToken.None);
        return EntryAugmenter.Augment(
            _pulls.Store, new AugmentRequest("fixed", AugmentationPolicy.Load("cifar", "/"), 1, 9, "more", 2, "test") { Format = PictureFormat.Jpeg, Quality = 80, Balance = true, Shard = new(1, 2) }, TimeProvider.System, null, null, CancellationToken.None).Card;
    }

    private Reproduction Reproduction() => new(
        new ServiceContext(_pulls.Workspace, _ => null, TimeProvider.System, "datatools test"),
        (reference, options, _) => _pulls.PullAsync(reference.ToString(), options), threads: 2);
}
