using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using DataTools.Catalog.Cards;
using DataTools.Evaluation.Metrics;
using DataTools.Training.Checkpoints;
using DataTools.Training.Feeding;
using DataTools.Training.Models;
using DataTools.Training.Prediction;

namespace DataTools.Training.Runs;

/// <summary>The model card of a run: the README.md that the Hugging Face Hub shows, with the header that it reads.</summary>
public static class RunCard
{
    /// <summary>A line that tells a card of ours from one that somebody wrote.</summary>
    public const string Mark = "<!-- Written by datatools; it is written again with the next report. -->";

    private const string Hub = "hf:";

    // Networks that Debian's and everybody's torchvision builds with the same names of tensors, for colour images.
    private static readonly string[] Torchvision = ["resnet18", "resnet34", "resnet50", "mobilenet_v2", "squeezenet1_1", "efficientnet_b0", "convnext_tiny"];

    private static readonly JsonSerializerOptions Quoting = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Its text. What nobody has said here (the licence of the weights, what they are good for) is left open, and says so.</summary>
    public static string Of(JudgedRun assessed, DatasetCard card)
    {
        var options = assessed.Options;
        var text = new StringBuilder();
        Header(text, assessed, card);
        text.Append($"{Mark}\n\n# {assessed.Run.Name}\n\n");
        text.Append($"{options.Model} ({ModelCatalog.Find(options.Model).Description}), trained on {Plain(card.Title ?? card.Name)} (`{card.Source}`");
        text.Append(card.License is { } licence ? $", licence {Plain(licence)})" : ", licence unknown)");
        text.Append(options.Soup is { } soup ? $"; these are the mean of the weights of {string.Join(", ", soup.Taken.Select(Plain))}.\n\n"
            : options.Weights is { } weights ? $", beginning with {options.Pretrained ?? weights.Source}.\n\n" : ", from fresh weights.\n\n");
        if (options.Distillation is { } taught)
            text.Append($"{Plain(Distilled(options, taught))}\n\n");
        if (card.Citation is { } citation)
            text.Append($"The data: {Plain(citation).Trim()}\n\n");

        text.Append("## Figures\n\n| Figure | Value |\n|---|---|\n");
        if (assessed is AssessedRun one)
            Figures(text, one.Figures, assessed.Predictions.Split);
        else
            Figures(text, ((MultiLabelRun)assessed).Figures, assessed.Predictions.Split);
        if (assessed.Best is { } best)
            Line(text, $"{(options.MultiLabel ? "mAP" : "Top-1")}, validation, epoch {best.Epoch} ({(assessed.IsMean ? "the best; the weights are the mean of several" : "the best")})", Percent(best.ValidationAccuracy));
        text.Append(assessed.IsTest
            ? "\nNo choice was made by the test split.\n"
            : "\nChoices were made by these samples, or the network learnt from them: the figures flatter.\n");

        text.Append("\n## Classes\n\nIn the order of the logits:\n\n");
        foreach (var (i, name) in options.Classes.Index())
            text.Append($"{i}. {Plain(name)}\n");
        text.Append(options.MultiLabel
            ? "\nAn image may have any number of them: the sigmoid of a logit is the probability of its class.\n"
            : "");
        text.Append("\n## Preprocessing\n\n");
        foreach (var step in Preprocessing.Of(options).Words)
            text.Append($"- {step}\n");
        text.Append("\n## Use\n\n```python\n");
        text.Append(Python(options, Path.GetFileName(assessed.Run.BestWeights)));
        text.Append($"```\n\n## Training{(options.Soup is null ? "" : " of a member")}\n\n```yaml\n{TrainConfig.Write(Portable(options)).TrimEnd()}\n```\n\n");
        text.Append($"Entry `{card.Name}`, {options.EntryFingerprint}; {options.Versions}.\n");
        return text.ToString();
    }

    // A card goes elsewhere: where a file lay on this machine is nobody's business there.
    private static TrainOptions Portable(TrainOptions options) => options with { Weights = options.Weights is { } weights ? weights with { Path = weights.Source } : null };

