using System.Diagnostics;
using DataTools.Catalog.Storage;
using DataTools.Tests;

namespace DataTools.Catalog.Tests.Storage;

/// <summary>Disks that refuse. The full one is a small tmpfs, which takes root on Linux to mount; else skipped.</summary>
public sealed class FullDiskTests
{
    [Theory]
    [InlineData(1 << 20)]
    [InlineData(100_000)]
    public void A_full_disk_is_told_and_nothing_is_left(int shardBytes)
    {
        using var folder = new TemporaryFolder();
        using var disk = new SmallDisk(folder.Path);
        using var catalog = new TestCatalog(folder.Path);
        catalog.Save("small", TestCatalog.Split("train", TestCatalog.Some(20)));

        var samples = Enumerable.Range(0, 10_000).Select(i => new Sample($"{i}", TestCatalog.Bytes(i, 1000), 0));
        var fault = Assert.Throws<StorageException>(() => catalog.Save("large", shardBytes, new SplitContent("train", null, samples)));
        Assert.StartsWith("no space left on the disk of", fault.Message, StringComparison.Ordinal);
        Assert.Equal(["small"], catalog.Everything());
        // And the space is there again.
        catalog.Save("next", TestCatalog.Split("train", TestCatalog.Some(20)));
    }

    [Fact]
    public void A_disk_that_is_full_at_the_very_end_leaves_no_entry()
    {
        using var folder = new TemporaryFolder();
        using var disk = new SmallDisk(folder.Path);
        using var catalog = new TestCatalog(folder.Path);
        using (var writer = catalog.Store.Create("a", TestCatalog.Classes))
        {
            writer.WriteSplit(TestCatalog.Split("train", TestCatalog.Some(20)), null, TestContext.Current.CancellationToken);
            FillUp(folder["filler"]);
            Assert.Throws<StorageException>(() => writer.Commit(TestCatalog.Draft("a")));
        }
        Assert.Empty(catalog.Everything());
        Assert.Throws<StorageException>(() => catalog.Save("b", TestCatalog.Split("train", TestCatalog.Some(20))));
        Assert.Empty(catalog.Everything());
    }

    [Fact]
    public void A_file_on_a_full_disk_keeps_its_old_content()
    {
        using var folder = new TemporaryFolder();
        using var disk = new SmallDisk(folder.Path);
        AtomicFile.WriteAllText(folder["file"], "old");
        FillUp(folder["filler"]);
        Assert.Throws<StorageException>(() => StorageFaults.Explain(folder.Path, () => AtomicFile.WriteAllBytes(folder["file"], new byte[1 << 16])));
        Assert.Equal("old", File.ReadAllText(folder["file"]));
        Assert.Equal(["file", "filler"], Directory.EnumerateFileSystemEntries(folder.Path).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_disk_that_may_only_be_read_is_told()
    {
        using var folder = new TemporaryFolder();
        using var disk = new SmallDisk(folder.Path);
        using var catalog = new TestCatalog(folder.Path);
        catalog.Save("a", TestCatalog.Split("train", TestCatalog.Some(20)));
        disk.MakeReadOnly();
        Assert.Throws<StorageException>(() => catalog.Save("b", TestCatalog.Split("train", TestCatalog.Some(20))));
        Assert.Throws<StorageException>(() => catalog.Store.Remove("a"));
        using var entry = catalog.Store.Open("a");
        TestCatalog.AssertSame(TestCatalog.Some(20), entry.Splits[0]);
    }

    [Fact]
    public void A_folder_without_permission_is_told()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "root may write everywhere");
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has other permissions");
            return;
        }
        using var catalog = new TestCatalog();
        catalog.Save("a", TestCatalog.Split("train", TestCatalog.Some(20)));
        File.SetUnixFileMode(catalog.Workspace.Catalogs, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            Assert.Throws<StorageException>(() => catalog.Save("b", TestCatalog.Split("train", TestCatalog.Some(20))));
            Assert.Throws<StorageException>(() => catalog.Store.Remove("a"));
        }
        finally
        {
            File.SetUnixFileMode(catalog.Workspace.Catalogs, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        Assert.Equal(["a"], catalog.Everything());
    }

    private static void FillUp(string path)
    {
        using var filler = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
                filler.Write(new byte[4096]);
        }
        catch (IOException)
        {
            // Full.
        }
    }

    private sealed class SmallDisk : IDisposable
    {
        private readonly string _folder;

        public SmallDisk(string folder)
        {
            _folder = folder;
            Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "mounting a small disk takes root on Linux");
            Assert.SkipUnless(Run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder), "this machine lets nobody mount a disk");
        }

        public void MakeReadOnly() => Assert.True(Run("mount", "-o", "remount,ro", _folder));

        public void Dispose() => Run("umount", "-l", _folder);

        private static bool Run(string program, params string[] arguments)
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
    }
}
