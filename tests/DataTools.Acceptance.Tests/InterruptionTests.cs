using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;

namespace DataTools.Acceptance.Tests;

/// <summary>The program stopped in the middle, politely and not.</summary>
public sealed partial class InterruptionTests : IDisposable
{
    private readonly Datatools _datatools = new();

    public void Dispose() => _datatools.Dispose();

    [Fact]
    public void Kill_9_during_a_write_leaves_no_entry_and_the_next_run_succeeds()
    {
        _datatools.Run("pull", "builtin:shapes").Ok();
        using (var process = _datatools.Start("augment", "shapes", "--copies", "50", "--as", "big"))
        {
            WaitUntil(() => Directory.EnumerateDirectories(_datatools.Workspace["catalogs"], ".writing-*").Any(d => Directory.EnumerateFiles(d, "*", SearchOption.AllDirectories).Any()), process);
            process.Kill();
            process.WaitForExit();
        }
        Assert.DoesNotContain("big", _datatools.Run("list").Ok().Out, StringComparison.Ordinal);
        Assert.NotEmpty(Left());

        _datatools.Run("augment", "shapes", "--copies", "1", "--as", "big").Ok();
        Assert.Contains("big", _datatools.Run("list").Ok().Out, StringComparison.Ordinal);
        Assert.Empty(Left());
    }

    [Fact]
    public async Task Kill_9_of_augment_loses_the_file_in_flight_only_and_nobody_can_tell_by_the_result()
    {
        // Noise stays as large as it is: two files and more of the size that the program writes.
        for (var i = 0; i < 24; i++)
            _datatools.Workspace.Write($"photos/{(i % 2 == 0 ? "cat" : "dog")}/{i}.bmp", NoiseBmp(512, i));
        _datatools.Run("pull", "folder:photos", "--as", "photos").Ok();
        string[] augment = ["augment", "photos", "--policy", "cifar-like.yaml", "--copies", "8", "--as", "big"];
        _datatools.Workspace.Write("cifar-like.yaml", "operations:\n  - horizontal_flip: { p: 0.5 }\n"u8.ToArray());
        _datatools.Run(augment).Ok();
        var expected = Shards();
        Assert.InRange(expected.Count, 3, 10);
        var card = _datatools.Run("show", "big", "--format", "json").Ok().Out;
        _datatools.Run("remove", "big").Ok();

        for (var files = 1; files < expected.Count; files++)
        {
            using var process = _datatools.Start(augment);
            WaitUntil(() => Kept().Length >= files, process);
            process.Kill();
            process.WaitForExit();
            var there = Kept().Length;
            Assert.InRange(there, files, expected.Count);
            Assert.DoesNotContain("big", _datatools.Run("list").Ok().Out, StringComparison.Ordinal);
        }
        using (var other = _datatools.Start(augment))
        {
            var told = other.StandardError.ReadToEndAsync();
            var output = other.StandardOutput.ReadToEndAsync();
            var last = _datatools.Run(augment);
            other.WaitForExit();
            // Two at once: both end well, or the second comes when all is done and is told so.
            Assert.Contains(0, new[] { last.ExitCode, other.ExitCode });
            foreach (var (code, error) in new[] { (last.ExitCode, last.Error), (other.ExitCode, await told) })
            {
                Assert.True(code == 0 || error.Contains("already an entry 'big'", StringComparison.Ordinal), error);
                if (code == 0)
                    Assert.Matches("going on: .* file.* of 216 samples (is|are) there", error);
            }
            Assert.NotNull(await output);
        }
        Assert.Equal(expected, Shards());
        Assert.Equal(Fingerprint(card), Fingerprint(_datatools.Run("show", "big", "--format", "json").Ok().Out));
        Assert.Empty(Kept());
        Assert.Empty(Left());
    }