    private static void Figures(StringBuilder text, Assessment figures, string split)
    {
        var metrics = figures.Metrics;
        Line(text, $"Top-1, {split}", $"{Percent(metrics.Top1)} (95 %: {Percent(figures.Top1.Low)} to {Percent(figures.Top1.High)}; {metrics.Samples} images)");
        if (metrics.Top5 is { } five)
            Line(text, $"Top-5, {split}", Percent(five));
        Line(text, "Macro F1", Number(figures.Classes.MacroF1));
        Line(text, "Log loss", Number(metrics.NegativeLogLikelihood ?? double.NaN));
        Line(text, "Expected calibration error (15 bins)", Percent(figures.Calibration.ExpectedError));
    }

    private static void Figures(StringBuilder text, MultiLabelMetrics figures, string split)
    {
        Line(text, $"mAP (mean over the classes that are there), {split}", $"{Percent(figures.MeanAveragePrecision)} ({figures.Samples} images)");
        Line(text, "Micro F1, threshold 0.5", Number(figures.MicroF1));
        Line(text, "Macro F1, threshold 0.5", Number(figures.MacroF1));
        Line(text, "Exactly the right classes", Percent(figures.SubsetAccuracy));
        Line(text, "Log loss, mean over the classes", Number(figures.LogLoss));
    }

    private static string Distilled(TrainOptions options, DistillationRecipe taught) => string.Create(
        CultureInfo.InvariantCulture,
        $"Its teacher was {taught.Who(options)} (distillation; temperature {options.DistillTemperature}, {options.DistillWeight} of the loss): {taught.What(options)}. Weights of the teacher, SHA-256: {string.Join(", ", taught.Members.Select(m => $"{m.Name} {m.Sha256}"))}.");

    private static void Header(StringBuilder text, JudgedRun assessed, DatasetCard card)
    {
        text.Append(WeightsCard.Header);
        if (card.Source.StartsWith(Hub, StringComparison.Ordinal))
            text.Append($"datasets:\n- {Quoted(Repository(card.Source))}\n");
        if (assessed.Options.Weights is { } weights && weights.Source.StartsWith(Hub, StringComparison.Ordinal))
            text.Append($"base_model: {Quoted(Repository(weights.Source))}\n");
        var (metric, value) = assessed is AssessedRun one ? ("accuracy", one.Figures.Metrics.Top1) : ("mean_average_precision", ((MultiLabelRun)assessed).Figures.MeanAveragePrecision);
        text.Append($"metrics:\n- {metric}\nmodel-index:\n- name: {Quoted(assessed.Run.Name)}\n  results:\n  - task:\n      type: image-classification\n");
        text.Append($"    dataset:\n      name: {Quoted(card.Title ?? card.Name)}\n      type: {Quoted(card.Name)}\n      split: {Quoted(assessed.Predictions.Split)}\n");
        text.Append($"    metrics:\n    - type: {metric}\n      value: {Number(value)}\n---\n");
    }

    private static string Python(TrainOptions options, string file)
    {
        var load = $"from safetensors.torch import load_file\n\nweights = load_file(\"{file}\")\n";
        return options.Channels == 3 && Torchvision.Contains(options.Model)
            ? $"import torchvision\n{load}model = torchvision.models.{options.Model}(num_classes={options.Classes.Count})\nmodel.load_state_dict(weights)\nmodel.eval()\n"
            : $"{load}# {options.Model} is not torchvision's: build a network with these names and shapes.\nfor name, tensor in weights.items():\n    print(name, tuple(tensor.shape))\n";
    }

    private static void Line(StringBuilder text, string name, string value) => text.Append($"| {name} | {value} |\n");

    // owner/name out of hf:owner/name@revision and hf:owner/name:file.
    private static string Repository(string source) => source[Hub.Length..].Split('@', ':', '#', '?')[0] is var path && path.Split('/') is [var owner, var name, ..] ? $"{owner}/{name}" : source[Hub.Length..];

    private static string Quoted(string text) => JsonSerializer.Serialize(text, Quoting);

    private static string Plain(string name) => string.Concat(name.Select(c => char.IsControl(c) ? ' ' : c)).Replace("<", "&lt;", StringComparison.Ordinal);

    private static string Percent(double share) => (100 * share).ToString("F2", CultureInfo.InvariantCulture) + " %";

    private static string Number(double value) => value.ToString("F4", CultureInfo.InvariantCulture);
}
