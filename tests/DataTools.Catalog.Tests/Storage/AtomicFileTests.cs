using DataTools.Catalog.Storage;
using DataTools.Tests;

namespace DataTools.Catalog.Tests.Storage;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_is_written_into_a_folder_made_for_it_and_replaced()
    {
        AtomicFile.WriteAllText(_folder["a", "b", "file"], "é1");
        AtomicFile.WriteAllBytes(_folder["a", "b", "file"], "é2"u8.ToArray());
        Assert.Equal("é2"u8.ToArray(), File.ReadAllBytes(_folder["a", "b", "file"]));
        Assert.Single(Directory.EnumerateFileSystemEntries(_folder["a", "b"]));
    }

    [Fact]
    public void A_failure_in_the_middle_leaves_the_old_content()
    {
        AtomicFile.WriteAllText(_folder["file"], "old");
        Assert.Throws<InvalidDataException>(() => AtomicFile.Write(_folder["file"], stream =>
        {
            stream.Write("new"u8);
            throw new InvalidDataException("x");
        }));
        Assert.Equal("old", File.ReadAllText(_folder["file"]));
        Assert.Single(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Readers_see_one_content_or_the_other_while_many_write()
    {
        var path = _folder["file"];
        AtomicFile.WriteAllText(path, new('0', 5000));
        Parallel.For(0, 60, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
        {
            AtomicFile.WriteAllText(path, new((char)('a' + (i % 26)), 5000));
            var text = File.ReadAllText(path);
            Assert.Equal(5000, text.Length);
            Assert.Single(text.Distinct());
        });
        Assert.Single(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_path_in_the_current_folder_will_do()
    {
        var name = $"datatools-test-{Guid.NewGuid():N}";
        try
        {
            AtomicFile.WriteAllText(name, "x");
            Assert.Equal("x", File.ReadAllText(name));
        }
        finally
        {
            File.Delete(name);
        }
    }
}
