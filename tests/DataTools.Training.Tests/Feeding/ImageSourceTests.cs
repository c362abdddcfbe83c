using DataTools.Catalog;
using DataTools.Training.Feeding;
using DataTools.Training.Tests.Support;

namespace DataTools.Training.Tests.Feeding;

public sealed class ImageSourceTests
{
    [Fact]
    public void Images_are_kept_while_there_is_room_and_are_the_same_without()
    {
        const int bytes = TinyEntry.Side * TinyEntry.Side;
        using var tiny = new TinyEntry();
        using var entry = tiny.Store.Open(TinyEntry.Name);
        var split = entry.Split(SplitNames.Train);
        ImageSource all = new(split), none = new(split, keepBytes: 0), three = new(split, keepBytes: (3 * bytes) + 1);
        Assert.All(Enumerable.Range(0, split.Count), i => Assert.Equal(all.Get(i).Pixels, none.Get(i).Pixels));
        Assert.All(Enumerable.Range(0, split.Count), i => Assert.Equal(all.Get(i).Pixels, three.Get(i).Pixels));

        static int Kept(ImageSource source) => Enumerable.Range(0, source.Split.Count).Count(i => ReferenceEquals(source.Get(i), source.Get(i)));
        Assert.Equal((split.Count, 3, 0), (Kept(all), Kept(three), Kept(none)));
    }
}
