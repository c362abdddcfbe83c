using DataTools.Catalog;
using DataTools.Evaluation.Fusion;
using DataTools.Evaluation.Predictions;

namespace DataTools.Evaluation.Tests.Fusion;

public sealed class FusionInputTests
{
    private readonly PredictionSet _a = Sets.Of("a", [0, 1, -1], [[0.9, 0.1], [0.2, 0.8], [0.5, 0.5]]);
    private readonly PredictionSet _b = Sets.Of("b", [0, 1, -1], [[0.7, 0.3], [0.4, 0.6], [0.1, 0.9]]);

    [Fact]
    public void Samples_in_another_order_are_put_into_the_order_of_the_first_member()
    {
        var aligned = new FusionInput([_a, _b.Select([2, 0, 1])]).Members[1];
        Assert.Equal(_b.Ids, aligned.Ids);
        Assert.Equal(_b.Labels, aligned.Labels);
        Assert.Equal(_b.Logits, aligned.Logits);
        Assert.Equal("b", aligned.Name);
    }

    [Fact]
    public void Members_that_do_not_fit_together_are_told_in_what()
    {
        Refused(_b.But(fingerprint: "sha256:2"), "other content", "sha256:1", "sha256:2");
        Refused(_b.But(split: "train"), "a predicted the split test, b the split train");
        Refused(_b.But(crops: 10), "a predicted with the crops 1, b with 10");
        Refused(_b.But(classes: ["class 0", "dog"]), "class 1 is class 1 for a and dog for b");
        Refused(_b.But(classes: ["class 1", "class 0"]), "class 0 is class 0 for a and class 1 for b");
        Refused(_b.But(ids: ["s0", "s1", "other"]), "sample s2 is only in a, sample other is only in b");
        Refused(_b.Select([1]), "2 samples (s0 ...) are only in a");
        Refused(_b.But(labels: [0, 0, -1]), "sample s1 has the label 1 for a and 0 for b");
        Refused(_b.But(name: "a"), "two members are named a");
        Refused(_b.But(logits: [1, 2, 3, float.NaN, 5, 6]), "b gives NaN as a logit of sample s1");
        Refused(Sets.Of("b", [0, 1, -1], [[0.2, 0.3, 0.5], [0.2, 0.3, 0.5], [0.2, 0.3, 0.5]]), "a has 2 classes, b has 3");
    }

    [Fact]
    public void Different_held_out_samples_are_explained()
    {
        var heldOut = new[] { HeldOut(_a), HeldOut(_b).But(ids: ["held-s0", "held-s1", "s9"]) };
        var error = Assert.Throws<InvalidInputException>(() => new FusionInput([_a, _b], () => heldOut).HeldOut);
        Assert.Contains("held out different samples: sample held-s2 is only in a, sample s9 is only in b", error.Message, StringComparison.Ordinal);
        Assert.Contains("same validation seed", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Held_out_samples_may_be_of_another_entry_and_in_another_order()
    {
        // A member trained on an augmented entry holds out the originals of the same samples.
        var input = new FusionInput([_a, _b], () => [HeldOut(_a), HeldOut(_b).But(fingerprint: "sha256:2").Select([1, 2, 0])]);
        Assert.Equal(_b.Logits, input.HeldOut[1].Logits);
    }

    [Fact]
    public void No_labelled_held_out_sample_is_no_basis_for_weights()
    {
        var heldOut = Array.ConvertAll(new[] { _a, _b }, m => HeldOut(m).But(labels: [-1, -1, -1]));
        var error = Assert.Throws<InvalidInputException>(() => FusionCatalog.Find("weighted").Fuse(new([_a, _b], () => heldOut)));
        Assert.Contains("no labelled sample", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Held_out_predictions_are_asked_for_once_and_only_where_they_are_needed()
    {
        var asked = 0;
        var input = new FusionInput([_a, _b], () =>
        {
            asked++;
            return [HeldOut(_a), HeldOut(_b)];
        });
        FusionCatalog.Find("mean").Fuse(input);
        FusionCatalog.Find("vote").Fuse(input);
        Assert.Equal(0, asked);
        FusionCatalog.Find("weighted").Fuse(input);
        FusionCatalog.Find("weighted").Fuse(input);
        Assert.Equal(1, asked);
    }

    [Fact]
    public void A_rule_that_chooses_is_refused_without_held_out_samples()
    {
        foreach (var rule in FusionCatalog.All)
        {
            if (!rule.Chooses)
            {
                Assert.Null(rule.Fuse(new([_a, _b])).ChosenOn);
                continue;
            }
            var error = Assert.Throws<InvalidInputException>(() => rule.Fuse(new([_a, _b])));
            Assert.Contains("no predictions of the members on samples held out", error.Message, StringComparison.Ordinal);
            Assert.Contains(rule.Name, error.Hint, StringComparison.Ordinal);
            Assert.Equal(2, rule.Fuse(new([_a, _b], () => [HeldOut(_a), HeldOut(_b)])).ChosenOn);
        }
    }

    [Fact]
    public void A_caller_s_mistake_about_held_out_predictions_is_an_error_of_the_program()
    {
        Mistake(() => [HeldOut(_a)], "same members");
        Mistake(() => [HeldOut(_b), HeldOut(_a)], "same members in the same order");
        Mistake(() => [HeldOut(_a), HeldOut(_b).But(crops: 10)], "other views");
        Assert.Throws<ArgumentException>(() => new FusionInput([]));
    }

    private static PredictionSet HeldOut(PredictionSet set) => set.But(split: "held-out");

    private void Refused(PredictionSet other, params string[] told)
    {
        var error = Assert.Throws<InvalidInputException>(() => new FusionInput([_a, other]));
        Assert.All(told, t => Assert.Contains(t, error.Message, StringComparison.Ordinal));
        Assert.NotNull(error.Hint);
    }

    private void Mistake(Func<IReadOnlyList<PredictionSet>>? heldOut, string told)
    {
        var error = Assert.Throws<InvalidOperationException>(() => FusionCatalog.Find("weighted").Fuse(new([_a, _b], heldOut)));
        Assert.Contains(told, error.Message, StringComparison.Ordinal);
    }
}
