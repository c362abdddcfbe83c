namespace DataTools.Cli.Tests.Support;

/// <summary>
/// Whole outputs as files under Snapshots/. Where an output differs, the test fails and puts what came out beside the
/// file as *.actual.txt: look at it, and rename it if it is what a user should read.
/// </summary>
internal static class Snapshot
{
    public static void Matches(string actual, string name)
    {
        var path = Path.Combine(DataTools.Tests.SharedData.Repository, "tests", "DataTools.Cli.Tests", "Snapshots", $"{name}.txt");
        var received = Path.ChangeExtension(path, ".actual.txt");
        var expected = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        if (expected == actual)
        {
            File.Delete(received);
            return;
        }
        File.WriteAllText(received, actual);
        Assert.Equal(expected, actual);
    }
}
