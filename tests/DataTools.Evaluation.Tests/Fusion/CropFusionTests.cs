using CsCheck;
using DataTools.Evaluation.Fusion;
using DataTools.Evaluation.Predictions;

namespace DataTools.Evaluation.Tests.Fusion;

public sealed class CropFusionTests
{
    private static readonly Gen<(float[] Logits, int Crops, int Classes)> Crops =
        from crops in Gen.Int[1, 12]
        from classes in Gen.Int[1, 12]
        from logits in Sets.Logit.Array[crops * classes]
        select (logits, crops, classes);

    [Fact]
    public void Crops_are_averaged_in_probability_not_in_logits()
    {
        // Probabilities (0.9, 0.1) and (0.3, 0.7): the mean is (0.6, 0.4).
        float[] logits = [(float)Math.Log(0.9), (float)Math.Log(0.1), (float)Math.Log(0.3), (float)Math.Log(0.7)];
        Assert.Equal([Math.Log(0.6), Math.Log(0.4)], Average(logits, 2).Select(x => (double)x), Near);

        // In logits the second crop, sure of its class, would win; in probability each crop has one vote to give.
        float[] sure = [2, 0, 2, 0, 0, 10];
        Assert.True(Average(sure, 2) is [var a, var b] && a > b);
    }

    [Fact]
    public void One_crop_is_unchanged_bit_for_bit() => Gen.Float.Array[1, 20].Sample(logits =>
        Assert.Equal(logits.Select(BitConverter.SingleToInt32Bits), Average(logits, logits.Length).Select(BitConverter.SingleToInt32Bits)));

    [Fact]
    public void The_result_is_the_mean_of_the_crops_probabilities() => Crops.Sample(crops =>
    {
        var expected = new double[crops.Classes];
        for (var i = 0; i < crops.Crops; i++)
        {
            foreach (var (c, p) in Probabilities(crops.Logits[(i * crops.Classes)..((i + 1) * crops.Classes)]).Index())
                expected[c] += p / crops.Crops;
        }
        var result = Average(crops.Logits, crops.Classes);
        Assert.All(result, logit => Assert.True(float.IsFinite(logit)));
        // The result is rounded to float; one crop is not computed at all.
        var tolerance = crops.Crops == 1 ? 1e-12 : 1e-5;
        Assert.Equal(expected, Probabilities(result), (a, b) => Math.Abs(a - b) < tolerance);
    });

    [Fact]
    public void Equal_crops_are_as_one() => (from logits in Gen.Float[-20, 20].Array[1, 10] from crops in Gen.Int[1, 10] select (logits, crops)).Sample(x =>
    {
        float[] repeated = [.. Enumerable.Repeat(x.logits, x.crops).SelectMany(l => l)];
        Assert.Equal(Probabilities(x.logits), Probabilities(Average(repeated, x.logits.Length)), (a, b) => Math.Abs(a - b) < 1e-5);
    });

    [Fact]
    public void Shifting_all_logits_of_a_crop_changes_nothing() => Gen.Select(Gen.Float[-5, 5].Array[6], Gen.Int[-30, 30]).Sample((logits, shift) =>
    {
        float[] shifted = [.. logits.Select((x, i) => i < 3 ? x + shift : x)];
        Assert.Equal(Average(logits, 3).Select(x => (double)x), Average(shifted, 3).Select(x => (double)x), (a, b) => Math.Abs(a - b) < 1e-4);
    });

    [Fact]
    public void A_class_that_no_crop_believes_in_keeps_its_place()
    {
        var result = Average([0, -1000, -2000, 0, -1001, -2001], 3);
        Assert.Equal([0, -1000.379885f, -2000.379885f], result, (a, b) => Math.Abs(a - b) < 1e-3);
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        var logits = new float[10 * 100];
        var result = new float[100];
        CropFusion.Average(logits, result);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            CropFusion.Average(logits, result);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(4, 3)]
    [InlineData(2, 3)]
    [InlineData(3, 0)]
    [InlineData((CropFusion.MostCrops + 1) * 3, 3)]
    public void Lengths_that_do_not_fit_are_refused(int logits, int classes) =>
        Assert.Throws<ArgumentException>(() => CropFusion.Average(new float[logits], new float[classes]));

    [Fact]
    public void Diverged_logits_are_not_hidden() => Assert.All(Average([float.NaN, 1, 2, 3], 2), logit => Assert.True(float.IsNaN(logit)));

    private static bool Near(double a, double b) => Math.Abs(a - b) < 1e-6;

    private static float[] Average(float[] logits, int classes)
    {
        var result = new float[classes];
        CropFusion.Average(logits, result);
        return result;
    }

    private static double[] Probabilities(float[] logits)
    {
        var result = new double[logits.Length];
        Softmax.Apply(logits, result);
        return result;
    }
}
