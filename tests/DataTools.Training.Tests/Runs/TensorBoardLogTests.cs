using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using DataTools.Tests;
using DataTools.Training.Runs;

namespace DataTools.Training.Tests.Runs;

public sealed class TensorBoardLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    // CRC-32C's check value is e3069283 ("123456789"); 32 zero bytes give 8a9136aa (RFC 3720, B.4). Both then masked.
    [InlineData("123456789", 0xe3069283)]
    [InlineData("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 0x8a9136aa)]
    public void The_checksum_is_a_masked_crc32c(string data, uint crc) =>
        Assert.Equal(unchecked(((crc >> 15) | (crc << 17)) + 0xa282ead8), TensorBoardLog.MaskedCrc(Encoding.ASCII.GetBytes(data)));

    [Fact]
    public void The_file_is_a_row_of_sound_records_with_true_times()
    {
        using (var log = new TensorBoardLog(_folder.Path, TimeProvider.System))
        {
            log.Add(1, ("loss", 0.5), ("accuracy", 0.25));
            log.Add(2, ("loss", 0.25));
        }
        var events = Read(Assert.Single(Directory.GetFiles(_folder.Path, "events.out.tfevents.*")));
        Assert.Equal("brain.Event:2", events[0].FileVersion);
        Assert.Equal([0, 1, 2], events.Select(e => e.Step));
        Assert.All(events, e => Assert.InRange(e.WallTime, DateTimeOffset.Parse("2020-01-01Z").ToUnixTimeSeconds(), 1e11));
        Assert.Equal([("loss", 0.5f), ("accuracy", 0.25f)], events[1].Summary.Value.Select(v => (v.Tag, v.SimpleValue)));
    }

    [Fact]
    public async Task TensorBoard_itself_reads_the_file()
    {
        const string python = "/usr/bin/python3";
        const string script = """
            import sys
            from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
            events = EventAccumulator(sys.argv[1])
            events.Reload()
            print(";".join(f"{t}={[(s.step, s.value) for s in events.Scalars(t)]}" for t in sorted(events.Tags()["scalars"])))
            """;
        Assert.SkipUnless(File.Exists(python), "there is no /usr/bin/python3 on this machine");
        using (var log = new TensorBoardLog(_folder.Path, TimeProvider.System))
        {
            log.Add(1, ("loss", 0.5), ("accuracy", 0.25));
            log.Add(2, ("loss", 0.25));
        }
        using var process = Process.Start(new ProcessStartInfo(python, ["-c", script, _folder.Path]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var said = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.SkipWhen((await error).Contains("ModuleNotFoundError", StringComparison.Ordinal), "Python's tensorboard is not on this machine");
        Assert.Equal("accuracy=[(1, 0.25)];loss=[(1, 0.5), (2, 0.25)]", said.Trim());
    }

    private static List<Tensorboard.Event> Read(string path)
    {
        var bytes = File.ReadAllBytes(path).AsSpan();
        var events = new List<Tensorboard.Event>();
        while (bytes.Length > 0)
        {
            var length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
            Assert.Equal(TensorBoardLog.MaskedCrc(bytes[..8]), BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]));
            var data = bytes.Slice(12, length);
            Assert.Equal(TensorBoardLog.MaskedCrc(data), BinaryPrimitives.ReadUInt32LittleEndian(bytes[(12 + length)..]));
            events.Add(Tensorboard.Event.Parser.ParseFrom(data.ToArray()));
            bytes = bytes[(16 + length)..];
        }
        return events;
    }
}
