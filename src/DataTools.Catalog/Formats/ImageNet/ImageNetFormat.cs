using DataTools.Catalog.Annotations;
using DataTools.Catalog.Formats.Voc;

namespace DataTools.Catalog.Formats.ImageNet;

/// <summary>
/// ImageNet (ILSVRC2012): the official tars, of which that of train holds a tar for each class, with the development kit; the
/// same unpacked; or Kaggle's folders with <c>LOC_synset_mapping.txt</c>, <c>LOC_val_solution.csv</c> and the boxes of
/// <c>ILSVRC/Annotations</c>. Tars are read once from front to back. An id is the picture's name without ending.
/// </summary>
internal static class ImageNetFormat
{
    private const string Mapping = "LOC_synset_mapping.txt", Solution = "LOC_val_solution.csv", Kit = "ILSVRC2012_devkit_t12.tar.gz",
        Meta = "meta.mat", Truth = "ILSVRC2012_validation_ground_truth.txt", Notes = "Annotations/";

    private static readonly string[] Splits = [SplitNames.Train, SplitNames.Validation, SplitNames.Test];

    public static DatasetFormat Format { get; } = new(
        "imagenet", "ImageNet ILSVRC2012: the official tars and development kit, the same unpacked, or Kaggle's LOC folders", Recognise, Read);

    private static string? Recognise(FileList files)
    {
        if (files.Files.FirstOrDefault(f => f.Name is "ILSVRC2012_img_train.tar" or "ILSVRC2012_img_val.tar") is { } tar)
            return tar.Path;
        var said = files.Named(Mapping).Concat(files.Named(Truth)).Concat(files.Named(Kit)).FirstOrDefault();
        return said is not null && Splits.FirstOrDefault(s => ImageNetFiles.Find(files, s) is not null) is { } split ? $"{said.Path} and images of {split}" : null;
    }

    private static DatasetContent Read(FileList files, ReadOptions options, CancellationToken cancellation)
    {
        var found = Splits.Select(s => (Split: s, Files: ImageNetFiles.Find(files, s))).Where(s => s.Files is not null).Select(s => (s.Split, Files: s.Files!)).ToList();
        if (found.Count == 0)
            throw new InvalidInputException($"{files.Origin}: it has neither the tars of ImageNet nor images in folders such as train/n01440764", "Name another format with --format.");
        var (synsets, truth) = Said(files, found.SelectMany(f => f.Files.Ids()));
        if (synsets.Names.Count == 0)
            throw new InvalidInputException($"{files.Origin}: nothing says which classes there are", $"Put {Kit} or {Mapping} beside the images.");
        var notes = files.Files.Where(f => f.Name.EndsWith(".xml", StringComparison.Ordinal) && $"/{f.Path}".Contains($"/{Notes}", StringComparison.Ordinal))
            .DistinctBy(f => f.Stem(), StringComparer.Ordinal).ToDictionary(f => f.Stem(), StringComparer.Ordinal);
        return new(synsets.Names,
        [
            .. found.Select(f => new SplitContent(
                f.Split, f.Files.Count, SampleStream.Of(f.Files.Pictures(), p => Load(files, p, f.Split, synsets, truth, notes.GetValueOrDefault(p.Name)), options.BadSamples, cancellation))),
        ])
        {
            Kinds = notes.Count > 0 ? AnnotationKinds.Objects : AnnotationKinds.None,
        };
    }

    // The classes, and those of the validation images, from what there is.
    private static (Synsets Synsets, Dictionary<string, string> Truth) Said(FileList files, IEnumerable<string> ids)
    {
        var kit = files.Single(Kit) is { } packed ? Unpacked(files, packed) : files;
        var (meta, list) = (kit.Single(Meta), kit.Single(Truth));
        var (mapping, solution) = (files.Single(Mapping), files.Single(Solution));
        var (synsets, numbers) = meta is null ? (null, null) : Synsets.Meta(kit.Data(meta));
        if (mapping is not null)
            synsets = Synsets.Mapped(files, mapping);
        var truth = list is not null && numbers is not null ? GroundTruth.Kit(kit, list, numbers)
            : solution is not null ? GroundTruth.Kaggle(files, solution)
            : [];
        return (synsets ?? Synsets.Of(ids), truth);
    }

    // Two small files of the kit's 2.5 MB.
    private static FileList Unpacked(FileList files, ListedFile kit)
    {
        var shown = files.Shown(kit);
        var kept = new List<ListedFile>();
        foreach (var file in TarEntries.Of(files.Uncompressed(kit)).Where(f => f.Name is Meta or Truth))
        {
            var bytes = file.ReadAll($"{shown}: {file.Path}");
            kept.Add(new(file.Path, bytes.Length, () => new MemoryStream(bytes)));
        }
        return new(shown, kept);
    }

    private static Sample Load(FileList files, Picture picture, string split, Synsets synsets, Dictionary<string, string> truth, ListedFile? note)
    {
        var id = picture.Class ?? truth.GetValueOrDefault(picture.Name);
        if (id is null && split != SplitNames.Test)
            throw new BadSampleException(picture.Shown, $"nothing says its class: neither {Truth} with {Meta}, nor {Solution}, nor a folder");
        return new(picture.Name, picture.File.ReadAll(picture.Shown), id is null ? Sample.Unlabelled : Label(synsets, id, picture.Shown), picture.File.Path)
        {
            Annotations = note is null ? SampleAnnotations.None : new() { Objects = Objects(files, note, synsets) },
        };
    }

    private static int Label(Synsets synsets, string id, string shown) =>
        synsets.Find(id) ?? throw new BadSampleException(shown, $"{ListedText.Short(id)} is none of the {synsets.Names.Count} classes");

    // Written as Pascal VOC's, but counted from 0: boxes go from 0 to 499 in images of 500 pixels.
    private static List<ObjectAnnotation> Objects(FileList files, ListedFile note, Synsets synsets) => [.. VocAnnotation.Read(files, note)
        .Select(o => new ObjectAnnotation(Label(synsets, o.Class, files.Shown(note)), o.Box with { X = o.Box.X + 1, Y = o.Box.Y + 1 }) { Flags = o.Flags })];
}
