using System.Text.Json;
using System.Text.Json.Nodes;
using DataTools.Catalog;

namespace DataTools.Imaging.Augmentation.Import;

/// <summary>A policy made from another library's, and what of that it does not do, or does otherwise.</summary>
/// <param name="Policy">All that has an equivalent.</param>
/// <param name="Notes">What has none or only nearly, in the order of the original.</param>
public sealed record PolicyImport(AugmentationPolicy Policy, IReadOnlyList<ImportNote> Notes)
{
    /// <summary>
    /// From a pipeline of albumentations (1.3): the JSON of <c>A.to_dict(transform)</c> or of the file that <c>A.save</c>
    /// wrote. Throws <see cref="InvalidInputException"/> for anything else.
    /// </summary>
    public static PolicyImport FromAlbumentations(string json)
    {
        const string hint = "Write it with json.dumps(A.to_dict(transform)).";
        try
        {
            return new Importing(AlbumentationsTransforms.All).Import(AlbumentationsTransforms.Read(JsonNode.Parse(json)));
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw new InvalidInputException($"not a serialised albumentations pipeline: {e.Message}", hint, e);
        }
    }

    /// <summary>
    /// From what torchvision prints of a <c>transforms.Compose</c>. Throws <see cref="InvalidInputException"/> for anything
    /// else. What torchvision leaves out of its print is told in the notes.
    /// </summary>
    public static PolicyImport FromTorchvision(string text)
    {
        try
        {
            return new Importing(TorchvisionTransforms.All).Import(PythonPrint.Read(text));
        }
        catch (FormatException e)
        {
            throw new InvalidInputException($"not a print of torchvision transforms: {e.Message}", "Write it with print(transform).", e);
        }
    }
}

/// <summary>What is not the same after an import.</summary>
/// <param name="Transform">The original's name.</param>
/// <param name="IsLeftOut">Whether it was left out; otherwise what there is comes near.</param>
/// <param name="Reason">Why, or how it differs.</param>
public sealed record ImportNote(string Transform, bool IsLeftOut, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Transform} {(IsLeftOut ? "left out" : "approximate")}: {Reason}";
}
