using System.IO.Compression;
using System.Text;
using DataTools.Catalog;
using DataTools.Connectors.GitHub;
using DataTools.Papers.Evidence;
using DataTools.Tests;

namespace DataTools.Papers.Tests.Evidence;

public sealed class PapersWithCodeLinksTests : IDisposable
{
    private const string Row = """
        {"paper_url":"https://paperswithcode.com/paper/tinydet","paper_title":"TinyDet: Small Detectors","paper_arxiv_id":"2401.00001",
        "paper_url_abs":"http://arxiv.org/abs/2401.00001v1","paper_url_pdf":"http://arxiv.org/pdf/2401.00001v1.pdf","repo_url":"https://github.com/visionlab/tinydet",
        "is_official":true,"mentioned_in_paper":true,"mentioned_in_github":false,"framework":"pytorch","extra":{"deep":[1,{"repo_url":7}]}}
        """;

    private const string Header = "paper_title,paper_url,paper_arxiv_id,repo_url,is_official,framework\n";

    private static readonly Paper TinyDet = new("TinyDet: Small Detectors") { Arxiv = ArxivId.TryParse("2401.00001") };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_row_of_the_archive_is_told_with_its_page_and_flags()
    {
        var expected = new Mention(
            RepositoryName.Parse("visionlab/tinydet"), MentionKind.ListedOfficialInPaper, "https://paperswithcode.com/paper/tinydet", "is_official: true, mentioned_in_paper: true");
        var line = Row.ReplaceLineEndings("");
        foreach (var file in new[] { Write($"[{Row}]"), Write($"\uFEFF\n [ {Row} ]"), Zipped($"[{Row}]"), Write($"{line}\n{line}\n"), Zipped(line) })
            Assert.Equal(expected, Assert.Single((await AskAsync(file)).Mentions));
    }

