using CsCheck;
using DataTools.Catalog.Randomness;
using DataTools.Evaluation.Predictions;

namespace DataTools.Evaluation.Tests;

/// <summary>Predictions for tests: by hand, and random ones.</summary>
internal static class Sets
{
    /// <summary>A member whose rows are given as probabilities (their logarithms are the logits); ids are s0, s1 ...</summary>
    public static PredictionSet Of(string name, int[] labels, double[][] probabilities, double time = 1, int crops = 1, string split = "test") => new(
        name, "shapes", "sha256:1", split, crops, Classes(probabilities[0].Length), Other(Ids(labels.Length), split), labels,
        [.. probabilities.SelectMany(row => row.Select(p => (float)Math.Log(p)))], time);

    /// <summary>The same set with other parts; held-out samples are others, unless <paramref name="ids"/> says which.</summary>
    public static PredictionSet But(
        this PredictionSet set, string? name = null, string? fingerprint = null, string? split = null, int? crops = null,
        IReadOnlyList<string>? classes = null, IReadOnlyList<string>? ids = null, IReadOnlyList<int>? labels = null,
        float[]? logits = null, double? time = null) => new(
            name ?? set.Name, set.Entry, fingerprint ?? set.Fingerprint, split ?? set.Split, crops ?? set.Crops, classes ?? set.Classes,
            ids ?? (split is null ? set.Ids : Other(set.Ids, split)), labels ?? set.Labels, logits ?? set.Logits, time ?? set.MillisecondsPerImage);

    public static string[] Classes(int count) => [.. Enumerable.Range(0, count).Select(c => $"class {c}")];

    public static string[] Ids(int count) => [.. Enumerable.Range(0, count).Select(i => $"s{i}")];

    private static IReadOnlyList<string> Other(IReadOnlyList<string> ids, string split) => split.StartsWith("held", StringComparison.Ordinal) ? [.. ids.Select(id => $"held-{id}")] : ids;

    private static float[] Special { get; } = [0f, -0f, 1f, 1e-20f, 3e38f, -3e38f];

    /// <summary>Finite logits of any size, of large and of small differences.</summary>
    public static Gen<float> Logit { get; } = Gen.OneOf(Gen.Float[-5, 5], Gen.Float[-1e4f, 1e4f], Gen.Int[0, 5].Select(i => Special[i]));

    /// <summary>Between 1 and <paramref name="most"/> members over the same 1 to 12 samples of 2 to 7 classes; all are labelled.</summary>
    public static Gen<PredictionSet[]> Members(int most = 4, Gen<float>? logit = null) =>
        from count in Gen.Int[1, most]
        from classes in Gen.Int[2, 7]
        from samples in Gen.Int[1, 12]
        from labels in Gen.Int[0, classes - 1].Array[samples]
        from logits in (logit ?? Logit).Array[samples * classes].Array[count]
        select logits.Select((l, m) => new PredictionSet(
            $"m{m}", "shapes", "sha256:1", "test", 1, Classes(classes), Ids(samples), labels, l, m)).ToArray();

    /// <summary>
    /// Members of unlike strength on the same random task: a logit has a share of the truth and of an error that the members
    /// share, and one of its own; from the seed alone.
    /// </summary>
    public static PredictionSet[] Task(int members, int samples, int classes, ulong seed, string split = "test")
    {
        var random = new RandomStream(seed);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        var labels = new int[samples];
        var logits = Enumerable.Range(0, members).Select(_ => new float[samples * classes]).ToArray();
        for (var i = 0; i < samples; i++)
        {
            labels[i] = random.NextInt(classes);
            for (var c = 0; c < classes; c++)
            {
                var shared = Normal();
                for (var m = 0; m < members; m++)
                    logits[m][(i * classes) + c] = (float)((1 + (m % 3)) * ((c == labels[i] ? 1.5 + (0.3 * (m % 4)) : 0) + (0.6 * shared) + Normal()));
            }
        }
        return [.. logits.Select((l, m) => new PredictionSet($"m{m}", "shapes", "sha256:1", split, 1, Classes(classes), Other(Ids(samples), split), labels, l, 1))];
    }
}
