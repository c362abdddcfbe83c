using DataTools.Evaluation.Predictions;
using DataTools.Imaging.Augmentation.Batches;
using DataTools.Training.Distillation;
using DataTools.Training.Feeding;
using DataTools.Training.Torch;
using static TorchSharp.torch;

namespace DataTools.Training.Tests.Distillation;

public sealed class DistillationLossTests
{
    private const double Hard = 0.7;

    // Of the samples 4, 1 and 7 of a split; a row is ln p.
    private static readonly float[] Answers = [.. new[] { 0.7, 0.2, 0.1, 0.1, 0.1, 0.8, 0.25, 0.5, 0.25 }.Select(p => (float)Math.Log(p))];
    private static readonly int[] Places = [4, 1, 7];
    private static readonly float[,] Logits = { { 2, -1, 0.5f }, { -3, 1, 4 } };

    // The batch holds the last two.
    private static readonly int[] Rows = [2, 1];

    public DistillationLossTests() => TorchRuntime.Use(2);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 0.3)]
    [InlineData(4, 0.9)]
    [InlineData(0.5, 0.5)]
    public void It_is_the_labels_share_and_the_teachers(double temperature, double weight)
    {
        var expected = ((1 - weight) * Hard) + (weight * temperature * temperature * (Divergence(0, 0, temperature) + Divergence(1, 1, temperature)) / 2);
        Assert.Equal(expected, Of(temperature, weight, mixture: null), 1e-5);
    }

    [Fact]
    public void A_mixed_image_counts_for_both_by_their_shares()
    {
        var mixture = new BatchMixture([1, 0], 0.8, Box: null);
        var (own, other) = ((Divergence(0, 0, 2) + Divergence(1, 1, 2)) / 2, (Divergence(1, 0, 2) + Divergence(0, 1, 2)) / 2);
        Assert.Equal(4 * ((0.8 * own) + (0.2 * other)), Of(2, 1, mixture), 1e-5);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_network_that_says_what_the_teacher_says_has_nothing_to_learn(double temperature)
    {
        using var loss = new DistillationLoss(Targets, temperature, 1, CPU);
        // Logits are probabilities but for a number a sample: 3 here.
        using var logits = (tensor(Answers[3..], [2, 3]).index_select(0, tensor(new long[] { 1, 0 })) + 3).requires_grad_();
        var value = loss.Of(tensor(0f), logits, Both(mixture: null));
        value.backward();
        Assert.Equal(0, value.item<float>(), 1e-6);
        Assert.Equal(0, logits.grad!.abs().max().item<float>(), 1e-6);

        using var other = tensor(Logits).requires_grad_();
        loss.Of(tensor(0f), other, Both(mixture: null)).backward();
        // d/dz of T² KL is T (softmax(z / T) - p).
        for (var i = 0; i < Rows.Length; i++)
        {
            var (network, teacher) = (Softmax([Logits[i, 0], Logits[i, 1], Logits[i, 2]], temperature), Softmax(Answers.AsSpan(Rows[i] * 3, 3), temperature));
            for (var c = 0; c < 3; c++)
                Assert.Equal(temperature * (network[c] - teacher[c]) / Rows.Length, other.grad![i, c].item<float>(), 1e-5);
        }
    }

    private static SoftTargets Targets => new(new("t", "e", "f", "train", 1, ["a", "b", "c"], ["4", "1", "7"], [0, 2, 1], Answers, 0), Places);

    private static double Of(double temperature, double weight, BatchMixture? mixture)
    {
        using var scope = NewDisposeScope();
        using var loss = new DistillationLoss(Targets, temperature, weight, CPU);
        return loss.Of(tensor((float)Hard), tensor(Logits), Both(mixture)).item<float>();
    }

    private static Batch Both(BatchMixture? mixture)
    {
        // Room for more than there is: the last of an epoch may be short.
        var batch = Batch.Of(1, 3, 1) with { Count = 2, Mixture = mixture };
        (batch.Samples[0], batch.Samples[1]) = (Places[Rows[0]], Places[Rows[1]]);
        return batch;
    }

    private static double Divergence(int teacherOf, int networkOf, double temperature)
    {
        var teacher = Softmax(Answers.AsSpan(Rows[teacherOf] * 3, 3), temperature);
        var network = Softmax([Logits[networkOf, 0], Logits[networkOf, 1], Logits[networkOf, 2]], temperature);
        return teacher.Zip(network, (p, q) => p * Math.Log(p / q)).Sum();
    }

    private static double[] Softmax(ReadOnlySpan<float> logits, double temperature)
    {
        double[] each = [.. logits.ToArray().Select(l => Math.Exp(l / temperature))];
        return [.. each.Select(e => e / each.Sum())];
    }
}
