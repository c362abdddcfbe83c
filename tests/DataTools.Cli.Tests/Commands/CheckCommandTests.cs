using DataTools.Catalog.Formats;
using DataTools.Catalog.Randomness;
using DataTools.Cli.Tests.Support;
using DataTools.Imaging.Codecs;

namespace DataTools.Cli.Tests.Commands;

/// <summary>check, and what is made of what it finds: split, subset and reproduce.</summary>
public sealed class CheckCommandTests : IDisposable
{
    private readonly Support.Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task What_is_found_is_told_and_mended_and_made_again()
    {
        foreach (var (path, seed) in new[]
        {
            ("train/cat/1.png", 1), ("train/cat/2.png", 2), ("train/cat/twin.png", 1), ("train/dog/3.png", 3), ("train/dog/cat.png", 2), ("test/cat/leak.png", 1), ("test/dog/4.png", 4),
        })
        {
            _cli.Workspace.Write($"pets/{path}", Picture(seed));
        }
        var text = "";
        foreach (var line in new[]
        {
            "pull folder:pets", "check pets --threads 1", "check pets --fail-on never --no-near", "check pets --fail-on leek", "check pets --fix drop-leaks --fix drop-duplicates --as clean",
            "check clean --fail-on warning", "show clean", "split pets --val 0.5 --stratified --as halves", "split pets --val 2", "subset pets --classes dog --as dogs", "subset pets --classes dgo",
            "reproduce clean", "reproduce nothing", "check --help", "split --help", "subset --help", "reproduce --help",
        })
        {
            text += await _cli.Run(line.Split(' ')) + "\n";
        }
        Snapshot.Matches(text, "check");
    }

    [Fact]
    public async Task Sheets_show_what_was_found()
    {
        _cli.Workspace.Write("pets/cat/1.png", Picture(1));
        _cli.Workspace.Write("pets/cat/twin.png", Picture(1));
        _cli.Workspace.Write("pets/dog/3.png", Picture(3));
        await _cli.Run("pull", "folder:pets");
        await _cli.Run("check", "pets", "--sheet", "sheets");
        Assert.Equal(["pets-exact-duplicates.png"], Directory.EnumerateFiles(_cli.Workspace["sheets"]).Select(f => Path.GetFileName(f)));
        ImageCodec.Decode(File.ReadAllBytes(_cli.Workspace["sheets", "pets-exact-duplicates.png"]), "sheet");
    }

    private static byte[] Picture(int seed)
    {
        var random = new RandomStream((ulong)seed);
        return StoredPng.Encode([.. Enumerable.Range(0, 24 * 16 * 3).Select(_ => (byte)random.NextInt(256))], 24, 16, 3);
    }
}
