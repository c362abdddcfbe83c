using CsCheck;
using DataTools.Imaging.Codecs;

namespace DataTools.Imaging.Tests.Codecs;

public sealed class FastPngTests
{
    [Fact]
    public void What_is_written_is_read_again() =>
        Pictures.Any.Sample(image => Pictures.Same(image, ImageCodec.Decode(FastPng.Encode(image), "x")));

    [Fact]
    public void Rows_of_any_length_are_filtered() => Assert.All(
        Enumerable.Range(1, 40), width => Pictures.Same(Pictures.Waves(width, 3, 3), ImageCodec.Decode(FastPng.Encode(Pictures.Waves(width, 3, 3)), "x")));
}
