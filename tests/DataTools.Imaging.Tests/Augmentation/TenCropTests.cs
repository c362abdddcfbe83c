using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Pixels;

namespace DataTools.Imaging.Tests.Augmentation;

public sealed class TenCropTests
{
    // Red is the column, green the row: where a pixel came from can be read from it.
    private static readonly PixelImage Coordinates = Pictures.Of(20, 12, 3, (x, y, c) => (byte)(c == 0 ? x : c == 1 ? y : 9));

    [Fact]
    public void The_views_are_the_centre_and_the_corners_each_with_its_mirror_image()
    {
        var views = TenCrop.Views(size: 8, resize: 12).Select(v => v.Draw(Coordinates.Size(), 0, 0, 0).Apply(Coordinates)).ToList();
        (int X, int Y)[] corners = [(6, 2), (0, 0), (12, 0), (0, 4), (12, 4)];
        Assert.Equal(10, views.Count);
        for (var i = 0; i < 10; i++)
        {
            var (left, top) = corners[i / 2];
            Pictures.Same(
                Pictures.Of(8, 8, 3, (x, y, c) => Coordinates.At(left + (i % 2 == 0 ? x : 7 - x), top + y, c)),
                views[i]);
        }
    }

    [Fact]
    public void The_single_view_is_the_first_of_the_ten()
    {
        var photo = Pictures.Waves(50, 70, 3);
        Pictures.Same(photo.Through([.. TenCrop.Single(24, 30).Operations]), photo.Through([.. TenCrop.Views(24, 30)[0].Operations]));
    }

    [Fact]
    public void Padding_makes_room_for_crops_of_the_whole_picture_at_its_own_scale()
    {
        var views = TenCrop.Views(size: 12, resize: 12, padding: 2).Select(v => v.Draw(Coordinates.Size(), 0, 0, 0).Apply(Coordinates)).ToList();
        Pictures.Same(Coordinates.Through([.. TenCrop.Single(12, 12).Operations]), views[0]);
        // Top left: two black rows and columns, then the picture from its corner.
        Pictures.Same(Pictures.Of(12, 12, 3, (x, y, c) => x < 2 || y < 2 ? (byte)0 : Coordinates.At(x - 2, y - 2, c)), views[2]);
    }

    [Fact]
    public void Views_larger_than_the_image_show_all_of_it_centred_on_black()
    {
        var views = TenCrop.Views(size: 16, resize: 12).Select(v => v.Draw(Coordinates.Size(), 0, 0, 0).Apply(Coordinates)).ToList();
        Assert.All(views, v => Assert.Equal((16, 16), (v.Width, v.Height)));
        Assert.All(views, v => Assert.True(v.At(7, 1, 2) == 0 && v.At(7, 2, 2) == 9 && v.At(7, 13, 2) == 9 && v.At(7, 14, 2) == 0));
        Assert.Equal([2, 0, 4, 0, 4], views.Where((_, i) => i % 2 == 0).Select(v => (int)v.At(0, 5)));
    }

    /// <summary>50 x 71 at 30 is 30 x 42.6: 43 rows, of which 19 are too many. torchvision would say 42.</summary>
    [Fact]
    public void The_longer_side_is_rounded_to_the_nearest_pixel_and_the_corner_down()
    {
        var map = TenCrop.Single(24, 30).Draw(new(50, 71), 0, 0, 0).OutputToInput;
        Assert.Equal(71.0 / 43, map.E, 1e-9);
        Assert.Equal(9 * 71.0 / 43, map.F, 1e-9);
        Assert.Equal(71.0 / 42, new AugmentationPolicy([new DataTools.Imaging.Augmentation.Operations.Resize(30, null)]).Draw(new(50, 71), 0, 0, 0).OutputToInput.E, 1e-9);
    }
}
