using CsCheck;
using DataTools.Training.Feeding;

namespace DataTools.Training.Tests.Feeding;

public sealed class IterativeStratificationTests
{
    // 200 samples; class 3 is in 10 of them alone, 5 samples have nothing.
    private static readonly (string Key, int[] Classes)[] Samples =
    [
        .. Enumerable.Range(0, 200).Select(i => ($"s{i}", (int[])[.. Of(i % 2 == 0, 0), .. Of(i % 5 < 2, 1), .. Of(i % 7 == 3, 2), .. Of(i % 20 == 1, 3)])),
        .. Enumerable.Range(200, 5).Select(i => ($"s{i}", Array.Empty<int>())),
    ];

    [Fact]
    public void Each_class_is_held_out_in_its_share()
    {
        var chosen = IterativeStratification.Choose(Samples, 4, 0.2, seed: 0);
        Assert.InRange(chosen.Count, 39, 43);
        int Count(int c, bool held) => Samples.Count(s => s.Classes.Contains(c) && (!held || chosen.Contains(s.Key)));
        for (var c = 0; c < 4; c++)
            Assert.InRange(Count(c, held: true), (0.2 * Count(c, held: false)) - 1, (0.2 * Count(c, held: false)) + 1);
        Assert.Equal(2, Count(3, held: true));
    }

    [Fact]
    public void A_class_of_one_sample_is_learnt_from() =>
        Assert.DoesNotContain("rare", IterativeStratification.Choose([.. Samples, ("rare", [4, 0])], 5, 0.2, seed: 3));

    [Fact]
    public void The_seed_and_the_samples_decide_not_their_order()
    {
        var chosen = IterativeStratification.Choose(Samples, 4, 0.2, seed: 7);
        Assert.Equal(chosen.Order(), IterativeStratification.Choose([.. Samples.Reverse()], 4, 0.2, seed: 7).Order());
        Assert.NotEqual(chosen.Order(), IterativeStratification.Choose(Samples, 4, 0.2, seed: 8).Order());
    }

    [Fact]
    public void The_share_is_held_out_whatever_the_classes() =>
        Gen.Select(Gen.Int[0, 3].Array[0, 3].Select(c => c.Distinct().ToArray()).Array[2, 60], Gen.Double[0.05, 0.5]).Sample((classes, fraction) =>
        {
            var chosen = IterativeStratification.Choose([.. classes.Select((c, i) => ($"{i}", c))], 4, fraction, seed: 1);
            return Math.Abs(chosen.Count - (fraction * classes.Length)) <= 3;
        });

    private static int[] Of(bool there, int c) => there ? [c] : [];
}
