using System.Text;
using CsCheck;
using DataTools.Catalog;
using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Augmentation.Operations;

namespace DataTools.Imaging.Tests.Augmentation;

public sealed class PolicyYamlTests
{
    [Fact]
    public void What_is_printed_is_read_again()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var deepest = 0;
        for (var seed = 0UL; seed < 1200; seed++)
        {
            var policy = Policies.Random(seed);
            var again = AugmentationPolicy.Parse(policy.ToYaml(), "printed");
            Assert.Equal(policy, again);
            Assert.Equal(policy.GetHashCode(), again.GetHashCode());
            Assert.Equal(policy.ToYaml(), again.ToYaml());
            Assert.Equal(policy, AugmentationPolicy.Parse(policy.ToJson(), "printed.json"));
            seen.UnionWith(policy.Operations.Select(o => o.Definition.Name));
            deepest = Math.Max(deepest, Depth(policy.Operations));
        }
        Assert.Equal(3, deepest);
        Assert.Equal(OperationCatalog.All.Select(o => o.Name).Order(), seen.Order());
    }

    [Fact]
    public void Presets_are_read_and_printed()
    {
        Assert.Equal(["cifar", "fine-tune", "imagenet", "none", "randaugment", "standard"], AugmentationPolicy.Presets);
        foreach (var name in AugmentationPolicy.Presets)
        {
            var policy = AugmentationPolicy.Load(name, Path.GetTempPath());
            Assert.Equal(name == "none", policy.Operations.Count == 0);
            Assert.Equal(policy, AugmentationPolicy.Parse(policy.ToYaml(), name));
        }
        Assert.Equal(
            [new RandomCrop(null, 4), new HorizontalFlip { P = 0.5 }], AugmentationPolicy.Load("cifar", Path.GetTempPath()).Operations);
    }

    [Fact]
    public void A_policy_is_read_with_its_defaults_and_short_forms()
    {
        var policy = AugmentationPolicy.Parse("""
            # a comment
            operations:
              - horizontal_flip
              - horizontal_flip:
              - rotation: { degrees: 15, p: 0.25 }
              - brightness: { factor: 1.5 }
              - contrast:
                  factor: [0.5, 2]
              - resize: { size: 32 }
              - resize: { size: [40, 30] }
              - random_resized_crop
              - corner_crop: { size: 8, corner: top_left }
              - normalize: { mean: 0.5, std: [0.25] }
            """, "policy.yaml");
        Assert.Equal(
            [
                new HorizontalFlip { P = 0.5 },
                new HorizontalFlip { P = 0.5 },
                new Rotation((-15, 15)) { P = 0.25 },
                new Brightness((0, 2.5)),
                new Contrast((0.5, 2)),
                new Resize(32, null),
                new Resize(40, 30),
                new RandomResizedCrop(null, (0.08, 1), (3.0 / 4, 4.0 / 3)),
                new CornerCrop(8, Corner.TopLeft),
                new Normalize([0.5], [0.25]),
            ], policy.Operations);
    }

    [Fact]
    public void All_faults_are_listed_with_line_and_suggestion()
    {
        var message = Refused("""
            operations:
              - horizontal_flop
              - rotation: { degrees: 400 }
              - brightness: { factr: 0.2 }
              - contrast: { factor: strong }
              - resize: { size: 12.5 }
              - center_crop
              - corner_crop: { size: 3, corner: middle }
              - normalize: { mean: [0.5], std: [0.2, 0.2, 0.2] }
              - normalize: { mean: 0.5, std: 0.2 }
              - random_resized_crop: { scale: [1, 0.5], ratio: 2 }
              - random_crop: [4]
              - horizontal_flip: { p: [0.5] }
              - rotation: { degrees: { low: 1 } }
              - [rotation]
              - { rotation: { degrees: 5 }, contrast: }
              - normalize: { mean: 0.5, std: 0 }
              - resize: { size: [1, 2, 3] }
              - brightness: { factor: }
              - brightness: { factor: [0.5, .inf] }
              - random_crop: { padding: -1, p: 1.5 }
            """);
        string[] expected =
        [
            "policy.yaml:2: there is no operation 'horizontal_flop'. Did you mean horizontal_flip?",
            "policy.yaml:3: rotation: degrees is 400; expected [low, high] from -360 to 360 degrees, or one number x for [0 - x, 0 + x]",
            "policy.yaml:4: brightness has no parameter 'factr'. Did you mean factor?",
            "policy.yaml:5: contrast: factor is strong; expected [low, high] from 0 to 100 times, or one number x for [1 - x, 1 + x]",
            "policy.yaml:6: resize: size is 12.5; expected 1 to 2 whole numbers from 1 to 65535 pixels (the shorter side, or width and height)",
            "policy.yaml:7: center_crop needs size: 1 to 2 whole numbers from 1 to 65535 pixels (a square's side, or width and height)",
            "policy.yaml:8: corner_crop: corner is middle; expected center, top_left, top_right, bottom_left, bottom_right",
            "policy.yaml:9: normalize: mean and std need one value for each channel: 1 or 3",
            "policy.yaml:11: random_resized_crop: scale is [1, 0.5]; expected [low, high] from 0.0001 to 1 of the area",
            "policy.yaml:11: random_resized_crop: ratio is 2; expected [low, high] from 0.01 to 100 width / height",
            "policy.yaml:12: random_crop: parameters are written by name: { size: ..., padding: ..., border: ..., fill: ..., p: ... }",
            "policy.yaml:13: horizontal_flip: p is [0.5]; expected a number from 0 to 1 probability",
            "policy.yaml:14: rotation: degrees is a map; expected [low, high] from -360 to 360 degrees, or one number x for [0 - x, 0 + x]",
            "policy.yaml:15: not an operation: a name, or a name with its parameters",
            "policy.yaml:16: not an operation: a name, or a name with its parameters",
            "policy.yaml:17: normalize: std is 0; expected 1 to 3 numbers from 1E-06 to 1000 (1 or 3 channels)",
            "policy.yaml:18: resize: size is [1, 2, 3]; expected 1 to 2 whole numbers from 1 to 65535 pixels (the shorter side, or width and height)",
            "policy.yaml:19: brightness: factor is empty; expected [low, high] from 0 to 100 times, or one number x for [1 - x, 1 + x]",
            "policy.yaml:20: brightness: factor is [0.5, .inf]; expected [low, high] from 0 to 100 times, or one number x for [1 - x, 1 + x]",
            "policy.yaml:21: random_crop: padding is -1; expected a whole number from 0 to 65535 pixels",
            "policy.yaml:21: random_crop: p is 1.5; expected a number from 0 to 1 probability",
            "policy.yaml:10: normalize must be the last operation: what follows expects values from 0 to 1",
        ];
        Assert.Equal(expected, message.Split(Environment.NewLine));
    }

    [Fact]
    public void Everything_that_is_missing_is_named()
    {
        var message = Refused("operations: [corner_crop: { sise: 3 }]");
        Assert.Contains("'sise'. Did you mean size?", message, StringComparison.Ordinal);
        Assert.Contains("needs size", message, StringComparison.Ordinal);
        Assert.Contains("needs corner", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_is_unknown_hides_no_other_fault() => Assert.Equal(
        [
            "policy.yaml:1: unknown key operation. Did you mean operations?",
            "policy.yaml:1: it has no list of operations",
            "policy.yaml:2: mode is fused or exact, not exat",
        ],
        Refused("operation: []\nmode: exat").Split(Environment.NewLine));

    [Theory]
    [InlineData("", "empty")]
    [InlineData("# nothing but a comment", "empty")]
    [InlineData("- horizontal_flip", "not a policy")]
    [InlineData("horizontal_flip", "not a policy")]
    [InlineData("operations:", "no list of operations")]
    [InlineData("operations: horizontal_flip", "no list of operations")]
    [InlineData("{}", "no list of operations")]
    [InlineData("operation: [horizontal_flip]", "unknown key operation")]
    [InlineData("operations: []\noperations: []", ":2: not YAML")]
    [InlineData("operations: [rotation: { degrees: 1, degrees: 2 }]", ":1: not YAML")]
    [InlineData("operations: [horizontal_flip", "not YAML")]
    [InlineData("operations:\n\t- horizontal_flip", "tab")]
    [InlineData("operations:\n  - horizontal_flip\n  - rotation: { degrees: 5\n  - resize", ":3: not YAML that can be read: a bracket")]
    [InlineData("operations: []\n---\noperations: []", "not a policy")]
    [InlineData("mode: fast\noperations: []", ":1: mode is fused or exact, not fast")]
    [InlineData("mod: exact\noperations: []", "unknown key mod")]
    [InlineData("operations: [rotation: *angle]", "not YAML")]
    [InlineData("operations: [brightness: { factor: &f 0.2 }, contrast: { factor: *f }]", "instead of *f")]
    [InlineData("operations: &a [*a]", "instead of *a")]
    public void What_is_no_policy_is_refused(string yaml, string reason) =>
        Assert.Contains(reason, Refused(yaml), StringComparison.Ordinal);

    [Fact]
    public void Anchors_and_tags_are_harmless() =>
        Assert.Equal(
            [new Rotation((-5, 5))],
            AugmentationPolicy.Parse("operations: &all !!seq [!<tag:example.org,2000:x> rotation: !strength { degrees: !!python/object 5 }]", "x").Operations);

    [Fact]
    public void Deep_nesting_and_multiplying_aliases_cost_nothing()
    {
        Assert.Contains("too deeply", Refused($"operations: {new string('[', 200_000)}"), StringComparison.Ordinal);
        var laughs = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 12; i++)
            laughs.Append($"a{i}: &a{i} [").AppendJoin(", ", Enumerable.Repeat($"*a{i - 1}", 10)).Append("]\n");
        Assert.Contains("instead of *a0", Refused(laughs.ToString()), StringComparison.Ordinal);
        Assert.InRange(Refused($"operations: [rotation: {{ degrees: {new string('9', 100_000)} }}]").Length, 1, 1000);
    }

    [Fact]
    public void Damaged_policies_are_read_or_refused_and_nothing_else()
    {
        Gen.Select(Gen.ULong, Gen.Select(Gen.Double[0, 1], Gen.Char["\n\t\0{}[]:,-&*!#\"' 0aZ~"]).Array[1, 6]).Sample((seed, changes) =>
        {
            var yaml = Policies.Random(seed).ToYaml().ToCharArray();
            foreach (var (at, with) in changes)
                yaml[(int)(at * (yaml.Length - 1))] = with;
            try
            {
                var policy = AugmentationPolicy.Parse(new(yaml), "damaged.yaml");
                Assert.Equal(policy, AugmentationPolicy.Parse(policy.ToYaml(), "again"));
            }
            catch (InvalidInputException e)
            {
                Assert.Contains("damaged.yaml", e.Message, StringComparison.Ordinal);
            }
        }, iter: 5000);
    }

    [Fact]
    public void Operations_inside_operations_are_read_and_printed()
    {
        var policy = AugmentationPolicy.Parse("""
            operations:
              - one_of: [gaussian_blur: { sigma: [1, 2] }, clahe]
              - one_of:
                  weights: [2, 1]
                  p: 0.5
                  operations:
                    - sequential: [horizontal_flip, invert]
                    - some_of: { n: 1, operations: [hue, gamma] }
            """, "policy.yaml");
        Assert.Equal(
            [
                new OneOf([new GaussianBlur((1, 2), 0), new Clahe((1, 4), 8) { P = 0.5 }], null),
                new OneOf(
                    [
                        new Sequential([new HorizontalFlip { P = 0.5 }, new Invert { P = 0.5 }]),
                        new SomeOf([new Hue((-0.1, 0.1)), new Gamma((0.8, 1.25))], (1, 1)),
                    ],
                    [2, 1]) { P = 0.5 },
            ], policy.Operations);
        Assert.Equal("""
            operations:
              - one_of:
                  operations:
                    - gaussian_blur: { sigma: [1, 2] }
                    - clahe: { clip_limit: [1, 4], tiles: 8 }
              - one_of:
                  weights: [2, 1]
                  p: 0.5
                  operations:
                    - sequential:
                        operations:
                          - horizontal_flip
                          - invert
                    - some_of:
                        n: [1, 1]
                        operations:
                          - hue: { shift: [-0.1, 0.1] }
                          - gamma: { gamma: [0.8, 1.25] }

            """, policy.ToYaml());
    }

    [Fact]
    public void Faults_inside_operations_and_of_values_together_are_all_listed()
    {
        var message = Refused("""
            operations:
              - one_of:
                  weights: [1, 2, 3]
                  operations: [horizontal_flip, vertical_flip]
              - one_of:
                  operations:
                    - horizontal_flop
                    - hue: { shift: 0.7 }
              - some_of: { n: 3, operations: [invert, equalize] }
              - sequential: []
              - sequential: [normalize: { mean: 0, std: 1 }]
              - some_of: [invert]
              - one_of: { operations: invert }
              - color_jitter
              - pad: { padding: [1, 2, 3] }
              - gaussian_blur: { kernel: 4 }
              - random_erasing: { value: [0, 1] }
              - posterize: { bits: [2, 3.5] }
              - one_of: { weights: [0], operations: [invert] }
              - rand_augment: { magnitude: 31 }
            """);
        string[] expected =
        [
            "policy.yaml:2: one_of: 3 weights for 2 operations",
            "policy.yaml:7: there is no operation 'horizontal_flop'. Did you mean horizontal_flip?",
            "policy.yaml:8: hue: shift is 0.7; expected [low, high] from -0.5 to 0.5 turns, or one number x for [0 - x, 0 + x]",
            "policy.yaml:9: some_of: n is 3, and there are 2 operations",
            "policy.yaml:10: sequential: it has no operations inside",
            "policy.yaml:11: sequential: normalize has no place inside: it must be the last operation",
            "policy.yaml:12: some_of needs n: [low, high] in whole numbers from 0 to 100 operations, or one of them",
            "policy.yaml:13: one_of: operations is invert; expected a list of operations",
            "policy.yaml:14: color_jitter: it changes nothing: give brightness, contrast, saturation or hue",
            "policy.yaml:15: pad: padding is three numbers; expected one, two or four",
            "policy.yaml:16: gaussian_blur: kernel is 4; expected an odd number, or 0",
            "policy.yaml:17: random_erasing: value needs one number, or one for each of 3 channels",
            "policy.yaml:18: posterize: bits is [2, 3.5]; expected [low, high] in whole numbers from 1 to 8 of 8 bits, or one of them",
            "policy.yaml:19: one_of: all weights are 0",
            "policy.yaml:20: rand_augment: magnitude is 31; expected a whole number from 0 to 30 of torchvision's 31 steps",
        ];
        Assert.Equal(expected, message.Split(Environment.NewLine));
        var deep = string.Concat(Enumerable.Repeat("{sequential: [", 9)) + "invert" + string.Concat(Enumerable.Repeat("]}", 9));
        Assert.Contains("nested too deeply: 8 levels", Refused($"operations: [{deep}]"), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_may_name_its_schema()
    {
        var json = """{ "$schema": "policy.schema.json", "operations": ["invert", { "rotation": { "degrees": [-5, 5] } }] }""";
        Assert.Equal([new Invert { P = 0.5 }, new Rotation((-5, 5))], AugmentationPolicy.Parse(json, "p.json").Operations);
    }

    private static int Depth(IEnumerable<Operation> operations) => operations.Select(o => o.Definition.Nests ? 1 + Depth(o.Inner) : 0).DefaultIfEmpty().Max();

    private static string Refused(string yaml)
    {
        var fault = Assert.Throws<InvalidInputException>(() => AugmentationPolicy.Parse(yaml, "policy.yaml"));
        Assert.StartsWith("policy.yaml:", fault.Message, StringComparison.Ordinal);
        Assert.NotNull(fault.Hint);
        return fault.Message;
    }
}
