using DataTools.Catalog;
using DataTools.Catalog.Storage;
using DataTools.Catalog.Text;
using DataTools.Catalog.Workspaces;

namespace DataTools.Training.Pretrained;

/// <summary>
/// The published weights that are known by name: those of this program, and those in <c>catalogs/models/</c> of the
/// workspace, which add to them or take their place.
/// </summary>
public static class PretrainedRegistry
{
    private static readonly BuiltInJson Files = new(typeof(PretrainedRegistry).Assembly, "pretrained/", EntryStore.ModelsFolder, "registry entry", "resnet18.tv_in1k");

    /// <summary>Names of what most networks for ImageNet were trained with: in PyTorch, and in TensorFlow.</summary>
    public const string ImageNet = "imagenet", ImageNetInception = "imagenet-inception";

    /// <summary>The names of all.</summary>
    public static IReadOnlyList<string> Names(Workspace workspace) => Files.Names(workspace);

    /// <summary>
    /// The weights of that name. Throws <see cref="NotFoundException"/> with a suggestion, or
    /// <see cref="InvalidInputException"/> that names the file and lists all its faults.
    /// </summary>
    public static PretrainedEntry Read(string name, Workspace workspace)
    {
        var names = Names(workspace);
        return names.Contains(name)
            ? Files.Read<PretrainedEntry>(name, workspace, PretrainedChecks.Faults)
            : throw new NotFoundException($"there are no pretrained weights '{name}'", DidYouMean.Hint(name, names, "There are"));
    }

    /// <summary>A preprocessing by name: <c>imagenet</c>, <c>imagenet-inception</c>, or that of the weights of that name.</summary>
    public static PretrainedPreprocessing Preprocessing(string name, Workspace workspace) => name switch
    {
        ImageNet => PretrainedPreprocessing.ImageNet,
        ImageNetInception => PretrainedPreprocessing.ImageNetInception,
        _ => Names(workspace) is var names && names.Contains(name)
            ? Read(name, workspace).Preprocessing
            : throw new NotFoundException($"there is no preprocessing '{name}'", DidYouMean.Hint(name, [ImageNet, ImageNetInception, .. names], "There are")),
    };

    /// <summary>The names of this program's own weights of a network.</summary>
    public static IReadOnlyList<string> BuiltIn(string model) =>
        [.. Files.Embedded.Where(n => Files.ReadEmbedded<PretrainedEntry>(n, PretrainedChecks.Faults).Model == model).Order(StringComparer.Ordinal)];

    /// <summary>The weights that a network has where none are named. Throws <see cref="NotFoundException"/>, saying which networks have some.</summary>
    public static PretrainedEntry Default(string model, Workspace workspace)
    {
        var all = Names(workspace).Select(n => Read(n, workspace)).ToList();
        var own = all.Where(e => e.Model == model).ToList();
        return own.Find(e => e.Default) ?? (own is [var only] ? only : throw new NotFoundException(
            own.Count == 0 ? $"no pretrained weights are known of {model}" : $"{model} has several pretrained weights, and none is its default: {string.Join(", ", own.Select(e => e.Name))}",
            own.Count == 0 ? $"There are some of {string.Join(", ", all.Select(e => e.Model).Distinct().Order(StringComparer.Ordinal))}. A file of your own: --weights FILE." : "Name one after --pretrained."));
    }

    /// <summary>Reads and checks; <paramref name="path"/> is for messages.</summary>
    internal static PretrainedEntry Parse(ReadOnlySpan<byte> json, string name, string path) => Files.Parse<PretrainedEntry>(json, name, path, PretrainedChecks.Faults);
}
