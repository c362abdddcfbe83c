using DataTools.Imaging.Augmentation.Operations;

namespace DataTools.Imaging.Augmentation;

/// <summary>The views of one image in testing.</summary>
public static class TenCrop
{
    private static readonly Corner[] Corners = [Corner.Center, Corner.TopLeft, Corner.TopRight, Corner.BottomLeft, Corner.BottomRight];

    /// <summary>One view: the shorter side resized to <paramref name="resize"/> pixels, the central square of <paramref name="size"/>.</summary>
    public static AugmentationPolicy Single(int size, int resize) => new([new Resize(resize, null), new CenterCrop(size)]);

    /// <summary>
    /// Ten views (Krizhevsky 2012): after the same resize, the centre and the four corners, each as it is and mirrored.
    /// <paramref name="padding"/> is black added on each side before cropping: pictures that are tested whole have no
    /// room for crops otherwise.
    /// </summary>
    public static IReadOnlyList<AugmentationPolicy> Views(int size, int resize, int padding = 0) =>
    [
        .. Corners
            .Select(corner => new AugmentationPolicy([new Resize(resize, null), new Pad(padding), new CornerCrop(size, corner)]))
            .SelectMany(view => new[] { view, view.Then(new HorizontalFlip()) }),
    ];
}