    [Fact]
    public void What_a_killed_augment_has_left_is_pruned()
    {
        for (var i = 0; i < 10; i++)
            _datatools.Workspace.Write($"photos/{(i % 2 == 0 ? "cat" : "dog")}/{i}.bmp", NoiseBmp(512, i));
        _datatools.Run("pull", "folder:photos", "--as", "photos").Ok();
        using (var process = _datatools.Start("augment", "photos", "--policy", "none", "--copies", "40", "--as", "big"))
        {
            WaitUntil(() => Kept().Length > 0, process);
            Assert.DoesNotContain("begun", _datatools.Run("cache", "prune", "--dry-run").Ok().Out, StringComparison.Ordinal);
            process.Kill();
            process.WaitForExit();
        }
        var files = Kept().Length;
        Assert.Contains("would remove 1 entry that was begun and not finished, ", _datatools.Run("cache", "prune", "--dry-run").Ok().Out, StringComparison.Ordinal);
        Assert.Equal(files, Kept().Length);
        Assert.Contains("removed 1 entry that was begun and not finished, ", _datatools.Run("cache", "prune").Ok().Out, StringComparison.Ordinal);
        Assert.Equal(["photos"], Directory.GetFileSystemEntries(_datatools.Workspace["catalogs"]).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Ctrl_C_stops_training_cleanly_and_resume_ends_where_it_would_have()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are sent with kill(2)");
        _datatools.Run("pull", "builtin:shapes").Ok();
        string[] options = ["train", "shapes", "--epochs", "4", "--augment", "standard"];
        _datatools.Run([.. options, "--run", "whole"]).Ok();

        using (var process = _datatools.Start([.. options, "--checkpoint-seconds", "0", "--run", "stopped"]))
        {
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEndAsync();
            WaitUntil(() => File.Exists(_datatools.Workspace["runs", "stopped", "checkpoint.safetensors"]), process);
            Assert.Equal(0, SendSignal(process.Id, 2));
            Assert.True(process.WaitForExit(TimeSpan.FromMinutes(1)));
            Assert.Equal(130, process.ExitCode);
            Assert.Contains("Go on with: datatools resume stopped", await error, StringComparison.Ordinal);
            Assert.Equal("", await output);
        }
        _datatools.Run("resume", "stopped").Ok();
        foreach (var file in new[] { "best.safetensors", "last.safetensors" })
            Assert.Equal(File.ReadAllBytes(_datatools.Workspace["runs", "whole", file]), File.ReadAllBytes(_datatools.Workspace["runs", "stopped", file]));
        Assert.Equal(5, File.ReadAllLines(_datatools.Workspace["runs", "stopped", "metrics.csv"]).Length);
    }

    [Fact]
    public void Kill_9_of_a_training_as_often_as_one_likes_changes_nothing_in_its_weights()
    {
        _datatools.Run("pull", "builtin:shapes").Ok();
        string[] options = ["train", "shapes", "--epochs", "3", "--augment", "cifar", "--mixup", "0.2", "--optimizer", "adamw", "--lr", "0.003", "--ema", "0.99", "--checkpoint-seconds", "0"];
        _datatools.Run([.. options, "--run", "whole"]).Ok();

        var checkpoint = _datatools.Workspace["runs", "killed", "checkpoint.safetensors"];
        for (var kills = 0; kills < 4; kills++)
        {
            var before = File.Exists(checkpoint) ? File.GetLastWriteTimeUtc(checkpoint) : default;
            using var process = kills == 0 ? _datatools.Start([.. options, "--run", "killed"]) : _datatools.Start("resume", "killed");
            WaitUntil(() => File.Exists(checkpoint) && File.GetLastWriteTimeUtc(checkpoint) > before, process);
            process.Kill();
            process.WaitForExit();
        }
        _datatools.Run("resume", "killed").Ok();
        foreach (var file in new[] { "best.safetensors", "last.safetensors" })
            Assert.Equal(File.ReadAllBytes(_datatools.Workspace["runs", "whole", file]), File.ReadAllBytes(_datatools.Workspace["runs", "killed", file]));
        static IEnumerable<string> WithoutTime(string metrics) => File.ReadLines(metrics).Select(l => string.Join(',', l.Split(',')[..6]));
        Assert.Equal(WithoutTime(_datatools.Workspace["runs", "whole", "metrics.csv"]), WithoutTime(_datatools.Workspace["runs", "killed", "metrics.csv"]));
    }

    private string[] Left() => Directory.GetFileSystemEntries(_datatools.Workspace["catalogs"], ".writing-*");

    private string[] Kept() => Directory.GetDirectories(_datatools.Workspace["catalogs"], ".unfinished-*")
        .SelectMany(d => Directory.GetFiles(d, "*.json")).ToArray();

    private SortedDictionary<string, string> Shards() => new(Directory.GetFiles(_datatools.Workspace["catalogs", "big"], "*.arrow", SearchOption.AllDirectories)
        .ToDictionary(f => Path.GetFileName(f), f => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(f)))), StringComparer.Ordinal);

    private static string? Fingerprint(string card) => JsonDocument.Parse(card).RootElement.GetProperty("fingerprint").GetString();

    // As BMP, the simplest format there is: a header, then the rows. The noise is xorshift's (Marsaglia 2003).
    private static byte[] NoiseBmp(int side, int seed)
    {
        const int header = 54;
        var file = new byte[header + (side * side * 3)];
        "BM"u8.CopyTo(file);
        foreach (var (at, value) in new[] { (2, file.Length), (10, header), (14, 40), (18, side), (22, side), (26, 1 + (24 << 16)) })
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at), value);
        var state = (uint)seed + 1;
        for (var i = header; i < file.Length; i++)
        {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            file[i] = (byte)(state >> 16);
        }
        return file;
    }

    private static void WaitUntil(Func<bool> happened, Process process)
    {
        var limit = Stopwatch.StartNew();
        while (!happened())
        {
            Assert.False(process.HasExited, "the program ended before it could be stopped");
            Assert.True(limit.Elapsed < TimeSpan.FromMinutes(2), "nothing happened");
            Thread.Sleep(5);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
