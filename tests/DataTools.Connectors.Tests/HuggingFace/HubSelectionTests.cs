using DataTools.Catalog;
using DataTools.Connectors.HuggingFace;

namespace DataTools.Connectors.Tests.HuggingFace;

/// <summary>Which files are a data set's, as the Hub chooses them.</summary>
public sealed class HubSelectionTests
{
    [Fact]
    public void The_cards_patterns_come_before_everything() => Assert.Equal(
        ["train: a/one.parquet", "validation: b/val.parquet"],
        Chosen("configs:\n- config_name: default\n  data_files:\n  - split: train\n    path: 'a/*.parquet'\n  - split: val\n    path: [b/val.parquet]\n", "a/one.parquet", "a/deep/two.parquet", "b/val.parquet", "data/train-00000-of-00001.parquet"));

    [Theory]
    [InlineData("data/**", "train: data/a.png, train: data/b/c.png")]
    [InlineData("data/*", "train: data/a.png")]
    [InlineData("**/c.png", "train: data/b/c.png, train: c.png")]
    [InlineData("./data/?.png", "train: data/a.png")]
    [InlineData("data/[ab].png", "train: data/a.png")]
    [InlineData("data/[!b].png", "train: data/a.png")]
    [InlineData("data/a.png", "train: data/a.png")]
    public void A_pattern_means_what_it_means_on_the_hub(string pattern, string expected) => Assert.Equal(
        expected.Split(", ").Order(StringComparer.Ordinal), Chosen($"configs:\n- config_name: default\n  data_files: '{pattern}'\n", "data/a.png", "data/b/c.png", "c.png", "README.md").Order(StringComparer.Ordinal));

    [Fact]
    public void Patterns_start_at_the_configurations_folder() => Assert.Equal(
        ["train: x/data/train-00000-of-00001.parquet"],
        Chosen("configs:\n- config_name: x\n  data_dir: ./x/\n", "x/data/train-00000-of-00001.parquet", "data/train-00000-of-00001.parquet"));

    [Fact]
    public void Shards_in_data_come_before_words() => Assert.Equal(
        ["train: data/train-00000-of-00002.parquet", "train: data/train-00001-of-00002.parquet", "extra.hard: data/extra.hard-00000-of-00001-abcdef.parquet"],
        Chosen("", "data/extra.hard-00000-of-00001-abcdef.parquet", "data/train-00001-of-00002.parquet", "data/train-00000-of-00002.parquet", "other/test.parquet"));

    [Fact]
    public void Folders_come_before_files() => Assert.Equal(
        ["train: my_train/test_1.png", "test: x/TEST-no/eval.2/a.png"],
        Chosen("", "my_train/test_1.png", "x/TEST-no/eval.2/a.png", "training.png"));

    [Fact]
    public void Words_are_bounded() => Assert.Equal(
        ["train: a/train2.png", "train: a/x-training.png", "validation: dev.png", "test: a/my_test_set.png"],
        Chosen("", "a/train2.png", "a/x-training.png", "dev.png", "a/my_test_set.png", "a/trainer.png", "a/latest.png", "device.png"));

    [Fact]
    public void Where_nothing_tells_all_is_train() => Assert.Equal(
        ["train: cats/1.png", "train: dogs/2.png"],
        Chosen("", "cats/1.png", "dogs/2.png", "README.md", ".gitattributes", "dataset_infos.json", "__pycache__/x.png", "a/.hidden/x.png"));

    [Fact]
    public void The_configuration_named_default_is_the_default() =>
        Assert.Equal(["train: d.parquet"], Chosen(Configs("other:o.parquet", "default:d.parquet"), "o.parquet", "d.parquet"));

    [Fact]
    public void The_configuration_that_the_card_calls_default_is_the_default() =>
        Assert.Equal(["train: o.parquet"], Chosen(Configs("default:d.parquet", "other:o.parquet\n  default: true"), "o.parquet", "d.parquet"));

