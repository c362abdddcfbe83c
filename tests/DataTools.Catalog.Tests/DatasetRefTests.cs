using CsCheck;
using DataTools.Catalog.Storage;
using DataTools.Catalog.Tests.Storage;

namespace DataTools.Catalog.Tests;

public sealed class DatasetRefTests
{
    [Theory]
    [InlineData("official:fashion-mnist", "official", "fashion-mnist", "fashion-mnist")]
    [InlineData("Builtin:shapes", "builtin", "shapes", "shapes")]
    [InlineData("folder:./My Photos/", "folder", "./My Photos/", "my-photos")]
    [InlineData("folder:/", "folder", "/", "folder")]
    [InlineData("folder:..", "folder", "..", "folder")]
    [InlineData("folder:C:\\photos", "folder", "C:\\photos", "photos")]
    [InlineData("folder:./official", "folder", "./official", "folder-official")]
    [InlineData("folder:_x_", "folder", "_x_", "x")]
    [InlineData("hf:owner/name@rev", "hf", "owner/name@rev", "name-rev")]
    [InlineData("folder:Füße", "folder", "Füße", "f--e")]
    public void Parses_and_names_an_entry(string text, string scheme, string name, string entry)
    {
        var reference = DatasetRef.Parse(text);
        Assert.Equal((scheme, name, entry), (reference.Scheme, reference.Name, reference.DefaultEntryName));
        Assert.Equal($"{scheme}:{name}", reference.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(":")]
    [InlineData("mnist")]
    [InlineData(":mnist")]
    [InlineData("official:")]
    [InlineData("./photos:old")]
    public void What_is_no_reference_is_told_with_examples(string text)
    {
        var fault = Assert.Throws<InvalidInputException>(() => DatasetRef.Parse(text));
        Assert.Contains("official:fashion-mnist", fault.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_printed_is_parsed() =>
        Gen.Select(Gen.String[Gen.Char['a', 'z'], 1, 9], Gen.String[1, 30]).Sample((scheme, name) =>
        {
            var reference = new DatasetRef(scheme, name);
            Assert.Equal(reference, DatasetRef.Parse(reference.ToString()));
        }, iter: 500);

    [Fact]
    public void Every_default_name_can_be_an_entry()
    {
        using var catalog = new TestCatalog();
        Gen.OneOf(Gen.String[1, 300], Gen.String[Gen.Char.AlphaNumeric, 90, 120], Gen.String[Gen.Int[0, 9].Select(i => "./\\-_ aB1é"[i]), 1, 8])
            .Sample(name => catalog.Store.CheckNew(DatasetRef.Parse($"folder:{name}").DefaultEntryName), iter: 2000);
        Assert.Throws<InvalidInputException>(() => catalog.Store.CheckNew(EntryStore.RecipesFolder));
    }
}
