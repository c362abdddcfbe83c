using System.Reflection;
using DataTools.Catalog;
using DataTools.Catalog.Randomness;
using DataTools.Catalog.Text;
using DataTools.Imaging.Augmentation.Operations;
using DataTools.Imaging.Codecs;

namespace DataTools.Imaging.Augmentation;

/// <summary>
/// An ordered list of operations with ranges to draw from: what an augmentation is, before any image is known. Written
/// as YAML; reading and printing are inverse to each other.
/// </summary>
public sealed record AugmentationPolicy(IReadOnlyList<Operation> Operations)
{
    /// <summary>How pixels are worked out. What is drawn is the same in both modes.</summary>
    public EngineMode Mode { get; init; }

    /// <summary>
    /// Added to the view of <see cref="Draw"/>, so that policies that are alike draw differently of the same sample: several
    /// views of it side by side. No part of the file.
    /// </summary>
    public uint ViewOffset { get; init; }

    private const string PresetPrefix = "policy.";

    /// <summary>The names of the policies that come with the program.</summary>
    public static IReadOnlyList<string> Presets { get; } =
    [
        .. typeof(AugmentationPolicy).Assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(PresetPrefix, StringComparison.Ordinal))
            .Select(n => Path.GetFileNameWithoutExtension(n[PresetPrefix.Length..]))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>
    /// The preset of that name, or else the policy in the YAML file at that path (relative to <paramref name="folder"/>).
    /// Throws <see cref="NotFoundException"/>, or <see cref="InvalidInputException"/> with every fault of the file.
    /// </summary>
    public static AugmentationPolicy Load(string presetOrPath, string folder)
    {
        if (Presets.Contains(presetOrPath))
        {
            using var preset = typeof(AugmentationPolicy).Assembly.GetManifestResourceStream($"{PresetPrefix}{presetOrPath}.yaml")!;
            using var reader = new StreamReader(preset);
            return Parse(reader.ReadToEnd(), presetOrPath);
        }
        var path = Path.GetFullPath(presetOrPath, folder);
        if (!File.Exists(path))
        {
            throw new NotFoundException(
                $"there is no augmentation policy '{presetOrPath}': neither a preset nor the file {path}",
                DidYouMean.Hint(presetOrPath, [.. Presets], "Presets are"));
        }
        return Parse(File.ReadAllText(path), presetOrPath);
    }

    /// <summary>Reads YAML, of which JSON is a part; <paramref name="source"/> names it in messages, which list all faults with their lines.</summary>
    public static AugmentationPolicy Parse(string yaml, string source) => PolicyYaml.Read(yaml, source);

    /// <summary>The policy as YAML.</summary>
    public string ToYaml() => PolicyWriter.Yaml(this);

    /// <summary>The policy as JSON, which <see cref="Parse"/> reads too.</summary>
    public string ToJson() => PolicyWriter.Json(this);

    /// <summary>What policies look like, as a JSON schema (draft 2020-12): editors check and complete with it.</summary>
    public static string JsonSchema() => PolicySchema.Write();

    /// <summary>
    /// This policy with more operations behind it. Throws <see cref="InvalidInputException"/> where it normalises, since
    /// nothing can follow that.
    /// </summary>
    public AugmentationPolicy Then(params ReadOnlySpan<Operation> more) =>
        !more.IsEmpty && Operations.Any(o => o is Normalize)
            ? throw new InvalidInputException(
                "the policy normalises, and more operations come after it", "Leave normalize out: it is added where it is needed.")
            : this with { Operations = [.. Operations, .. more] };

    /// <summary>
    /// Draws every parameter for one view (copy, epoch, crop) of one sample and compiles the result. Each operation has a
    /// random stream of its own, keyed by its name, by how many of that name stand before it and by the operations it is
    /// in: adding or removing one operation does not change what the others draw.
    /// </summary>
    /// <param name="input">Size of the decoded image.</param>
    /// <param name="seed">Of the run.</param>
    /// <param name="sample">The sample's key, see <see cref="RandomStream.KeyOf(string)"/>.</param>
    /// <param name="view">Copy or epoch.</param>
    /// <exception cref="InvalidInputException">An operation makes more pixels of this image than <see cref="ImageCodec.MaximalPixels"/>, or none.</exception>
    public AugmentationPlan Draw(ImageSize input, ulong seed, ulong sample, uint view)
    {
        var drawing = new PolicyDrawing(input, seed, sample, view + ViewOffset, Operations.Count);
        drawing.Draw(Operations, path: 0);
        return AugmentationPlan.Compile(input, drawing.Steps, Mode, drawnBy: drawing.Operations);
    }

    /// <inheritdoc/>
    public bool Equals(AugmentationPolicy? other) => other is not null && Mode == other.Mode && ViewOffset == other.ViewOffset && Operations.SequenceEqual(other.Operations);

    /// <inheritdoc/>
    public override int GetHashCode() => Operations.Aggregate(0, (hash, o) => HashCode.Combine(hash, o));
}
