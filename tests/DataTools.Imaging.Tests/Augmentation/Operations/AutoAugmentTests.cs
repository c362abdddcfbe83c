using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Augmentation.Area;
using DataTools.Imaging.Augmentation.Operations;

namespace DataTools.Imaging.Tests.Augmentation.Operations;

public sealed class AutoAugmentTests
{
    private static readonly ImageSize Photo = new(60, 40);

    // What torchvision 0.14's RandAugment(magnitude=9) and its _apply_op make of a picture of 60 x 40.
    [Fact]
    public void Magnitudes_are_torchvisions()
    {
        Step? At(AutoTransform transform, bool negative = false) => MagnitudeSpace.Usual.Step(transform, 9 / 30.0, negative, Photo, default, Interpolation.Bilinear);
        Homography Map(AutoTransform transform, bool negative = false) => ((GeometryStep)At(transform, negative)!).OutputToInput.First;
        Assert.Null(At(AutoTransform.Identity));
        Assert.Equal((1, 0.09), (Map(AutoTransform.ShearX).A, Math.Round(Map(AutoTransform.ShearX).B, 9)));
        Assert.Equal((-0.09, 0.0), (Math.Round(Map(AutoTransform.ShearY, negative: true).D, 9), Map(AutoTransform.ShearY).F));
        Assert.Equal((-8, 8), (Map(AutoTransform.TranslateX).C, Map(AutoTransform.TranslateX, negative: true).C));
        Assert.Equal(-5, Map(AutoTransform.TranslateY).F);
        Assert.Equal((Homography)Affine.Rotation(9, 30, 20), Map(AutoTransform.Rotate));
        Assert.Equal(new ColourStep(ColourKind.Brightness, 1.27f), At(AutoTransform.Brightness));
        Assert.Equal(new ColourStep(ColourKind.Saturation, 0.73f), At(AutoTransform.Color, negative: true));
        Assert.Equal(new ColourStep(ColourKind.Contrast, 1.27f), At(AutoTransform.Contrast));
        Assert.Equal(new SharpnessStep(1.27f), At(AutoTransform.Sharpness));
        Assert.Equal(new ColourStep(ColourKind.Posterize, 7), At(AutoTransform.Posterize));
        Assert.Equal(new ColourStep(ColourKind.Solarize, 178.5f / 255), At(AutoTransform.Solarize));
        Assert.Equal([4, 8], new[] { 1.0, 0 }.Select(s => ((ColourStep)MagnitudeSpace.Usual.Step(AutoTransform.Posterize, s, false, Photo, default, default)!).Factor));
        Assert.Equal(2, ((ColourStep)MagnitudeSpace.Wide.Step(AutoTransform.Posterize, 1, false, Photo, default, default)!).Factor);
        Assert.Equal(-32, ((GeometryStep)MagnitudeSpace.Wide.Step(AutoTransform.TranslateY, 1, false, Photo, default, default)!).OutputToInput.First.F);
        Assert.Equal(-20, ((GeometryStep)MagnitudeSpace.Mix.Step(AutoTransform.TranslateX, 1, false, Photo, default, default)!).OutputToInput.First.C);
    }

    [Fact]
    public void Rand_augment_draws_as_many_as_asked_from_all_14_and_the_first_stay_when_more_are_asked()
    {
        var (kinds, identities) = (new HashSet<string>(StringComparer.Ordinal), 0);
        for (var sample = 0UL; sample < 3000; sample++)
        {
            var (two, three) = (Steps(new RandAugment(2, 9), sample), Steps(new RandAugment(3, 9), sample));
            Assert.Equal(two, three.Take(two.Count));
            identities += 2 - two.Count;
            kinds.UnionWith(two.Select(Kind));
        }
        Assert.Equal(6000 / 14.0, identities, 5 * Math.Sqrt(6000 * 13 / 196.0));
        // Shear and translation along two axes look alike here: 14 less the identity, less two.
        Assert.Equal(11, kinds.Count);
        Assert.Empty(Steps(new RandAugment(0, 9), 1));
    }