    [Theory]
    [InlineData("true", "true", MentionKind.ListedOfficialInPaper)]
    [InlineData("true", "false", MentionKind.ListedOfficial)]
    [InlineData("true", "null", MentionKind.ListedOfficial)]
    [InlineData("false", "true", MentionKind.Listed)]
    [InlineData("false", "false", MentionKind.Listed)]
    public async Task The_kind_goes_by_both_flags(string official, string inPaper, MentionKind kind)
    {
        var file = Write($"[{Row.Replace("\"is_official\":true", $"\"is_official\":{official}").Replace("\"mentioned_in_paper\":true", $"\"mentioned_in_paper\":{inPaper}")}]");
        Assert.Equal(kind, Assert.Single((await AskAsync(file)).Mentions).Kind);
    }

    [Fact]
    public async Task A_table_may_lack_columns_and_be_compressed()
    {
        const string table = Header + "\"TinyDet: Small Detectors\",https://paperswithcode.com/paper/tinydet,2401.00001,https://github.com/visionlab/tinydet,True,none\n"
            + "Other,u,2401.00002,https://github.com/a/b,false,none\n";
        foreach (var file in new[] { Write(table), Write("\uFEFF" + table), Write(table.ReplaceLineEndings("\r\n")), Zipped(table), Write(table + table) })
        {
            var mention = Assert.Single((await AskAsync(file)).Mentions);
            Assert.Equal((MentionKind.ListedOfficial, "is_official: true"), (mention.Kind, mention.Quote));
        }
    }

    [Theory]
    [InlineData("\"2401.00001\"", "null", "Whatever it is called", true)]
    [InlineData("\"2401.00001v3\"", "null", "Whatever it is called", true)]
    [InlineData("null", "\"http://arxiv.org/abs/2401.00001v2\"", "Whatever it is called", true)]
    [InlineData("null", "\"https://example.org/paper\"", "tinydet - SMALL detectors", true)]
    [InlineData("null", "null", "TinyDet: Small Detectors", true)]
    [InlineData("null", "null", "TinyDet: Small Detectors, revisited", false)]
    // Another paper of the same name.
    [InlineData("\"2402.00001\"", "null", "TinyDet: Small Detectors", false)]
    [InlineData("\"12401.00001\"", "null", "TinyDet: Small Detectors", false)]
    [InlineData("null", "\"http://arxiv.org/abs/2401.000011\"", "TinyDet: Small Detectors", false)]
    public async Task A_row_belongs_to_the_paper_by_arXiv_id_else_by_title(string arxiv, string page, string title, bool found)
    {
        var row = Row.Replace("\"2401.00001\"", arxiv).Replace("\"http://arxiv.org/abs/2401.00001v1\"", page).Replace("TinyDet: Small Detectors", title);
        Assert.Equal(found ? 1 : 0, (await AskAsync(Write($"[{row}]"))).Mentions.Count);
    }

    [Fact]
    public async Task A_paper_without_an_arXiv_id_is_found_by_its_title()
    {
        Assert.Single((await new PapersWithCodeLinks(Write($"[{Row}]")).AskAsync(new("Tinydet, small detectors"), default)).Mentions);
        Assert.Empty((await new PapersWithCodeLinks(Write($"[{Row}]")).AskAsync(new("?"), default)).Mentions);
    }

    [Fact]
    public async Task What_is_listed_twice_counts_as_the_stronger_says_and_other_hosts_are_told()
    {
        var again = Row.Replace("\"is_official\":true", "\"is_official\":false").Replace("visionlab/tinydet", "VisionLab/TinyDet.git");
        var folder = Row.Replace("visionlab/tinydet", "biglab/zoo/tree/main/tinydet");
        var elsewhere = Row.Replace("https://github.com/visionlab/tinydet", "https://gitlab.com/visionlab/tinydet");
        var odd = Row.Replace("https://github.com/visionlab/tinydet", "https://ada.example.org/code.zip");
        var findings = await AskAsync(Write($"[{again},{Row},{folder},{elsewhere},{elsewhere},{odd}]"));
        Assert.Equal(
            [("visionlab/tinydet", null, MentionKind.ListedOfficialInPaper), ("biglab/zoo", "tinydet", MentionKind.ListedOfficialInPaper)],
            findings.Mentions.Select(m => ($"{m.Repository}", m.Path, m.Kind)));
        Assert.Equal(["https://gitlab.com/visionlab/tinydet", "https://ada.example.org/code.zip"], findings.Elsewhere.Select(e => e.Url));
    }

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData(" \n", "it is empty")]
    [InlineData("<!DOCTYPE html><html><head><title>Just a moment</title></head></html>", "it is a web page (\"Just a moment\")")]
    [InlineData("<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>", "it is a web page")]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:e7\nsize 26261205\n", "it is Git LFS's note of where the file is")]
    [InlineData("PK\u0003\u0004...", "it is a zip archive")]
    [InlineData("PAR1....", "it is a Parquet file")]
    [InlineData("Too many requests, please wait\n", "its first line is \"Too many requests,please wait\", which does not name the columns paper_title, repo_url, is_official")]
    [InlineData("a\0b", "it is no text in UTF-8")]
    public async Task A_file_that_is_something_else_is_told_with_what_it_is(string content, string told)
    {
        foreach (var file in new[] { Write(content), Zipped(content) })
        {
            var error = await Assert.ThrowsAsync<InvalidInputException>(() => AskAsync(file));
            Assert.StartsWith($"{file} is no list of Papers-with-Code links: {told}", error.Message, StringComparison.Ordinal);
            Assert.NotNull(error.Hint);
        }
    }

    [Fact]
    public async Task A_file_that_is_not_there_or_a_folder_or_binary_is_told()
    {
        Assert.Contains(_folder["nothing"], (await Assert.ThrowsAsync<NotFoundException>(() => AskAsync(_folder["nothing"]))).Message, StringComparison.Ordinal);
        Assert.Contains("it is a folder", (await Assert.ThrowsAsync<InvalidInputException>(() => AskAsync(_folder.Path))).Message, StringComparison.Ordinal);
        Assert.Contains("no text in UTF-8", (await Assert.ThrowsAsync<InvalidInputException>(() => AskAsync(_folder.Write("x.json", [0xFF, 0xFE, 0x41])))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_character_across_the_end_of_the_first_look_is_no_fault()
    {
        for (var i = 0; i < 4; i++)
            Assert.Single((await AskAsync(Write($"[{Row.Replace("pytorch", new string('x', i) + new string('学', 3000))}]"))).Mentions);
    }

    [Theory]
    [InlineData("\"is_official\":\"maybe\"", "row 3 is damaged: its is_official is neither true nor false but 'maybe'")]
    [InlineData("\"is_official\":null", "row 3 is damaged: its is_official is neither true nor false")]
    [InlineData("\"is_official\":[true]", "row 3 is damaged: its is_official is no single value")]
    [InlineData("\"is_official\":true,\"repo_url\":null", "row 3 is damaged: it has no repo_url")]
    [InlineData("\"is_official\":true,\"mentioned_in_paper\":5", "row 3 is damaged: its mentioned_in_paper is neither true nor false but '5'")]
    public async Task A_damaged_row_is_named_with_its_number(string field, string told)
    {
        var other = Row.Replace("2401.00001", "2401.00002");
        var damaged = other.Replace("\"mentioned_in_paper\":true,", "").Replace("\"is_official\":true", field);
        var file = Write($"[{other},{other},{damaged},{Row},{damaged}]");
        var findings = await AskAsync(file);
        var warning = Assert.Single(findings.Failures).Reason;
        Assert.StartsWith($"{file}: {told}", warning, StringComparison.Ordinal);
        Assert.EndsWith("; 1 more rows are damaged. The other 3 rows were read.", warning, StringComparison.Ordinal);
        Assert.Single(findings.Mentions);
        // Where no row is whole, it is another file.
        Assert.Contains("row 1 is damaged", (await Assert.ThrowsAsync<CorruptFileException>(() => AskAsync(Write($"[{damaged}]")))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[1]", "row 1 is damaged: it is no object with names and values")]
    [InlineData("[null]", "row 1 is damaged: it is no object with names and values")]
    [InlineData("[[{\"repo_url\":\"x\"}]]", "row 1 is damaged: it is no object with names and values")]
    [InlineData("{\"error\":\"Not found\"}", "row 1 is damaged: it has no repo_url")]
    [InlineData("[ROW,\nROW,\n{\"paper_url\":", "it is no JSON after about")]
    [InlineData("[ROW,\nROW", "it is no JSON after about")]
    [InlineData("[ROW ROW]", "it is no JSON after about")]
    public async Task Other_or_cut_JSON_is_damage(string content, string told)
    {
        var error = await Assert.ThrowsAsync<CorruptFileException>(() => AskAsync(Write(content.Replace("ROW", Row))));
        Assert.Contains(told, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,b,2401.00002,https://github.com/a/b,perhaps,none\n", "line 3 is damaged: its is_official is neither true nor false but 'perhaps'")]
    [InlineData("a,b,2401.00002,,true,none\n", "line 3 is damaged: it has no repo_url")]
    [InlineData("a,b\n", "line 3 is damaged: it has more or fewer fields than the first line")]
    [InlineData("a,b,c,d,true,e,f\n", "line 3 is damaged: it has more or fewer fields than the first line")]
    [InlineData("\"a\"b,b,c,d,true,e\n", "line 3 is damaged: a quotation mark stands where none may")]
    public async Task A_damaged_line_of_a_table_is_named(string line, string told)
    {
        const string good = "x,y,2401.00002,https://github.com/a/b,true,none\n", wanted = "x,y,2401.00001,https://github.com/visionlab/tinydet,true,none\n";
        var findings = await AskAsync(Write(Header + good + line + wanted));
        Assert.Contains(told, Assert.Single(findings.Failures).Reason, StringComparison.Ordinal);
        Assert.Single(findings.Mentions);
    }

    [Theory]
    [InlineData("\"a,b,2401.00002,https://github.com/a/b,true,none\n", "")]
    [InlineData("\"a,b,2401.00002,https://github.com/a/b,true,none\n", "\"quoted\",y,2401.00002,https://github.com/a/b,true,none\n")]
    public async Task A_quotation_that_swallows_rows_is_no_damaged_line_but_a_damaged_file(string line, string later)
    {
        const string good = "x,y,2401.00002,https://github.com/a/b,true,none\n";
        var error = await Assert.ThrowsAsync<CorruptFileException>(() => AskAsync(Write(Header + good + line + good + later + good)));
        Assert.Contains("line 3 and those after it cannot be told apart", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compression_that_is_cut_or_damaged_is_told()
    {
        var whole = File.ReadAllBytes(Zipped($"[{string.Join(',', Enumerable.Range(0, 3000).Select(i => Row.Replace("tinydet", $"t{i * 7919 % 1000}")))}]"));
        await Assert.ThrowsAsync<CorruptFileException>(() => AskAsync(_folder.Write("cut.json.gz", whole[..(whole.Length / 2)])));
        var damaged = whole.ToArray();
        for (var i = whole.Length / 2; i < (whole.Length / 2) + 50; i++)
            damaged[i] ^= 0x5A;
        await Assert.ThrowsAsync<CorruptFileException>(() => AskAsync(_folder.Write("damaged.json.gz", damaged)));
    }

    [Fact]
    public async Task Reading_stops_when_it_is_told_to()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new PapersWithCodeLinks(Write($"[{Row}]")).AskAsync(TinyDet, stop.Token));
    }

    [Fact]
    public async Task The_real_sample_is_read_whole()
    {
        var source = new PapersWithCodeLinks(SharedData.Path("papers", "pwc-links-sample.csv"));
        var byId = await source.AskAsync(new("Universal Sentence Encoder") { Arxiv = ArxivId.TryParse("1803.11175") }, default);
        Assert.Contains(byId.Mentions, m => m.Repository == RepositoryName.Parse("facebookresearch/InferSent") &&
            m is { Kind: MentionKind.Listed, Source: "https://paperswithcode.com/paper/universal-sentence-encoder", Quote: "is_official: false" });
        // Two of its rows stand on one line.
        Assert.Contains("line 999 is damaged", Assert.Single(byId.Failures).Reason, StringComparison.Ordinal);
        var official = await source.AskAsync(new("?") { Arxiv = ArxivId.TryParse("1810.10559") }, default);
        Assert.Contains(official.Mentions, m => m is { Kind: MentionKind.ListedOfficial } && m.Repository.Owner == "paul-buerkner");
        var byTitle = await source.AskAsync(new("Automatic post-editing of machine translation: a neural programmer-interpreter approach"), default);
        Assert.Contains(byTitle.Mentions, m => m.Repository == RepositoryName.Parse("trangvu/ape-npi"));
    }

    private Task<Findings> AskAsync(string file) => new PapersWithCodeLinks(file).AskAsync(TinyDet, default);

    private string Write(string content) => _folder.Write($"{Guid.NewGuid():N}.json", Encoding.UTF8.GetBytes(content));

    // What it is is told by its content: the name says something else.
    private string Zipped(string content)
    {
        using var bytes = new MemoryStream();
        using (var zip = new GZipStream(bytes, CompressionLevel.Fastest))
            zip.Write(Encoding.UTF8.GetBytes(content));
        return _folder.Write($"{Guid.NewGuid():N}.csv", bytes.ToArray());
    }
}
