using CsCheck;
using DataTools.Catalog.Exports;
using YamlDotNet.RepresentationModel;

namespace DataTools.Catalog.Tests.Exports;

public sealed class YamlTextTests
{
    [Fact]
    public void Any_text_is_read_as_it_was() => Gen.OneOf(Gen.String[0, 20], Gen.String[Gen.Char['\0', '\u02ff'], 0, 20], Gen.Const("犬 🐕\u2028\u0085\ufeff")).Sample(text =>
    {
        // A half of a pair is no text.
        text = string.Concat(text.EnumerateRunes().Select(r => r.ToString()));
        var yaml = new YamlStream();
        yaml.Load(new StringReader($"a: {YamlText.Quoted(text)}\n"));
        Assert.Equal(text, ((YamlMappingNode)yaml.Documents[0].RootNode).Children["a"].ToString());
    }, iter: 3000);

    [Fact]
    public void Signs_beyond_the_first_plane_stay() => Assert.Equal("\"\\\"a\\\\ 🐕\"", YamlText.Quoted("\"a\\ 🐕"));
}
