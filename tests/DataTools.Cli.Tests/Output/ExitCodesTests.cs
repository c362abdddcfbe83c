using DataTools.Catalog;
using DataTools.Cli.Output;

namespace DataTools.Cli.Tests.Output;

public sealed class ExitCodesTests
{
    public static TheoryData<Exception, int> Failures => new()
    {
        { new NotFoundException("x"), 2 },
        { new InvalidInputException("x"), 3 },
        { new BadSampleException("a.jpg", "x"), 4 },
        { new CorruptFileException("f", "x"), 4 },
        { new CorruptDownloadException("u", "a", "b", 1), 4 },
        { new NetworkException("x"), 5 },
        { new StorageException("x"), 6 },
        { new RateLimitedException("hf", null), 5 },
        { new CredentialsMissingException("kaggle", "x"), 7 },
        { new AccessGatedException("https://example.org", "x"), 7 },
        { new OutOfMemoryException(), 3 },
        { new OperationCanceledException(), 130 },
        { new InvalidOperationException("x"), 70 },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void Each_failure_has_its_code_and_only_a_bug_shows_its_trace(Exception failure, int code)
    {
        using StringWriter output = new(), error = new();
        Assert.Equal(code, ExitCodes.Report(failure, new CliConsole(output, error, ErrorIsTerminal: false, Width: 80, ErrorWidth: 80)));
        Assert.Equal("", output.ToString());
        Assert.Equal(code == ExitCodes.Bug, error.ToString().Contains(nameof(InvalidOperationException), StringComparison.Ordinal));
    }

    [Fact]
    public void What_terminals_obey_is_not_repeated()
    {
        using StringWriter output = new(), error = new() { NewLine = "\n" };
        ExitCodes.WriteError(new CliConsole(output, error, ErrorIsTerminal: false, Width: 80, ErrorWidth: 80), "no \u001b[31mpaper\nand \u202Enone", "see\u0007 there");
        Assert.Equal("error: no  [31mpaper\n       and  none\nhint:  see  there\n", error.ToString());
    }

    [Fact]
    public void The_readme_documents_every_code()
    {
        var readme = File.ReadAllText(Path.Combine(DataTools.Tests.SharedData.Repository, "README.md"));
        foreach (var code in new[] { 0, 1, 2, 3, 4, 5, 6, 7, 8, 70, 130 })
            Assert.Matches($@"\| {code} \|", readme);
    }
}
