using System.Text.Json;
using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Evaluation.Choices;
using DataTools.Evaluation.Fusion;
using DataTools.Evaluation.Predictions;

namespace DataTools.Evaluation.Tests.Choices;

public sealed class ChoiceRulesTests
{
    private readonly PredictionSet _a = Sets.Of("a", [0, 1, 0], [[0.9, 0.1], [0.7, 0.3], [0.8, 0.2]]);
    private readonly PredictionSet _b = Sets.Of("b", [0, 1, 0], [[0.6, 0.4], [0.1, 0.9], [0.4, 0.6]]);

    [Fact]
    public void Nothing_is_chosen_on_test_on_train_or_on_what_is_evaluated()
    {
        Assert.Null(ChoiceRules.Violation(_a.But(split: "held-out"), _a));
        Assert.Null(ChoiceRules.Violation(_a.But(split: "validation", ids: ["x", "y", "z"]), _a));
        Assert.Contains("the test split makes every figure on it worthless", ChoiceRules.Violation(_a.But(fingerprint: "sha256:2"), _a), StringComparison.Ordinal);
        Assert.Contains("by heart", ChoiceRules.Violation(_a.But(split: "train", ids: ["x", "y", "z"]), _a), StringComparison.Ordinal);
        var validation = _a.But(split: "validation");
        Assert.Contains("3 of the 3 samples to choose on (validation) are among those that are evaluated", ChoiceRules.Violation(validation, validation), StringComparison.Ordinal);
        // Under the name of what was held out, two of them are in the evaluated split all the same.
        Assert.Contains("2 of the 3 samples to choose on (held-out)", ChoiceRules.Violation(_a.But(split: "held-out", ids: ["s0", "s2", "x"]), validation), StringComparison.Ordinal);
        // Another data set may count its samples in the same way.
        Assert.Null(ChoiceRules.Violation(_a.But(split: "validation", fingerprint: "sha256:2"), validation));
    }

    [Fact]
    public void A_rule_that_chooses_on_test_is_refused_and_with_force_all_it_touches_is_marked()
    {
        IReadOnlyList<PredictionSet> Test(CropsName crops) => [_a, _b];
        var error = Assert.Throws<InvalidInputException>(() => EvaluationTable.Of([_a, _b], FusionCatalog.All, Test));
        Assert.Contains("--force", error.Hint, StringComparison.Ordinal);

        var forced = EvaluationTable.Of([_a, _b], FusionCatalog.All, Test, force: true);
        Assert.True(forced.IsForced);
        Assert.All(forced.Rows, r => Assert.Equal(FusionCatalog.All.Any(f => f.Chooses && f.Name == r.Name), r.Choice?.IsForced == true));
        Assert.Equal(new Choice("test", 3) { IsForced = true }, forced.Rows.Single(r => r.Name == "weighted").Choice);
        var json = JsonDocument.Parse(JsonSerializer.Serialize(forced, CatalogJson.Options)).RootElement;
        Assert.True(json.GetProperty("isForced").GetBoolean());
        Assert.True(json.GetProperty("rows").EnumerateArray().Single(r => r.GetProperty("name").GetString() == "weighted").GetProperty("choice").GetProperty("isForced").GetBoolean());
        Assert.True(JsonSerializer.Deserialize<EvaluationTable>(json.GetRawText(), CatalogJson.Options)!.IsForced);

        var honest = EvaluationTable.Of([_a, _b], FusionCatalog.All, _ => [_a.But(split: "held-out"), _b.But(split: "held-out")], force: true);
        Assert.False(honest.IsForced);
        Assert.Equal(new Choice("held-out", 3), honest.Rows.Single(r => r.Name == "weighted").Choice);
        Assert.Null(honest.Rows.Single(r => r.Name == "mean").Choice);
    }

    [Fact]
    public void A_member_that_was_itself_chosen_by_force_spoils_what_it_is_fused_into()
    {
        var table = EvaluationTable.Of(
            [_a, _b], FusionCatalog.All, _ => [_a.But(split: "held-out"), _b.But(split: "held-out")], background: new() { Member = name => name == "b" ? new("test", 3) { IsForced = true } : null });
        Assert.Equal(["b", .. FusionCatalog.All.Select(f => f.Name)], table.Rows.Where(r => r.Choice?.IsForced == true).Select(r => r.Name));
    }
}
