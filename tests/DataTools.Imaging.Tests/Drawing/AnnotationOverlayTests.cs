using DataTools.Catalog.Annotations;
using DataTools.Imaging.Codecs;
using DataTools.Imaging.Drawing;
using DataTools.Imaging.Pixels;

namespace DataTools.Imaging.Tests.Drawing;

public sealed class AnnotationOverlayTests
{
    private static readonly PixelImage Black = new(100, 50, 1);

    [Fact]
    public void A_box_is_a_line_of_its_classes_colour_around_its_pixels()
    {
        var drawn = Draw(new ObjectAnnotation(1, new(10, 20, 30, 20)));
        var colour = AnnotationOverlay.Colour(1);
        Assert.Equal(3, drawn.Channels);
        Assert.All([(10, 39), (39, 39), (10, 25), (39, 25), (25, 39)], p => Assert.Equal(colour, At(drawn, p)));
        Assert.All([(9, 25), (40, 25), (25, 40), (11, 30), (25, 38)], p => Assert.Equal((0, 0, 0), At(drawn, p)));
    }

    [Fact]
    public void Boxes_follow_the_picture_to_another_size_and_stay_within_it()
    {
        // The image was four times as large.
        var drawn = AnnotationOverlay.Draw(Black, (400, 200), new() { Objects = [new(0, new(40, 80, 1000, 80))] }, ["a"]);
        Assert.Equal(AnnotationOverlay.Colour(0), At(drawn, (10, 30)));
        Assert.Equal(AnnotationOverlay.Colour(0), At(drawn, (99, 30)));
        Assert.Equal((0, 0, 0), At(drawn, (50, 30)));
    }

    [Fact]
    public void Masks_and_polygons_are_half_transparent()
    {
        byte[] pixels = new byte[100 * 50];
        pixels.AsSpan(25 * 100, 100).Fill(1);
        var (r, g, b) = AnnotationOverlay.Colour(0);
        (int, int, int) half = (r / 2, g / 2, b / 2);
        var mask = Draw(new ObjectAnnotation(0, new(0, 0, 0, 0)) { Mask = RleMask.FromPixels(50, 100, pixels) });
        Assert.Equal(half, At(mask, (50, 25)));
        Assert.Equal((0, 0, 0), At(mask, (50, 26)));
        // A square with a hole.
        var polygon = Draw(new ObjectAnnotation(0, new(0, 0, 0, 0)) { Polygons = [[20, 12, 80, 12, 80, 48, 20, 48], [40, 20, 60, 20, 60, 40, 40, 40]] });
        Assert.All([(30, 30), (20, 12), (79, 47), (50, 45)], p => Assert.Equal(half, At(polygon, p)));
        Assert.All([(50, 30), (19, 30), (80, 30), (30, 48)], p => Assert.Equal((0, 0, 0), At(polygon, p)));
    }

    [Fact]
    public void Classes_of_pixels_are_drawn_but_not_the_background_or_what_nobody_cares_for()
    {
        var classes = new PixelImage(100, 50, 1);
        (classes.Pixels[0], classes.Pixels[1]) = (2, 255);
        var drawn = AnnotationOverlay.Draw(Black, (100, 50), new() { Segmentation = ImageCodec.EncodePng(classes) }, ["a", "b"]);
        var (r, g, b) = AnnotationOverlay.Colour(1);
        Assert.Equal((r / 2, g / 2, b / 2), At(drawn, (0, 0)));
        Assert.Equal((0, 0, 0), At(drawn, (1, 0)));
        Assert.Equal((0, 0, 0), At(drawn, (2, 0)));
    }

    [Fact]
    public void Keypoints_that_are_labelled_are_drawn()
    {
        var drawn = Draw(new ObjectAnnotation(0, new(0, 0, 0, 0)) { Keypoints = [new(50, 30, 2), new(70, 30, 0)] });
        Assert.Equal(AnnotationOverlay.Colour(0), At(drawn, (50, 30)));
        Assert.Equal((0, 0, 0), At(drawn, (70, 30)));
    }

    [Fact]
    public void Colours_are_bright_and_differ()
    {
        var colours = Enumerable.Range(0, 80).Select(AnnotationOverlay.Colour).ToList();
        Assert.Equal(80, colours.Distinct().Count());
        Assert.All(colours, c => Assert.True(c.R + c.G + c.B >= 255 + 100 + 100));
    }

    [Fact]
    public void Names_and_boxes_beyond_a_tiny_picture_draw_what_fits() =>
        AnnotationOverlay.Draw(new(2, 3, 3), (2, 3), new() { Objects = [new(0, new(-5, -5, 1000, 1000)), new(0, new(500, 500, 1, 1))] }, ["a very long name"]);

    private static PixelImage Draw(ObjectAnnotation o) => AnnotationOverlay.Draw(Black, (100, 50), new() { Objects = [o] }, ["", ""]);

    private static (int, int, int) At(PixelImage image, (int X, int Y) at)
    {
        var pixel = image.Pixels.AsSpan(((at.Y * image.Width) + at.X) * 3, 3);
        return (pixel[0], pixel[1], pixel[2]);
    }
}
