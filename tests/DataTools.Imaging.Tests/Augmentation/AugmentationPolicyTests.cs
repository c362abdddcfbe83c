using CsCheck;
using DataTools.Catalog;
using DataTools.Catalog.Randomness;
using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Augmentation.Operations;
using DataTools.Tests;

namespace DataTools.Imaging.Tests.Augmentation;

public sealed class AugmentationPolicyTests
{
    private static readonly ImageSize Photo = new(60, 40);

    [Fact]
    public void A_file_is_found_from_the_folder_and_a_missing_one_is_explained()
    {
        using var folder = new TemporaryFolder();
        folder.Write("mine/policy.yaml", "operations: [horizontal_flip]"u8.ToArray());
        Assert.Equal([new HorizontalFlip { P = 0.5 }], AugmentationPolicy.Load("mine/policy.yaml", folder.Path).Operations);
        Assert.Equal([new HorizontalFlip { P = 0.5 }], AugmentationPolicy.Load(folder["mine", "policy.yaml"], "/").Operations);
        var fault = Assert.Throws<NotFoundException>(() => AugmentationPolicy.Load("standart", folder.Path));
        Assert.Contains("standart", fault.Message, StringComparison.Ordinal);
        Assert.Equal("Did you mean standard?", fault.Hint);
        Assert.Throws<NotFoundException>(() => AugmentationPolicy.Load("", folder.Path));
        Assert.Throws<NotFoundException>(() => AugmentationPolicy.Load("mine", folder.Path));
    }

    [Fact]
    public void A_draw_depends_on_seed_sample_and_view_and_on_nothing_else()
    {
        var policy = AugmentationPolicy.Load("standard", "/");
        Gen.Select(Gen.ULong, Gen.ULong, Gen.UInt).Sample((seed, sample, view) =>
        {
            var once = Told(policy.Draw(Photo, seed, sample, view));
            Assert.Equal(once, Told(policy.Draw(Photo, seed, sample, view)));
            Assert.NotEqual(once, Told(policy.Draw(Photo, seed + 1, sample, view)));
            Assert.NotEqual(once, Told(policy.Draw(Photo, seed, sample + 1, view)));
            Assert.NotEqual(once, Told(policy.Draw(Photo, seed, sample, view + 1)));
        }, iter: 300);
    }

    // Operations that keep the size of the image: what each draws cannot depend on the others even through the size.
    private static readonly Operation[] Keeping =
    [
        new RandomCrop(null, 4), new RandomResizedCrop(null, (0.3, 1), (0.5, 2)), new HorizontalFlip { P = 0.5 }, new Rotation((-30, 30)) { P = 0.7 },
        new Brightness((0.5, 2)), new Contrast((0.5, 2)) { P = 0.5 }, new Saturation((0, 2)),
    ];

    [Fact]
    public void Adding_removing_or_reordering_operations_changes_nothing_that_the_others_draw() =>
        Gen.Select(Gen.Shuffle(Keeping), Gen.Int[0, Keeping.Length], Gen.ULong, Gen.UInt).Sample((shuffled, count, sample, view) =>
        {
            var chosen = shuffled[..count];
            var plan = new AugmentationPolicy(chosen).Draw(Photo, 7, sample, view);
            var alone = chosen.Select(o => new AugmentationPolicy([o]).Draw(Photo, 7, sample, view)).ToList();
            // Compiled: the maps one after the other, the colour steps in their order.
            Assert.Equal(alone.SelectMany(p => p.Colours), plan.Colours);
            Close(alone.Aggregate(Homography.Identity, (map, p) => map.After(p.OutputToInput)).Affine, plan.OutputToInput.Affine);
            Assert.Equal(Photo, plan.Output);
        }, iter: 500);

    [Fact]
    public void The_same_operation_twice_draws_twice_and_the_first_as_if_it_were_alone()
    {
        var one = new AugmentationPolicy([new Brightness((0, 2))]);
        var two = new AugmentationPolicy([new Brightness((0, 2)), new HorizontalFlip(), new Brightness((0, 2))]);
        for (var sample = 0UL; sample < 100; sample++)
        {
            var drawn = two.Draw(Photo, 1, sample, 0).Colours;
            Assert.Equal(one.Draw(Photo, 1, sample, 0).Colours[0], drawn[0]);
            Assert.NotEqual(drawn[0], drawn[1]);
        }
    }

    [Fact]
    public void The_random_streams_of_different_operations_are_far_apart()
    {
        var streams = OperationCatalog.All.Select(o => (long)o.Stream).Order().ToList();
        for (var i = 1; i < streams.Count; i++)
            Assert.True(streams[i] - streams[i - 1] > 1000);
    }

