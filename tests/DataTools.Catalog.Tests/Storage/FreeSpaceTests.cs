using DataTools.Catalog.Storage;
using DataTools.Tests;

namespace DataTools.Catalog.Tests.Storage;

public sealed class FreeSpaceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_that_is_not_made_yet_has_the_room_of_where_it_will_lie()
    {
        var there = FreeSpace.Of(_folder.Path);
        Assert.True(there > 0);
        Assert.InRange(FreeSpace.Of(_folder["not/made/yet"])!.Value, there.Value / 2, there.Value * 2);
    }
}
