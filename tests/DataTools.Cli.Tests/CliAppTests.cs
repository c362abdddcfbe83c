using System.Text.RegularExpressions;
using DataTools.Cli.Tests.Support;

namespace DataTools.Cli.Tests;

/// <summary>What a user reads, whole.</summary>
public sealed partial class CliAppTests : IDisposable
{
    private readonly Support.Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Theory]
    [InlineData("help", "--help")]
    [InlineData("help-pull", "pull", "--help")]
    [InlineData("help-search", "search", "--help")]
    [InlineData("help-find", "find", "--help")]
    [InlineData("find-no-paper", "find")]
    [InlineData("find-two-papers", "find", "TinyDet", "--from", "papers.txt")]
    [InlineData("find-out-alone", "find", "TinyDet", "--out", "x.csv")]
    [InlineData("find-csv-of-one", "find", "TinyDet", "--format", "csv")]
    [InlineData("find-list-and-clone", "find", "--from", "papers.txt", "--clone", "here")]
    [InlineData("find-bibtex-and-datasets", "find", "TinyDet", "--bibtex", "--datasets")]
    [InlineData("find-json-explain", "find", "TinyDet", "--explain", "--format", "json")]
    [InlineData("find-pick-alone", "find", "TinyDet", "--pick", "2")]
    [InlineData("find-bad-limit", "find", "TinyDet", "--limit", "0")]
    [InlineData("find-no-list", "find", "--from", "papers.txt")]
    [InlineData("find-no-pdf-file", "find", "papers/tinydet.pdf")]
    [InlineData("find-too-short", "find", "x")]
    [InlineData("find-offline-empty", "find", "TinyDet: Small Detectors for Large Pictures", "--offline")]
    [InlineData("help-cache", "cache", "--help")]
    [InlineData("help-cache-prune", "cache", "prune", "--help")]
    [InlineData("help-doctor", "doctor", "--help")]
    [InlineData("typo-subcommand", "cache", "prun")]
    [InlineData("typo-option-of-subcommand", "cache", "prune", "--dry")]
    [InlineData("help-augment", "augment", "--help")]
    [InlineData("help-augment-preview", "augment", "preview", "--help")]
    [InlineData("help-merge", "merge", "--help")]
    [InlineData("augment-explain", "augment", "explain", "standard")]
    [InlineData("augment-explain-large", "augment", "explain", "imagenet", "--size", "1200x900", "--view", "1")]
    [InlineData("augment-explain-none", "augment", "explain", "none")]
    [InlineData("augment-explain-bad-size", "augment", "explain", "none", "--size", "big")]
    [InlineData("augment-bad-shard", "augment", "shapes", "--shard", "4/3")]
    [InlineData("augment-no-name", "augment")]
    [InlineData("models", "models")]
    [InlineData("models-one", "models", "resnet18")]
    [InlineData("models-json", "models", "vit_tiny", "--format", "json")]
    [InlineData("models-unknown", "models", "resnet-18")]
    [InlineData("help-evaluate", "evaluate", "--help")]
    [InlineData("help-soup", "soup", "--help")]
    [InlineData("help-report", "report", "--help")]
    [InlineData("help-export-model", "export-model", "--help")]
    [InlineData("help-compare", "compare", "--help")]
    [InlineData("typo", "trian", "shapes")]
    [InlineData("typo-option", "train", "shapes", "--epoch", "3")]
    [InlineData("missing-argument", "train")]
    [InlineData("wrong-value", "train", "shapes", "--epochs", "many")]
    [InlineData("wrong-choice", "list", "--format", "xml")]
    [InlineData("quickstart-epochs", "quickstart", "--epochs", "0")]
    [InlineData("list-empty", "list")]
    [InlineData("show-unknown", "show", "shapes")]
    [InlineData("pull-no-scheme", "pull", "fashion-mnits")]
    [InlineData("pull-offline", "pull", "fashion-mnits", "--offline")]
    [InlineData("pull-address", "pull", "https://huggingface.co/datasets/uoft-cs/cifar10")]
    [InlineData("pull-idle-options", "pull", "builtin:shapes", "--config", "x", "--split", "train")]
    [InlineData("pull-bare-name", "pull", "shapes")]
    [InlineData("pull-bad-mirror", "pull", "official:fashion-mnist", "--mirror", "nowhere")]
    public async Task Output_is_as_it_was(string snapshot, params string[] arguments) =>
        Snapshot.Matches(Fingerprint().Replace(await _cli.Run(arguments), "sha256:FINGERPRINT"), snapshot);

    [Fact]
    public async Task A_data_set_from_pull_to_removal()
    {
        var text = "";
        foreach (var line in new[]
        {
            "pull builtin:shapes", "pull builtin:shapes", "list", "show shapes", "show shaeps", "pull builtin:shapes --as Shapes!",
            "augment shapes --copies 0 --threads 0", "augment shapes --as small --seed 7", "show small", "remove small", "remove small", "list",
        })
        {
            text += await _cli.Run(line.Split(' ')) + "\n";
        }
        text = Fingerprint().Replace(text, "sha256:FINGERPRINT");
        Snapshot.Matches(text, "journey");
    }

    [Fact]
    public async Task A_damaged_entry_does_not_hide_the_others()
    {
        await _cli.Run("pull", "builtin:shapes");
        await _cli.Run("pull", "builtin:shapes", "--as", "broken");
        await File.WriteAllTextAsync(_cli.Workspace["catalogs", "broken", "dataset.json"], "{");
        Snapshot.Matches(await _cli.Run("list"), "list-damaged");
    }

    [GeneratedRegex("sha256:[0-9a-f]{64}", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Fingerprint();
}