    [Fact]
    public void Trivial_augment_is_one_transform_of_any_magnitude()
    {
        var steps = Enumerable.Range(0, 3000).Select(i => Steps(new TrivialAugment(), (ulong)i)).ToList();
        Assert.All(steps, s => Assert.InRange(s.Count, 0, 1));
        Assert.Equal(61 - 1, steps.SelectMany(s => s).OfType<ColourStep>().Where(c => c.Kind == ColourKind.Brightness).Select(c => c.Factor).Append(1).Distinct().Count(), 8.0);
        Assert.Equal(7, steps.SelectMany(s => s).OfType<ColourStep>().Where(c => c.Kind == ColourKind.Posterize).Select(c => c.Factor).Distinct().Count());
    }

    [Theory]
    [InlineData(AutoAugmentPolicy.ImageNet)]
    [InlineData(AutoAugmentPolicy.Cifar10)]
    [InlineData(AutoAugmentPolicy.Svhn)]
    public void Auto_augment_draws_pairs_of_its_table_with_their_probabilities(AutoAugmentPolicy policy)
    {
        var table = policy switch { AutoAugmentPolicy.ImageNet => AutoAugmentTables.ImageNet, AutoAugmentPolicy.Cifar10 => AutoAugmentTables.Cifar10, _ => AutoAugmentTables.Svhn };
        Assert.Equal(25, table.Length);
        const int n = 20_000;
        var drawn = Enumerable.Range(0, n).Select(i => Steps(new AutoAugment(policy), (ulong)i)).ToList();
        var expected = table.Average(t => t.FirstP + t.SecondP);
        Assert.Equal(expected, drawn.Average(s => s.Count), 5 * Math.Sqrt(0.5 / n));
        var inverted = table.Average(t => (t.First == AutoTransform.Invert ? t.FirstP : 0) + (t.Second == AutoTransform.Invert ? t.SecondP : 0));
        Assert.Equal(inverted, drawn.SelectMany(s => s).Count(s => s is ColourStep { Kind: ColourKind.Invert }) / (double)n, 0.015);
    }

    [Fact]
    public void Mixed_chains_have_weights_of_one_and_mild_steps()
    {
        var mixes = new List<double>();
        foreach (var alpha in new[] { 0.05, 1, 20 })
        {
            for (var sample = 0UL; sample < 500; sample++)
            {
                var step = (MixChainsStep)Steps(new AugMix(3, 4, (1, 3), alpha), sample)[0];
                Assert.Equal((4, 4), (step.Weights.Count, step.Chains.Count));
                Assert.Equal(1, step.Weights.Sum(), 1e-4f);
                Assert.All(step.Weights, w => Assert.InRange(w, 0, 1));
                Assert.InRange(step.Mix, 0, 1);
                Assert.All(step.Chains, c => Assert.InRange(c.Count, 1, 3));
                Assert.All(step.Chains.SelectMany(c => c).OfType<ColourStep>().Where(c => c.Kind == ColourKind.Brightness), c => Assert.InRange(c.Factor, 0.8f, 1.2f));
                if (alpha == 1)
                    mixes.Add(step.Mix);
            }
        }
        // Beta(1, 1) is uniform.
        Assert.Equal(0.5, mixes.Average(), 5 * Math.Sqrt(1 / 12.0 / 500));
        Assert.Equal(1 / 12.0, mixes.Average(m => (m - 0.5) * (m - 0.5)), 0.015);
    }

    private static string Kind(Step step) => step switch
    {
        ColourStep colour => colour.Kind.ToString(),
        GeometryStep { OutputToInput.First: { A: 1, B: 0, D: 0 } } => "translate",
        GeometryStep { OutputToInput.First: { A: 1 } } => "shear",
        _ => step.GetType().Name,
    };

    private static IReadOnlyList<Step> Steps(Operation operation, ulong sample) => new AugmentationPolicy([operation]).Draw(Photo, 0, sample, 0).Steps;
}
