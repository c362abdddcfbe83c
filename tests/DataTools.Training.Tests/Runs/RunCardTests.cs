using DataTools.Evaluation.Metrics;
using DataTools.Evaluation.Predictions;
using DataTools.Training.Prediction;
using DataTools.Training.Runs;
using DataTools.Training.Tests.Support;
using YamlDotNet.RepresentationModel;

namespace DataTools.Training.Tests.Runs;

public sealed class RunCardTests : IDisposable
{
    private readonly TinyEntry _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void The_header_is_YAML_that_names_data_base_and_figures()
    {
        var header = Header(Card(Options with { Pretrained = "resnet18.a1_in1k", Weights = new() { Path = "w", Source = "hf:timm/resnet18.a1_in1k@0123abc" } }, "test"));
        Assert.Equal("image-classification", Text(header["pipeline_tag"]));
        Assert.Equal("owner/pets", Text(header["datasets"][0]));
        Assert.Equal("timm/resnet18.a1_in1k", Text(header["base_model"]));
        var result = header["model-index"][0]["results"][0];
        Assert.Equal(("Pets: \"all\"", "test"), (Text(result["dataset"]["name"]), Text(result["dataset"]["split"])));
        Assert.Equal("0.7500", Text(result["metrics"][0]["value"]));
    }

    [Fact]
    public void A_colour_network_of_torchvision_s_is_built_by_torchvision_and_others_are_not()
    {
        Assert.Contains("torchvision.models.resnet18(num_classes=3)", Card(Options, "test"), StringComparison.Ordinal);
        Assert.DoesNotContain("torchvision.models", Card(Options with { Channels = 1, Mean = [0.5], Std = [0.5] }, "test"), StringComparison.Ordinal);
        Assert.DoesNotContain("torchvision.models", Card(Options with { Model = "cnn-small" }, "test"), StringComparison.Ordinal);
    }

    [Fact]
    public void What_images_go_through_is_said_as_prediction_does_it()
    {
        var photos = Card(Options, "test");
        Assert.Contains("- the shorter side resized to 256 pixels, bilinear and antialiased, the longer one rounded to the nearest pixel\n- the square of 224 x 224 pixels in the middle, its corner rounded down\n- less the mean [0.4, 0.5, 0.6], divided by the deviation [0.1, 0.2, 0.3]\n", photos, StringComparison.Ordinal);
        Assert.Contains("resized to 32 pixels", Card(Options with { ImageSize = 32 }, "test"), StringComparison.Ordinal);
    }

    [Fact]
    public void Figures_that_flatter_are_told_and_what_strangers_wrote_is_inert()
    {
        Assert.Contains("No choice was made by the test split.", Card(Options, "test"), StringComparison.Ordinal);
        var card = Card(Options with { Classes = ["<script>", "a\nb", "c"] }, RunPredictions.HeldOut);
        Assert.Contains("the figures flatter", card, StringComparison.Ordinal);
        Assert.Contains("0. &lt;script>\n1. a b\n2. c\n", card, StringComparison.Ordinal);
        Assert.Contains(RunCard.Mark, card, StringComparison.Ordinal);
    }

    [Fact]
    public void A_teacher_is_named_with_its_weights_and_with_what_it_taught()
    {
        var recipe = new DistillationRecipe([new("a", "0a1b") { Share = 0.7 }, new("<b>", "2c3d") { Share = 0.3 }], 54_000, 0.9876, 0.95, 0.5);
        var card = Card(Options with { Teacher = ["a", "<b>"], TeacherFuse = "weighted", DistillTemperature = 4, DistillWeight = 0.9, Distillation = recipe }, "test");
        Assert.Contains(
            "Its teacher was weighted of a (0.70), &lt;b> (0.30) (distillation; temperature 4, 0.9 of the loss): on the 54,000 samples to learn from its answer is the label 98.76 % of the time, " +
            "with a mean probability of 0.9500; at temperature 4 that is 0.5000. Weights of the teacher, SHA-256: a 0a1b, &lt;b> 2c3d.\n", card, StringComparison.Ordinal);
        Assert.Contains("teacher: [a, '<b>']", card, StringComparison.Ordinal);
        Assert.DoesNotContain("Its teacher", Card(Options, "test"), StringComparison.Ordinal);
    }

    private TrainOptions Options => _tiny.Options with
    {
        Model = "resnet18",
        ImageSize = 224,
        Channels = 3,
        Mean = [0.4, 0.5, 0.6],
        Std = [0.1, 0.2, 0.3],
        Classes = ["cat", "dog", "ferret"],
        EntryFingerprint = "sha256:1",
    };

    private string Card(TrainOptions options, string split)
    {
        float[] logits = [1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0];
        var predictions = new PredictionSet("r", "pets", "sha256:1", split, 1, options.Classes, ["a", "b", "c", "d"], [0, 1, 2, 2], logits, 1);
        var run = RunFolder.Create(_tiny.Workspace, null, options);
        EpochMetrics[] epochs = [new(1, 1, 0.5, 1, 0.6, 0.1, 100, 1)];
        return RunCard.Of(new AssessedRun(run, options, epochs, predictions, split, Assessment.Of(predictions)), new() { Name = "pets", Title = "Pets: \"all\"", Source = "hf:owner/pets" });
    }

    private static YamlNode Header(string card)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(card.Split("---\n")[1]));
        return stream.Documents[0].RootNode;
    }

    private static string Text(YamlNode node) => ((YamlScalarNode)node).Value!;
}
