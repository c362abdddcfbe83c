using DataTools.Imaging.Augmentation.Operations;

namespace DataTools.Imaging.Augmentation;

/// <summary>
/// The views of one image in testing. The longer side is rounded to the nearest pixel and the corner of the middle square
/// down, as TensorFlow-Slim's evaluation of ImageNet networks does; torchvision rounds the first down and the second to
/// the nearest. The views differ by a pixel at most, accuracy does not, but single predictions do: of real photos on
/// published networks these views give what scripts around Pillow give (see the benchmark <c>oracles</c>).
/// </summary>
public static class TenCrop
{
    private static readonly Corner[] Corners = [Corner.Center, Corner.TopLeft, Corner.TopRight, Corner.BottomLeft, Corner.BottomRight];

    /// <summary>One view: the shorter side resized to <paramref name="resize"/> pixels, the central square of <paramref name="size"/>.</summary>
    public static AugmentationPolicy Single(int size, int resize, Interpolation interpolation = Interpolation.Bilinear) =>
        new([Shorter(resize, interpolation), Square(size, Corner.Center)]);

    /// <summary>
    /// Ten views (Krizhevsky 2012): after the same resize, the centre and the four corners, each as it is and mirrored.
    /// <paramref name="padding"/> is black added on each side before cropping: pictures that are tested whole have no
    /// room for crops otherwise.
    /// </summary>
    public static IReadOnlyList<AugmentationPolicy> Views(int size, int resize, int padding = 0, Interpolation interpolation = Interpolation.Bilinear) =>
    [
        .. Corners
            .Select(corner => new AugmentationPolicy([Shorter(resize, interpolation), new Pad(padding), Square(size, corner)]))
            .SelectMany(view => new[] { view, view.Then(new HorizontalFlip()) }),
    ];

    private static Resize Shorter(int length, Interpolation interpolation) => new(length, null) { Interpolation = interpolation, ToNearest = true };

    private static CornerCrop Square(int size, Corner corner) => new(size, corner) { RoundsDown = true };
}
