using CsCheck;
using DataTools.Catalog;
using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Augmentation.Operations;

namespace DataTools.Imaging.Tests.Augmentation;

public sealed class PlanJsonTests
{
    [Fact]
    public void What_was_drawn_is_rebuilt_step_by_step_for_all_operations()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var seed = 0UL; seed < 1500; seed++)
        {
            var policy = new AugmentationPolicy([.. Policies.Random(seed).Operations.Select(Policies.Small)]);
            var plan = policy.Draw(new(40, 30), seed, 1, 2);
            var again = AugmentationPlan.FromJson(plan.ToJson());
            Assert.Equal(plan.Steps, again.Steps);
            Assert.Equal(plan.DrawnBy, again.DrawnBy);
            Assert.Equal((plan.Input, plan.Output, plan.Mode), (again.Input, again.Output, again.Mode));
            Assert.Equal(plan.Passes, again.Passes);
            Assert.Equal(plan.ToJson(), again.ToJson());
            Assert.Equal(plan.Describe(), again.Describe());
            Assert.DoesNotContain('\n', plan.Describe());
            seen.UnionWith(plan.DrawnBy);
        }
        Assert.Equal(OperationCatalog.All.Where(o => !o.Nests).Select(o => o.Name).Order(), seen.Order());
    }

    [Fact]
    public void The_rebuilt_plan_makes_the_same_bytes()
    {
        var image = Pictures.Waves(50, 40, 3);
        for (var sample = 0UL; sample < 50; sample++)
        {
            var plan = AugmentationPolicy.Load("standard", "/").Draw(image.Size(), 1, sample, 0);
            Pictures.Same(plan.Apply(image), AugmentationPlan.FromJson(plan.ToJson()).Apply(image));
        }
        // Noise and mixtures, whose keys and chains must come back to the bit.
        var policy = AugmentationPolicy.Parse(
            "operations: [gaussian_noise, random_erasing: { content: noise, p: 1 }, grid_mask: { p: 1 }, elastic: { p: 0 }, pca_lighting, jpeg_compression, motion_blur, clahe: { p: 1 }]", "p");
        for (var sample = 0UL; sample < 10; sample++)
        {
            var plan = policy.Draw(image.Size(), 1, sample, 0);
            Pictures.Same(plan.Apply(image), AugmentationPlan.FromJson(plan.ToJson()).Apply(image));
        }
    }

    [Fact]
    public void It_is_readable()
    {
        var plan = AugmentationPolicy.Parse("operations: [horizontal_flip: { p: 1 }, brightness: { factor: [1.5, 1.5] }, invert: { p: 1 }]", "p").Draw(new(8, 6), 0, 0, 0);
        Assert.Equal(
            """{"input":{"width":8,"height":6},"mode":"fused","steps":[{"operation":"horizontal_flip","step":{"step":"geometry","outputToInput":{"first":{"a":-1,"b":0,"c":8,"d":0,"e":1,"f":0,"g":0,"h":0},"then":{"a":1,"b":0,"c":0,"d":0,"e":1,"f":0,"g":0,"h":0}},"output":{"width":8,"height":6},"border":"constant","fill":0,"interpolation":"bilinear"}},{"operation":"brightness","step":{"step":"colour","kind":"brightness","factor":1.5}},{"operation":"invert","step":{"step":"colour","kind":"invert","factor":1}}]}""",
            plan.ToJson());
    }

    [Fact]
    public void In_words_it_is_short()
    {
        string Told(string operations) => AugmentationPolicy.Parse($"operations: [{operations}]", "p").Draw(new(80, 60), 3, 0, 0).Describe();
        Assert.Equal("as it is", Told("horizontal_flip: { p: 0 }"));
        Assert.Equal("rotation 12.5, horizontal_flip", Told("rotation: { degrees: [12.5, 12.5] }, horizontal_flip: { p: 1 }"));
        Assert.Equal("brightness 1.25, grayscale, hue -0.1", Told("brightness: { factor: [1.25, 1.25] }, grayscale: { p: 1 }, hue: { shift: [-0.1, -0.1] }"));
        Assert.Equal("center_crop 20x10+30+25", Told("center_crop: { size: [20, 10] }"));
        Assert.Equal("random_crop 80x60-4-4", Told("crop: { size: [80, 60], p: 0 }, random_crop: { size: [88, 68], padding: 4 }").Replace("88x68", "80x60", StringComparison.Ordinal));
        Assert.Equal("resize 80x60+0+0 to 40x30", Told("resize: { size: 30 }"));
        Assert.Equal("translate 40 0", Told("translate: { x: [0.5, 0.5], y: 0 }"));
        Assert.Equal("rotate90 1, rotate90 3, rotate90 2", Told("rotate90: { turns: 1 }, rotate90: { turns: 3 }, rotate90: { turns: 2 }"));
        Assert.Equal("color_jitter brightness 2", Told("color_jitter: { brightness: [2, 2] }"));
        Assert.Equal("gaussian_blur sigma 1.5 kernel 0, gaussian_noise std 0.5", Told("gaussian_blur: { sigma: [1.5, 1.5] }, gaussian_noise: { std: [0.5, 0.5] }"));
        Assert.Equal("elastic 17x13 knots", Told("elastic: { }"));
        Assert.StartsWith("perspective ", Told("perspective: { p: 1 }"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "not the JSON")]
    [InlineData("null", "not the JSON")]
    [InlineData("{}", "not the JSON")]
    [InlineData("[1, 2]", "not the JSON")]
    [InlineData("""{"input":{"width":8,"height":6},"mode":"fused","steps":[{"operation":"x","step":{"step":"wave"}}]}""", "not the JSON")]
    [InlineData("""{"input":{"width":8,"height":6},"mode":"fused","steps":[null]}""", "that cannot be")]
    [InlineData("""{"input":{"width":8,"height":6},"mode":"fused","steps":[{"operation":"x","step":null}]}""", "not the JSON")]
    [InlineData("""{"input":{"width":0,"height":6},"mode":"fused","steps":[]}""", "a picture of 0 x 6 pixels")]
    [InlineData("""{"input":{"width":800000,"height":600000},"mode":"fused","steps":[]}""", "a picture of")]
    [InlineData("""{"input":{"width":8,"height":6},"mode":"fused","steps":[{"operation":"x","step":{"step":"jpeg","quality":0}}]}""", "step 1 (jpeg): quality 0")]
    [InlineData("""{"input":{"width":8,"height":6},"mode":"fused","steps":[{"operation":"x","step":{"step":"colour_matrix","matrix":[1],"offset":[0,0,0]}}]}""", "step 1 (colour_matrix)")]
    [InlineData("""{"input":{"width":8,"height":6},"mode":"fused","steps":[{"operation":"x","step":{"step":"mix_chains","mix":0.5,"weights":[1],"chains":[[{"step":"jpeg","quality":500}]]}}]}""", "quality 500")]
    [InlineData("""{"input":{"width":8,"height":6},"mode":"fused","steps":[{"operation":"x","step":{"step":"mix_chains","mix":0.5,"weights":[1],"chains":[[null]]}}]}""", "that cannot be")]
    [InlineData("""{"input":{"width":8,"height":6},"mode":"fused","steps":[{"operation":"x","step":{"step":"motion_blur","length":301,"angle":0}}]}""", "step 1 (motion_blur): a length of 301")]
    [InlineData("""{"input":{"width":8,"height":6},"mode":"fused","steps":[{"operation":"x","step":{"step":"gaussian_blur","sigma":101,"kernel":0}}]}""", "step 1 (gaussian_blur): sigma is above 0 and at most 100")]
    [InlineData("""{"input":{"width":8,"height":6},"mode":"fused","steps":[{"operation":"x","step":{"step":"gaussian_blur","sigma":1,"kernel":603}}]}""", "at most 601")]
    [InlineData("""{"input":{"width":8,"height":6},"mode":"fused","steps":[{"operation":"x","step":{"step":"sharpness","factor":-1}}]}""", "step 1 (sharpness): a factor of -1")]
    public void What_is_no_plan_is_refused(string json, string reason)
    {
        var fault = Assert.Throws<InvalidInputException>(() => AugmentationPlan.FromJson(json));
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
        Assert.NotNull(fault.Hint);
    }

    [Fact]
    public void Damaged_plans_are_read_or_refused_and_nothing_else() =>
        Gen.Select(Gen.ULong, Gen.Select(Gen.Double[0, 1], Gen.Char["\n\0{}[]:,-\"0189aZe."]).Array[1, 4]).Sample((seed, changes) =>
        {
            var policy = new AugmentationPolicy([.. Policies.Random(seed).Operations.Where(o => o is not Elastic).Select(Policies.Small)]);
            var json = policy.Draw(new(40, 30), seed, 1, 2).ToJson().ToCharArray();
            foreach (var (at, with) in changes)
                json[(int)(at * (json.Length - 1))] = with;
            try
            {
                var plan = AugmentationPlan.FromJson(new(json));
                Assert.Equal(plan.Steps, AugmentationPlan.FromJson(plan.ToJson()).Steps);
                plan.Describe();
            }
            catch (InvalidInputException)
            {
            }
        }, iter: 1500);
}
