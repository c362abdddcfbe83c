using DataTools.Catalog;
using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Augmentation.Operations;
using DataTools.Imaging.Codecs;

namespace DataTools.Imaging.Tests.Augmentation;

public sealed class AugmentRequestTests
{
    [Fact]
    public void What_a_card_keeps_is_the_request()
    {
        var request = new AugmentRequest("pets", AugmentationPolicy.Load("cifar", "/"), 3, ulong.MaxValue, "more", 2, "test");
        Same(request);
        // What is as it is without being said is not said: cards of earlier versions say no less.
        Assert.Equal(["copies", "policy", "seed"], request.Options.Keys.Order());
        Same(request with { Balance = true, Copies = 0, MinVisible = 0.25, Shard = new(2, 8), Format = PictureFormat.Jpeg, Quality = 70 });
        var webp = AugmentRequest.Of((request with { Format = PictureFormat.Webp }).Options, "pets", "x", "more", 2, "test");
        Assert.Equal((PictureFormat.Webp, 95), (webp.Format, webp.Quality));
    }

    [Theory]
    [InlineData("format", "tiff")]
    [InlineData("shard", "3/2")]
    [InlineData("quality", "high")]
    public void Options_that_say_nothing_are_refused(string key, string value)
    {
        var options = new AugmentRequest("pets", new([]), 1, 1, "more", 1, "test").Options.Append(new(key, value)).ToDictionary();
        Assert.Throws<FormatException>(() => AugmentRequest.Of(options, "pets", "x", "more", 1, "test"));
    }

    [Fact]
    public void A_policy_that_normalises_is_refused_however_deep_it_does()
    {
        var normalize = new Normalize([0.5], [0.2]);
        Operation[] policies =
        [
            normalize, new Sequential([normalize]), new OneOf([new HorizontalFlip(), normalize], null), new SomeOf([normalize], (1, 1)),
            new Sequential([new OneOf([new SomeOf([normalize], (0, 1))], null)]),
        ];
        foreach (var operation in policies)
        {
            var request = new AugmentRequest("pets", new([new HorizontalFlip(), operation]), 1, 1, "more", 1, "test");
            Assert.Contains("normalised values are no picture", Assert.Throws<InvalidInputException>(request.Check).Message, StringComparison.Ordinal);
        }
        new AugmentRequest("pets", new([new Sequential([new AugMix(3, 3, (1, 3), 1)])]), 1, 1, "more", 1, "test").Check();
    }

    private static void Same(AugmentRequest request) => Assert.Equal(request, AugmentRequest.Of(request.Options, "pets", "x", "more", 2, "test"));
}
