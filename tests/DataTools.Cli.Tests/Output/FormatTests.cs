using DataTools.Cli.Output;

namespace DataTools.Cli.Tests.Output;

public sealed class FormatTests
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1500, "1.5 kB")]
    [InlineData(26_421_880, "26.4 MB")]
    [InlineData(6_340_000_000, "6.34 GB")]
    public void Bytes_are_decimal(double bytes, string expected) => Assert.Equal(expected, Format.Bytes(bytes));

    [Theory]
    [InlineData(-1, "0 s")]
    [InlineData(59.4, "59 s")]
    [InlineData(61, "1 min 01 s")]
    [InlineData(3 * 3600 + 60, "3 h 01 min")]
    public void Durations_are_read_at_a_glance(double seconds, string expected) => Assert.Equal(expected, Format.Duration(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(-0.5, "[------------------------]   0 %")]
    [InlineData(0.5, "[############------------]  50 %")]
    [InlineData(2, "[########################] 100 %")]
    public void Bars_stay_within_their_frame(double share, string expected) => Assert.Equal(expected, Format.Bar(share));
}
