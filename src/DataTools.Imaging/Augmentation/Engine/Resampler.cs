using System.Buffers;

namespace DataTools.Imaging.Augmentation.Engine;

/// <summary>
/// An image under any map, as planes of floats in [0, 1], in the cheapest way that there is for the map. With
/// <see cref="Border.Constant"/> an output pixel whose centre comes from outside is the fill; inside, neighbours beyond the
/// edge count as the edge, as Pillow has it. Where a map shrinks the image it is antialiased: resizes by a wider filter,
/// others by means of boxes first; in the exact mode, as in Pillow, only resizes are.
/// </summary>
internal static class Resampler
{
    public static void Resample(in PixelView source, ResamplePass pass, Span<float> planes, EngineMode mode = EngineMode.Fused)
    {
        var (route, size) = (new Route(pass.Map), new ImageSize(source.Width, source.Height));
        var bounds = Bounds.Of(route, pass.Output);
        if (route.IsWhole)
            WholePixels.Resample(source, route.First.Affine, pass.Output, pass.Border, pass.Fill, planes);
        else if (pass.Interpolation == Interpolation.Nearest)
            Nearest.Resample(source, route, pass.Output, pass.Border, pass.Fill, planes);
        else if (Enlarges(route, pass, size, bounds) && source.Channels == 3 && bounds!.Value.Window(size, 0) is var window && Warp.Takes(window, route))
            Warp.Resample(source.Part(window), route.From(window, 1, 1), pass.Output, Border.Replicate, 0, planes);
        else if (IsSeparable(route, pass, size, bounds, mode))
            AxisAligned.Resample(source, route.First.Affine, pass.Output, pass.Interpolation, pass.Fill, planes);
        else
            Warped(source, route, bounds, pass, mode, planes);
    }

    /// <summary>The same from planes of floats: what comes of an earlier pass, without a way through 8 bits.</summary>
    public static void Resample(ReadOnlySpan<float> source, int channels, ResamplePass pass, Span<float> planes, EngineMode mode = EngineMode.Fused)
    {
        var (size, route) = (pass.Input, new Route(pass.Map));
        if (route.IsWhole)
        {
            WholePixels.Resample(source, size, channels, route.First.Affine, pass.Output, pass.Border, pass.Fill, planes);
        }
        else if (pass.Interpolation == Interpolation.Nearest)
        {
            Nearest.Resample(source, size, channels, route, pass.Output, pass.Border, pass.Fill, planes);
        }
        else if (IsSeparable(route, pass, size, Bounds.Of(route, pass.Output), mode))
        {
            AxisAligned.Resample(source, size, channels, route.First.Affine, pass.Output, pass.Interpolation, pass.Fill, planes);
        }
        else
        {
            var (across, down) = BoxShrink.Boxes(route, pass.Output, size, mode);
            if (across == 1 && down == 1)
            {
                PlaneWarp.Resample(source, size, channels, route, pass.Output, pass.Border, pass.Fill, pass.Interpolation, mode, planes);
                return;
            }
            var smaller = new ImageSize(BoxShrink.Count(size.Width, across), BoxShrink.Count(size.Height, down));
            var shrunk = ArrayPool<float>.Shared.Rent(channels * smaller.Width * smaller.Height);
            BoxShrink.Shrink(source, size, channels, across, down, shrunk);
            PlaneWarp.Resample(shrunk, smaller, channels, route.From(new(0, 0, size.Width, size.Height), across, down), pass.Output, pass.Border, pass.Fill, pass.Interpolation, mode, planes);
            ArrayPool<float>.Shared.Return(shrunk);
        }
    }

    /// <summary>
    /// Whether torchvision does a pass by Pillow's resize or by copying, which round; by Pillow's transform otherwise, which
    /// cuts off what is behind the point.
    /// </summary>
    public static bool Rounds(ResamplePass pass)
    {
        var route = new Route(pass.Map);
        return route.IsWhole || IsSeparable(route, pass, pass.Input, Bounds.Of(route, pass.Output), EngineMode.Exact);
    }

    private static bool Enlarges(in Route route, ResamplePass pass, ImageSize size, in Bounds? bounds) =>
        pass.Interpolation == Interpolation.Bilinear && Math.Abs(route.First.A) <= 1 && Math.Abs(route.First.E) <= 1 && IsSeparable(route, pass, size, bounds, EngineMode.Exact);

    // Beyond the edge there is the fill, or nothing is needed.
    private static bool IsSeparable(in Route route, ResamplePass pass, ImageSize size, in Bounds? bounds, EngineMode mode) =>
        route.Displacement is null && route.First.IsAxisAligned && Math.Abs(route.First.A) > 1e-9 && Math.Abs(route.First.E) > 1e-9
        && bounds is { } area && ((pass.Border == Border.Constant && mode == EngineMode.Fused) || area.Within(0, 0, size.Width, size.Height));

    /// <summary>The way for maps that take both axes together.</summary>
    public static void Warped(in PixelView whole, in Route route, in Bounds? bounds, ResamplePass pass, EngineMode mode, Span<float> planes)
    {
        var size = new ImageSize(whole.Width, whole.Height);
        var (across, down) = BoxShrink.Boxes(route, pass.Output, size, mode);
        // A mirrored picture can come from anywhere.
        var window = bounds is { } area && (pass.Border != Border.Reflect || area.Within(0, 0, size.Width, size.Height))
            ? area.Window(size, 3 + (2 * Math.Max(across, down)))
            : new(0, 0, size.Width, size.Height);
        var source = whole.Part(window);
        var map = route.From(window, across, down);
        if (across == 1 && down == 1)
        {
            Warped(source, map, pass, mode, planes);
            return;
        }
        var line = ArrayPool<int>.Shared.Rent((source.Width * source.Channels) + 4);
        var bytes = ArrayPool<byte>.Shared.Rent(BoxShrink.Length(source, across, down));
        Warped(BoxShrink.Shrink(source, across, down, line, bytes), map, pass, mode, planes);
        ArrayPool<int>.Shared.Return(line);
        ArrayPool<byte>.Shared.Return(bytes);
    }

    private static void Warped(in PixelView source, in Route map, ResamplePass pass, EngineMode mode, Span<float> planes)
    {
        var window = new Window(0, 0, source.Width, source.Height);
        if (source.Channels == 3 && pass.Interpolation == Interpolation.Bilinear && Warp.Takes(window, map)
            && (pass.Border != Border.Reflect || Bounds.Of(map, pass.Output) is { } area && area.Within(-Warp.LargestSide, -Warp.LargestSide, Warp.LargestSide, Warp.LargestSide)))
        {
            Warp.Resample(source, map, pass.Output, pass.Border, pass.Fill, planes);
            return;
        }
        var (size, length) = (new ImageSize(source.Width, source.Height), source.Channels * source.Width * source.Height);
        var values = ArrayPool<float>.Shared.Rent(length);
        WholePixels.Resample(source, Affine.Identity, size, Border.Constant, 0, values);
        PlaneWarp.Resample(values, size, source.Channels, map, pass.Output, pass.Border, pass.Fill, pass.Interpolation, mode, planes);
        ArrayPool<float>.Shared.Return(values);
    }
}
