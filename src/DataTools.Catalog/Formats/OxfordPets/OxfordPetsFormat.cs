using DataTools.Catalog.Annotations;
using DataTools.Catalog.Formats.Voc;

namespace DataTools.Catalog.Formats.OxfordPets;

/// <summary>
/// The Oxford-IIIT pets (Parkhi et al., 2012): <c>images/Breed_1.jpg</c> and the lists <c>annotations/trainval.txt</c> (here
/// train) and <c>test.txt</c>, whose lines are the image's name, its class from 1, its species and its number within it. Heads
/// that are marked (<c>xmls/</c>) are boxes of the breed, trimaps (<c>trimaps/</c>) are its pixels. The species is checked and
/// not kept: it follows from the breed, of which only cats' begin with a capital letter.
/// </summary>
internal static class OxfordPetsFormat
{
    private const string Train = "annotations/trainval.txt", Test = "annotations/test.txt", Extension = ".jpg";

    public static DatasetFormat Format { get; } = new(
        "oxford-pets", "Oxford-IIIT Pet: images/, annotations/trainval.txt and test.txt; heads as boxes, trimaps as classes of pixels", Recognise, Read);

    private sealed record Item(string Name, string Split, int Class, ListedFile Image, ListedFile? Head, ListedFile? Trimap);

    private static string? Recognise(FileList files) => files.Named(Train).Concat(files.Named(Test)).FirstOrDefault(l => files.Beside(l, "list.txt") is not null)?.Path;

    private static DatasetContent Read(FileList files, ReadOptions options, CancellationToken cancellation)
    {
        var lists = new[] { (SplitNames.Train, files.Single(Train)), (SplitNames.Test, files.Single(Test)) }.Where(l => l.Item2 is not null).Select(l => (l.Item1, l.Item2!)).ToList();
        if (lists.Count == 0)
            throw new InvalidInputException($"{files.Origin}: it has neither {Train} nor {Test}", "The Oxford-IIIT pets are laid out so.");
        var lines = SplitLists.Read(files, lists, text => ListedText.Words(text)[0]);
        var breeds = PetBreeds.Of(files, lines);
        var folder = lists[0].Item2.Folder();
        // Archivers of macOS left files such as ._Abyssinian_1.png, which are passed over as hidden.
        var heads = files.Files.Where(f => f.Folder() == $"{folder}xmls/" && f.Name.EndsWith(".xml", StringComparison.Ordinal)).ToDictionary(f => f.Stem(), StringComparer.Ordinal);
        var trimaps = files.Files.Where(f => f.Folder() == $"{folder}trimaps/" && f.Name.EndsWith(".png", StringComparison.Ordinal)).ToDictionary(f => f.Stem(), StringComparer.Ordinal);
        var images = files.Files.Where(f => f.Name.EndsWith(Extension, StringComparison.Ordinal)).Select(f => (f.Stem(), f));
        var items = SplitLists.Images(files, lines, images, options.BadSamples)
            .Select(i => new Item(i.Name, i.Line.Split, breeds.Labels[i.Name], i.Image, heads.GetValueOrDefault(i.Name), trimaps.GetValueOrDefault(i.Name))).ToList();
        return new(breeds.Names, SampleStream.Splits(files, items, i => i.Split, i => Load(files, i), options.BadSamples, cancellation))
        {
            Kinds = (heads.Count > 0 ? AnnotationKinds.Objects : AnnotationKinds.None) | (trimaps.Count > 0 ? AnnotationKinds.Segmentation : AnnotationKinds.None),
        };
    }

    private static Sample Load(FileList files, Item item) => new(item.Name, item.Image.ReadAll(files.Shown(item.Image)), item.Class, item.Image.Path)
    {
        Annotations = new()
        {
            Objects = item.Head is null ? [] : [.. VocAnnotation.Read(files, item.Head).Select(o => new ObjectAnnotation(item.Class, o.Box) { Flags = o.Flags })],
            Segmentation = item.Trimap is null ? default : Segmentation(files, item.Trimap, item.Class),
        },
    };

    // 1 is the pet, 2 the background and 3 the edge between them.
    private static byte[] Segmentation(FileList files, ListedFile trimap, int label)
    {
        var shown = files.Shown(trimap);
        var (width, height, pixels) = IndexedPng.Decode(trimap.ReadAll(shown), shown);
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = pixels[i] switch
            {
                1 => (byte)(label + 1),
                2 => 0,
                3 => 255,
                var other => throw new BadSampleException(shown, $"a trimap has no pixel of {other}"),
            };
        }
        return StoredPng.Encode(pixels, width, height);
    }
}