    [Fact]
    public void Several_configurations_without_a_default_are_listed()
    {
        var fault = Assert.Throws<InvalidInputException>(() => Chosen(Configs("one:a.parquet", "two:b.parquet"), "a.parquet", "b.parquet"));
        Assert.Contains("one, two", fault.Message, StringComparison.Ordinal);
        Assert.Contains("hf:o/n#one", fault.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void A_configuration_is_chosen_by_name() =>
        Assert.Equal("two", Choose(Configs("one:a.parquet", "two:b.parquet"), "two", [], "a.parquet", "b.parquet").Config);

    [Fact]
    public void An_unknown_configuration_is_told_from_those_there_are()
    {
        var fault = Assert.Throws<NotFoundException>(() => Choose(Configs("one:a.parquet", "two:b.parquet"), "twoo", [], "a.parquet", "b.parquet"));
        Assert.Contains("one, two", fault.Message, StringComparison.Ordinal);
        Assert.Equal("Did you mean two?", fault.Hint);
    }

    [Fact]
    public void Only_the_wanted_split_is_chosen() =>
        Assert.Equal(["test"], Choose("", null, ["test"], "train.parquet", "test.parquet").Splits.Select(s => s.Name));

    [Fact]
    public void An_unknown_split_is_told_from_those_there_are()
    {
        var fault = Assert.Throws<NotFoundException>(() => Choose("", null, ["validation"], "train.parquet", "test.parquet"));
        Assert.Contains("train, test", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Splits_that_would_become_one_keep_their_names() =>
        Assert.Equal(["validation", "dev"], Choose("configs:\n- config_name: default\n  data_files:\n  - {split: dev, path: d.parquet}\n  - {split: validation, path: v.parquet}\n", null, [], "d.parquet", "v.parquet").Splits.Select(s => s.Name));

    [Theory]
    [InlineData("gone/*.parquet", "no such file")]
    [InlineData("https://evil.example/x.parquet", "outside of the data set")]
    [InlineData("[z-a]", "which is none")]
    public void A_pattern_of_no_use_is_named(string pattern, string why) =>
        Assert.Contains(why, Assert.Throws<InvalidInputException>(() => Chosen($"configs:\n- config_name: default\n  data_files: '{pattern}'\n", "a.parquet")).Message, StringComparison.Ordinal);

    [Fact]
    public void The_hubs_conversion_is_laid_out_by_configuration_and_split()
    {
        string[] files = ["c10/train/0000.parquet", "c10/partial-test/0000.parquet", "c100/train/0000.parquet", ".gitattributes"];
        var choice = Choose("", "c10", [], files);
        Assert.Equal(["train: c10/train/0000.parquet", "test: c10/partial-test/0000.parquet"], Lines(choice));
        Assert.Contains("beginning of test", Assert.Single(choice.Warnings), StringComparison.Ordinal);
        Assert.Contains("c10, c100", Assert.Throws<InvalidInputException>(() => Chosen("", files)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "data/train.csv")]
    [InlineData(true, "n.py", "images.zip")]
    [InlineData(false, "data/train.parquet")]
    [InlineData(false, "train.zip")]
    [InlineData(false, "c/train/0000.parquet")]
    public void The_conversion_is_wanted_where_the_files_are_not_read(bool wanted, params string[] files) =>
        Assert.Equal(wanted, HubSelection.WantsConversion(Snapshot("", files), null));

    [Fact]
    public void A_card_is_read_whatever_its_shape()
    {
        var card = new HubCard(HubCard.FrontMatter("---\r\nlicense:\r\n- mit\r\n- other\r\nlicense_name: mine\r\ntask_categories: [image-classification]\r\ndataset_info:\r\n  features:\r\n  - name: image\r\n    dtype: image\r\n  - name: label\r\n    dtype:\r\n      class_label:\r\n        names:\r\n          '1': dog\r\n          '0': cat\r\n---\r\n# Title\r\n"));
        Assert.Equal("mit, mine", card.License);
        Assert.Equal(["image-classification"], card.Tasks);
        Assert.Equal(["cat", "dog"], card.Features("default").Single(f => f.Name == "label").ClassNames);
        Assert.Null(HubCard.FrontMatter("# no front matter\n---\n"));
        Assert.Empty(new HubCard(HubCard.FrontMatter("---\n- a list\n---\n")).Configs);
    }

    [Fact]
    public void A_card_that_unfolds_without_end_is_refused()
    {
        var bomb = string.Concat(Enumerable.Range(1, 12).Select(i => $"k{i}: &k{i} [{string.Join(',', Enumerable.Repeat($"*k{i - 1}", 10))}]\n"));
        Assert.Throws<YamlDotNet.Core.YamlException>(() => HubCard.FrontMatter($"---\nk0: &k0 x\n{bomb}---\n"));
    }

    private static string Configs(params string[] configs) =>
        "configs:\n" + string.Concat(configs.Select(c => c.Split(':', 2)).Select(c => $"- config_name: {c[0]}\n  data_files: {c[1]}\n"));

    private static IReadOnlyList<string> Chosen(string card, params string[] files) => Lines(Choose(card, null, [], files));

    private static IReadOnlyList<string> Lines(HubChoice choice) => [.. choice.Splits.SelectMany(s => s.Files.Select(f => $"{s.Name}: {f.Path}"))];

    private static HubChoice Choose(string card, string? config, string[] splits, params string[] files) => HubSelection.Choose(Snapshot(card, files), config, splits);

    private static HubSnapshot Snapshot(string card, params string[] files) => new()
    {
        Id = "o/n",
        Commit = new string('0', 40),
        Card = HubCard.FrontMatter($"---\n{card}---\n"),
        Files = [.. files.Select(f => new HubFile(f, 1, null, null))],
    };
}