    [Fact]
    public void An_operation_is_applied_with_its_probability_and_draws_the_same_for_any_probability()
    {
        const int n = 20_000;
        foreach (var p in new[] { 0, 0.05, 0.5, 0.9, 1 })
        {
            var (sometimes, always) = (new AugmentationPolicy([new Brightness((0, 2)) { P = p }]), new AugmentationPolicy([new Brightness((0, 2))]));
            var applied = 0;
            for (var sample = 0UL; sample < n; sample++)
            {
                if (sometimes.Draw(Photo, 3, sample, 0).Colours is not [var step])
                    continue;
                applied++;
                Assert.Equal(always.Draw(Photo, 3, sample, 0).Colours[0], step);
            }
            var sigma = Math.Sqrt(n * p * (1 - p));
            Assert.InRange(applied, (n * p) - (5 * sigma), (n * p) + (5 * sigma));
        }
    }

    [Fact]
    public void Whatever_is_drawn_lies_within_the_ranges()
    {
        var (low, high, sum) = (double.MaxValue, double.MinValue, 0.0);
        var policy = new AugmentationPolicy([new Brightness((0.25, 0.5)), new Contrast((1, 3)), new Saturation((2, 2)), new Rotation((20, 40))]);
        const int n = 5000;
        for (var sample = 0UL; sample < n; sample++)
        {
            var plan = policy.Draw(Photo, 5, sample, 1);
            Assert.InRange(plan.Colours[0].Factor, 0.25f, 0.5f);
            Assert.InRange(plan.Colours[1].Factor, 1f, 3f);
            Assert.Equal(2f, plan.Colours[2].Factor);
            var degrees = Math.Atan2(plan.OutputToInput.D, plan.OutputToInput.A) * 180 / Math.PI;
            (low, high, sum) = (Math.Min(low, degrees), Math.Max(high, degrees), sum + degrees);
        }
        Assert.InRange(low, 20 - 1e-9, 20.1);
        Assert.InRange(high, 39.9, 40 + 1e-9);
        // Uniform: 5 sigma of the mean.
        Assert.Equal(30, sum / n, 5 * 20 / Math.Sqrt(12.0 * n));
    }

    [Fact]
    public void Operations_that_would_make_too_many_pixels_are_refused()
    {
        foreach (var operation in new Operation[] { new Resize(60_000, 60_000), new CenterCrop(20_000), new Resize(65_535, null), new RandomCrop(65_535, 0) })
        {
            var fault = Assert.Throws<InvalidInputException>(() => new AugmentationPolicy([operation]).Draw(new(1, 100_000), 0, 0, 0));
            Assert.Contains(operation.Definition.Name, fault.Message, StringComparison.Ordinal);
            Assert.Contains("1 x 100000", fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Nothing_follows_normalisation()
    {
        var normalises = new AugmentationPolicy([new Normalize([0], [1])]);
        Assert.Throws<InvalidInputException>(() => normalises.Then(new HorizontalFlip()));
        Assert.Equal(normalises, normalises.Then());
        Assert.Equal([new HorizontalFlip(), new Normalize([0], [1])], new AugmentationPolicy([new HorizontalFlip()]).Then(new Normalize([0], [1])).Operations);
    }

    [Theory]
    [InlineData("imagenet")]
    [InlineData("randaugment")]
    [InlineData("standard")]
    public void Drawing_allocates_little(string preset)
    {
        const int draws = 2000;
        var policy = AugmentationPolicy.Load(preset, "/");
        long Bytes(Action<ulong> draw)
        {
            draw(0);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0UL; i < draws; i++)
                draw(i);
            return (GC.GetAllocatedBytesForCurrentThread() - before) / draws;
        }
        var steps = Bytes(i =>
        {
            var drawing = new PolicyDrawing(new(500, 375), 1, i, 0, policy.Operations.Count);
            drawing.Draw(policy.Operations, path: 0);
        });
        var all = Bytes(i => policy.Draw(new(500, 375), 1, i, 0));
        TestContext.Current.TestOutputHelper?.WriteLine($"{preset}: {steps} bytes for the steps, {all} with compiling");
        Assert.InRange(steps, 1, 1000);
    }

    private static (Homography, ImageSize, string) Told(AugmentationPlan plan) => (plan.OutputToInput, plan.Output, string.Join(' ', plan.Colours));

    private static void Close(Affine expected, Affine actual)
    {
        Assert.Equal(expected.A, actual.A, 1e-9);
        Assert.Equal(expected.B, actual.B, 1e-9);
        Assert.Equal(expected.C, actual.C, 1e-9);
        Assert.Equal(expected.D, actual.D, 1e-9);
        Assert.Equal(expected.E, actual.E, 1e-9);
        Assert.Equal(expected.F, actual.F, 1e-9);
    }
}
