using CsCheck;
using DataTools.Imaging.Augmentation;

namespace DataTools.Imaging.Tests.Augmentation;

public sealed class AffineTests
{
    [Fact]
    public void One_map_after_another_is_one_map()
    {
        var map = Gen.Double[-3, 3].Array[6].Select(m => new Affine(m[0], m[1], m[2], m[3], m[4], m[5]));
        Gen.Select(map, map, Gen.Double[-9, 9], Gen.Double[-9, 9]).Sample((second, first, x, y) =>
        {
            var (mx, my) = first.Apply(x, y);
            var (expectedX, expectedY) = second.Apply(mx, my);
            var (actualX, actualY) = second.After(first).Apply(x, y);
            Assert.Equal(expectedX, actualX, 1e-9);
            Assert.Equal(expectedY, actualY, 1e-9);
        }, iter: 200);
    }

    [Fact]
    public void Rotation_keeps_its_centre_and_turns_the_x_axis_towards_the_y_axis()
    {
        var quarter = Affine.Rotation(90, 3, 5);
        Assert.Equal((3.0, 5.0), quarter.Apply(3, 5));
        var (x, y) = quarter.Apply(4, 5);
        Assert.Equal(3, x, 1e-12);
        Assert.Equal(6, y, 1e-12);
    }
}
