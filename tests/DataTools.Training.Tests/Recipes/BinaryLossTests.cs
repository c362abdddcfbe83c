using DataTools.Imaging.Augmentation.Batches;
using DataTools.Training.Recipes;
using DataTools.Training.Runs;
using DataTools.Training.Tasks;
using DataTools.Training.Torch;
using static TorchSharp.torch;

namespace DataTools.Training.Tests.Recipes;

public sealed class BinaryLossTests
{
    private static readonly float[,] Logits = { { 2, -1, 0.5f }, { -3, 1, 4 } };
    private static readonly long[,] Targets = { { 1, 0, -1 }, { 0, 1, 0 } };
    private static readonly ClassCounts Counts = new([10, 40, 0], [90, 60, 100]);
    private static readonly TrainOptions Plain = new() { Entry = "e", LabelSmoothing = 0 };

    public BinaryLossTests() => TorchRuntime.Use(2);

    [Fact]
    public void Is_the_mean_over_what_is_judged() =>
        Assert.Equal((Loss(2, 1) + Loss(-1, 0) + Loss(-3, 0) + Loss(1, 1) + Loss(4, 0)) / 5, Of(Plain), 5);

    [Fact]
    public void Smoothing_moves_targets_by_half_its_share()
    {
        double Soft(double logit, double truth) => (truth * Loss(logit, 1)) + ((1 - truth) * Loss(logit, 0));
        Assert.Equal((Soft(2, 0.95) + Soft(-1, 0.05) + Soft(-3, 0.05) + Soft(1, 0.95) + Soft(4, 0.05)) / 5, Of(Plain with { LabelSmoothing = 0.1 }), 5);
    }

    [Fact]
    public void Focal_loss_counts_what_is_right_less()
    {
        double Focal(double logit, int truth) => Math.Pow(1 - Math.Exp(-Loss(logit, truth)), 2) * Loss(logit, truth);
        Assert.Equal((Focal(2, 1) + Focal(-1, 0) + Focal(-3, 0) + Focal(1, 1) + Focal(4, 0)) / 5, Of(Plain with { FocalGamma = 2 }), 5);
    }

    [Fact]
    public void Balanced_weights_make_those_with_a_class_count_as_much_as_those_without()
    {
        Assert.Equal([9f, 1.5f, 1f], BinaryLoss.Balanced(Counts));
        Assert.Equal((9 * Loss(2, 1) + Loss(-1, 0) + Loss(-3, 0) + 1.5 * Loss(1, 1) + Loss(4, 0)) / 5, Of(Plain with { ClassWeights = TrainOptions.Balanced }), 5);
    }

    [Fact]
    public void Mixed_samples_have_the_classes_of_both_in_their_shares()
    {
        // Each with the other: what is not judged in one of them counts in the other alone.
        var other = (Loss(2, 0) + Loss(-1, 1) + Loss(0.5, 0) + Loss(-3, 1) + Loss(1, 0)) / 5;
        var mixture = new MixUp(1).Draw(seed: 1, epoch: 0, batch: 0, images: 2) with { Partners = [1, 0] };
        Assert.Equal((mixture.Lambda * Of(Plain)) + ((1 - mixture.Lambda) * other), Of(Plain, mixture), 5);
    }

    [Fact]
    public void Where_nothing_is_judged_there_is_no_loss_and_where_all_is_right_a_slope()
    {
        using var scope = NewDisposeScope();
        using var loss = new BinaryLoss(Plain with { FocalGamma = 0.5 }, Counts, CPU);
        Assert.Equal(0, loss.Of(tensor(Logits), full(2, 3, -1L), null).item<float>());
        var sure = tensor(new float[,] { { 60, -60, 60 } }, requires_grad: true);
        loss.Of(sure, tensor(new long[,] { { 1, 0, 1 } }), null).backward();
        Assert.False(sure.grad!.isnan().any().item<bool>());
    }

    [Fact]
    public void A_sample_is_right_where_all_that_is_judged_is()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(1, LabelTask.MultiLabel.Right(tensor(Logits), tensor(Targets)));
        Assert.Equal(0, LabelTask.MultiLabel.Right(tensor(Logits), tensor(new long[,] { { 1, 1, -1 }, { 0, 1, 0 } })));
    }

    private static double Of(TrainOptions options, BatchMixture? mixture = null)
    {
        using var scope = NewDisposeScope();
        using var loss = new BinaryLoss(options, Counts, CPU);
        return loss.Of(tensor(Logits), tensor(Targets), mixture).item<float>();
    }

    private static double Loss(double logit, int truth) => Math.Log(1 + Math.Exp(truth == 1 ? -logit : logit));
}
