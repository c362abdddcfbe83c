using CsCheck;
using DataTools.Catalog;
using DataTools.Training.Runs;

namespace DataTools.Training.Tests.Runs;

public sealed class TrainConfigTests
{
    private static readonly TrainOptions Defaults = new() { Entry = "e", Threads = 2, Workers = 1 };

    [Fact]
    public void What_is_written_is_read_again() =>
        Gen.Select(Gen.Int[1, 1000], Gen.Double[1e-9, 1], Gen.Bool, Gen.String[Gen.Char.AlphaNumeric, 1, 8], Gen.Char[" :#'\"-{}[]&*!|>%@`,"])
            .Sample((epochs, rate, nesterov, name, odd) =>
            {
                var options = Defaults with { Epochs = epochs, LearningRate = rate, Nesterov = nesterov, Augment = $"{odd}{name}{odd}.yaml", Seed = ulong.MaxValue };
                Assert.Equal(options, TrainConfig.Read(TrainConfig.Write(options), "c.yaml", Defaults, out _));
            }, iter: 300);

    [Theory]
    [InlineData()]
    [InlineData("a")]
    [InlineData("a@snapshots", "file:p q.csv,held out.csv", "b, c: #'[d]")]
    public void Several_values_are_read_again(params string[] teacher)
    {
        var options = Defaults with { Teacher = teacher, DistillTemperature = 2.5 };
        var read = TrainConfig.Read(TrainConfig.Write(options), "c.yaml", Defaults, out _);
        Assert.Equal(teacher, read.Teacher);
        Assert.Equal(options, read with { Teacher = options.Teacher });
    }

    [Fact]
    public void One_of_several_needs_no_brackets_and_what_is_no_name_is_told()
    {
        Assert.Equal(["a"], TrainConfig.Read("teacher: a\n", "c.yaml", Defaults, out _).Teacher);
        Assert.Equal(["a", "b"], TrainConfig.Read("teacher:\n- a\n- b\n", "c.yaml", Defaults, out _).Teacher);
        Assert.Equal("c.yaml:1: teacher takes names, as in [a, b]", Assert.Throws<InvalidInputException>(() => TrainConfig.Read("teacher: [a, [b]]\n", "c.yaml", Defaults, out _)).Message);
    }

    [Fact]
    public void The_weights_to_begin_with_are_written_and_read()
    {
        ConfiguredWeights Again(TrainOptions options)
        {
            Assert.Equal(Defaults, TrainConfig.Read(TrainConfig.Write(options), "c.yaml", Defaults, out var weights));
            return weights;
        }
        var file = new InitialWeights { Path = "/a b/w.pth", Source = "w.pth" };
        Assert.Equal(new(), Again(Defaults));
        Assert.Equal(new(File: "/a b/w.pth"), Again(Defaults with { Weights = file }));
        Assert.Equal(new(File: "/a b/w.pth"), Again(Defaults with { Weights = file with { PreprocessingFrom = InitialWeights.TheFile } }));
        Assert.Equal(new(File: "/a b/w.pth", Preprocessing: "imagenet"), Again(Defaults with { Weights = file with { PreprocessingFrom = "imagenet" } }));
        Assert.Equal(new("resnet18.x"), Again(Defaults with { Pretrained = "resnet18.x", Weights = file with { PreprocessingFrom = "resnet18.x" } }));
        Assert.Contains("weights takes one value", Assert.Throws<InvalidInputException>(() => TrainConfig.Read("weights: [a]\n", "c.yaml", Defaults, out _)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_setting_changes_the_options_and_says_so()
    {
        foreach (var setting in TrainSettings.All)
        {
            var value = setting.Kind is null ? "true" : bool.TryParse(setting.Get(Defaults), out _) || double.TryParse(setting.Get(Defaults), out _) ? "7" : "other";
            Assert.Equal(value, setting.Get(setting.Set(Defaults, value)));
        }
    }

    [Fact]
    public void Every_fault_is_listed_with_its_line()
    {
        var error = Assert.Throws<InvalidInputException>(() => TrainConfig.Read("epoch: 3\nlr: fast\nmodel: [a]\nbatch-size: 1.5\nnesterov: perhaps\n", "c.yaml", Defaults, out _));
        Assert.Equal(
            [
                "c.yaml:1: there is no setting 'epoch'. Did you mean epochs?",
                "c.yaml:2: lr fast: a number is expected",
                "c.yaml:3: model takes one value",
                "c.yaml:4: batch-size 1.5: a whole number is expected",
                "c.yaml:5: nesterov perhaps: true or false is expected",
            ],
            error.Message.Split(Environment.NewLine));
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing\n")]
    public void An_empty_file_changes_nothing(string yaml) => Assert.Equal(Defaults, TrainConfig.Read(yaml, "c.yaml", Defaults, out _));

    [Theory]
    [InlineData("- a\n")]
    [InlineData("a: [\n")]
    public void What_is_no_list_of_settings_is_refused(string yaml) =>
        Assert.Contains("c.yaml", Assert.Throws<InvalidInputException>(() => TrainConfig.Read(yaml, "c.yaml", Defaults, out _)).Message, StringComparison.Ordinal);
}
