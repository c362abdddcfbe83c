using System.Text.Json;
using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Evaluation.Fusion;
using DataTools.Evaluation.Predictions;

namespace DataTools.Evaluation.Tests;

public sealed class EvaluationTableTests
{
    private static readonly FusionRule[] Rules = [FusionCatalog.Find("mean"), FusionCatalog.Find("weighted"), FusionCatalog.Find("vote")];

    private readonly PredictionSet _a = Sets.Of("a", [0, 1, 0, -1], [[0.9, 0.1], [0.7, 0.3], [0.8, 0.2], [0.5, 0.5]], time: 2);
    private readonly PredictionSet _b = Sets.Of("b", [0, 1, 0, -1], [[0.6, 0.4], [0.1, 0.9], [0.4, 0.6], [0.1, 0.9]], time: 3);

    [Fact]
    public void Each_member_then_each_fusion_for_each_number_of_crops()
    {
        PredictionSet[] all = [_a, _b, _a.But(crops: 10, time: 20), _b.But(crops: 10, time: 30)];
        var table = EvaluationTable.Of(all, Rules, crops => [HeldOut(_a, crops), HeldOut(_b, crops)]);
        Assert.Equal(("shapes", "test", 3, 1), (table.Entry, table.Split, table.Samples, table.Unlabelled));
        Assert.Equal(
            ["a 1", "b 1", "mean 1", "weighted 1", "vote 1", "a 10", "b 10", "mean 10", "weighted 10", "vote 10"],
            table.Rows.Select(r => $"{r.Name} {r.Crops}"));

        var (a, mean, weighted, vote) = (table.Rows[0], table.Rows[2], table.Rows[3], table.Rows[4]);
        Assert.Equal((RowKind.Member, 2 / 3.0, 3), (a.Kind, a.Top1, a.Figures.Samples));
        Assert.Equal(["a"], a.Members);
        Assert.Equal(-(Math.Log(0.9) + Math.Log(0.3) + Math.Log(0.8)) / 3, a.Figures.NegativeLogLikelihood!.Value, 1e-6);
        Assert.Equal((RowKind.Fusion, 1.0), (mean.Kind, mean.Top1));
        Assert.Equal(["a", "b"], mean.Members);
        Assert.Null(mean.Weights);
        Assert.Equal(1, weighted.Weights!.Sum(), 1e-12);
        Assert.Null(vote.Figures.NegativeLogLikelihood);
    }

    [Fact]
    public void An_ensemble_costs_the_sum_of_its_members()
    {
        var table = EvaluationTable.Of([_a, _b, _a.But(crops: 10, time: 20), _b.But(crops: 10, time: 30)], [FusionCatalog.Find("mean")]);
        Assert.Equal([2, 3, 5, 20, 30, 50], table.Rows.Select(r => r.MillisecondsPerImage));
    }

    [Fact]
    public void Who_has_no_weight_costs_nothing()
    {
        var right = Sets.Of("b", [0, 1, 0, 1], [[0.9, 0.1], [0.1, 0.9], [0.9, 0.1], [0.1, 0.9]], split: "held-out");
        var wrong = Sets.Of("a", [0, 1, 0, 1], [[0.1, 0.9], [0.9, 0.1], [0.1, 0.9], [0.9, 0.1]], split: "held-out");
        var row = EvaluationTable.Of([_a, _b], [FusionCatalog.Find("greedy")], _ => [wrong, right]).Rows[2];
        Assert.Equal([0, 1], row.Weights!);
        Assert.Equal(["b"], row.Forwarded);
        Assert.Equal(3, row.MillisecondsPerImage);
    }

    [Fact]
    public void One_member_alone_is_not_fused()
    {
        var table = EvaluationTable.Of([_a], Rules);
        Assert.Equal("a", Assert.Single(table.Rows).Name);
    }

    [Fact]
    public void Held_out_predictions_are_asked_for_where_weights_are_chosen_only()
    {
        EvaluationTable.Of([_a, _b], [FusionCatalog.Find("mean"), FusionCatalog.Find("vote")], _ => throw new InvalidOperationException("asked"));
        Assert.Throws<InvalidInputException>(() => EvaluationTable.Of([_a, _b], Rules));
    }

    [Fact]
    public void Predictions_of_different_content_make_no_table()
    {
        foreach (var other in new[] { _b.But(fingerprint: "sha256:2"), _b.But(split: "train"), _b.But(crops: 10, fingerprint: "sha256:2") })
        {
            var error = Assert.Throws<InvalidInputException>(() => EvaluationTable.Of([_a, other], Rules));
            Assert.Contains("a predicted test of shapes (sha256:1)", error.Message, StringComparison.Ordinal);
        }
        Assert.Throws<InvalidInputException>(() => EvaluationTable.Of([_a.But(labels: [-1, -1, -1, -1])], []));
        Assert.Throws<ArgumentException>(() => EvaluationTable.Of([], []));
    }

    [Fact]
    public void As_JSON_it_is_what_scripts_read()
    {
        var table = EvaluationTable.Of([_a, _b], Rules, crops => [HeldOut(_a, crops), HeldOut(_b, crops)]);
        var root = JsonDocument.Parse(JsonSerializer.Serialize(table, CatalogJson.Options)).RootElement;
        Assert.Equal(["entry", "split", "samples", "unlabelled", "classes", "baseline", "rows", "diversity", "headToHead"], root.EnumerateObject().Select(p => p.Name));
        var rows = root.GetProperty("rows");
        Assert.Equal(
            ["name", "kind", "crops", "members", "figures", "millisecondsPerImage", "reliability"],
            rows[0].EnumerateObject().Select(p => p.Name));
        Assert.Equal("member", rows[0].GetProperty("kind").GetString());
        Assert.Equal("fusion", rows[3].GetProperty("kind").GetString());
        Assert.Equal(2, rows[3].GetProperty("weights").GetArrayLength());
        Assert.Equal(1, rows[3].GetProperty("figures").GetProperty("top1").GetDouble());
        Assert.False(rows[4].GetProperty("figures").TryGetProperty("negativeLogLikelihood", out _));

        var back = JsonSerializer.Deserialize<EvaluationTable>(root.GetRawText(), CatalogJson.Options)!;
        Assert.Equal(table.Rows.Select(r => (r.Name, r.Kind, r.Top1)), back.Rows.Select(r => (r.Name, r.Kind, r.Top1)));
    }

    private static PredictionSet HeldOut(PredictionSet set, CropsName crops) => set.But(split: "held-out", crops: crops == 10 ? 10 : 1);
}
