using DataTools.Imaging.Augmentation;
using DataTools.Training.Feeding;

namespace DataTools.Training.Export.Onnx;

/// <summary>
/// The preprocessing of testing inside a graph: pictures of any size as bytes, N x H x W x C, to what the network takes. It
/// says the same as <see cref="Preprocessing.Testing"/>: the shorter side resized, the square in the middle, normalised.
/// ONNX has a resize with antialiasing, but it resizes all of the picture and then crops, and our engine the crop alone,
/// with other pixels along its edge. So the filter's weights are worked out in the graph, in double precision, from the size
/// of the picture, and both axes are a multiplication of matrices.
/// </summary>
internal static class GraphPreprocessing
{
    // As in the engine: a crop of whole pixels stays inside although its corners are rounded.
    private const double Tolerance = 1e-6;

    // Colour is enlarged in steps of 1/65536 pixel, counted anew after so many: see Warp.
    private const int Steps = 1 << 16, Block = 256;

    /// <summary>Adds it behind the input <paramref name="image"/>, and gives the name of N x C x side x side floats.</summary>
    public static string Add(OnnxGraph graph, string image, Preprocessing preprocessing)
    {
        var side = preprocessing.ImageSize;
        string Number(double value) => graph.Constant("number", OnnxTensor.Of([], [value]));
        string Of(string operation, params string[] inputs) => graph.Node(operation, inputs);
        string Cast(string x, OnnxType type) => graph.Node("Cast", [x], ("to", (long)type));

        // Height and width, then the same resized, the longer side to the nearest pixel: see TenCrop.
        var size = graph.Node("Shape", [image], ("start", 1L), ("end", 3L));
        var shorter = Of("ReduceMin", size);
        var resized = Of("Div", Of("Add", Of("Mul", size, graph.Wholes(preprocessing.Resized)), Of("Div", shorter, graph.Wholes(2))), shorter);
        var exact = Cast(size, OnnxType.Double);
        var scale = Of("Div", exact, Cast(resized, OnnxType.Double));
        // The corner of the crop, rounded down.
        var corner = Cast(Of("Div", Of("Sub", resized, graph.Wholes(side)), graph.Wholes(2)), OnnxType.Double);
        var offset = Of("Mul", corner, scale);
        // The pixels that the crop covers.
        var last = Of("Sub", exact, Number(1));
        var first = Of("Min", Of("Max", Of("Floor", Of("Add", offset, Number(Tolerance))), Number(0)), last);
        var reach = Of("Sub", Of("Ceil", Of("Sub", Of("Add", offset, Of("Mul", scale, Number(side))), Number(Tolerance))), Number(1));
        var (from, to) = (Cast(first, OnnxType.Int64), Cast(Of("Add", Of("Min", Of("Max", reach, first), last), Number(1)), OnnxType.Int64));

        var crop = Of("Slice", image, from, to, graph.Wholes(1, 2));
        var planes = graph.Transpose(Cast(crop, OnnxType.Float), 0, 3, 1, 2);
        string? enlarged = preprocessing.Channels == 3 ? Of("LessOrEqual", graph.Node("ReduceMax", [scale], ("keepdims", 0L)), Number(1)) : null;
        string Rounded(string x) => Of("Div", Of("Round", Of("Mul", x, Number(Steps))), Number(Steps));
        string Filter(string x)
        {
            string Ramp(double reach) => Of("Max", Of("Sub", Number(reach), x), Number(0));
            if (preprocessing.Interpolation != Interpolation.Bicubic)
                return Ramp(1);
            // Keys (1981) with a = -0.5, as sums of what is nothing beyond 1 and beyond 2.
            string Cube(string r) => Of("Mul", r, Of("Mul", r, r));
            string Square(string r) => Of("Mul", r, r);
            string Times(double k, string y) => Of("Mul", Number(k), y);
            var (one, two) = (Ramp(1), Ramp(2));
            return Of("Add", Of("Sub", Times(0.5, Cube(two)), Times(0.5, Square(two))), Of("Add", Times(-2, Cube(one)), Square(one)));
        }
        string Weights(int axis)
        {
            string At(string x) => graph.Select(x, 0, axis);
            string Row(long[] shape, Func<int, double> value) => graph.Constant("places", OnnxTensor.Of(shape, [.. Enumerable.Range(0, side).Select(value)]));
            long[] outwards = axis == 0 ? [side, 1] : [1, side], inwards = axis == 0 ? [1, -1] : [-1, 1];
            string Centres(string places) => Of("Add", Of("Mul", places, At(scale)), At(offset));
            var centres = Centres(Row(outwards, i => i + 0.5));
            if (enlarged is not null)
            {
                // Across in equal steps from where a block begins; each row by itself.
                var block = axis == 0 ? 1 : Block;
                var begun = Rounded(Of("Sub", Centres(Row(outwards, i => (i / block * block) + 0.5)), Number(0.5)));
                var gone = Of("Mul", Row(outwards, i => i % block), Rounded(At(scale)));
                centres = Of("Where", enlarged, Of("Add", Of("Add", begun, gone), Number(0.5)), centres);
            }
            var positions = graph.Reshape(Cast(Of("Range", At(from), At(to), graph.Constant("step", OnnxTensor.Of([], [1L]))), OnnxType.Double), inwards);
            var distances = Of("Abs", Of("Sub", Of("Add", positions, Number(0.5)), centres));
            var filter = Filter(Of("Div", distances, Of("Max", At(scale), Number(1))));
            return Cast(Of("Div", filter, Of("ReduceSum", filter, graph.Wholes(1 - axis))), OnnxType.Float);
        }
        var square = Of("MatMul", Of("MatMul", Weights(0), planes), Weights(1));

        string Channels(Func<double, double, double> value) => graph.Constant("normalisation", OnnxTensor.Of(
            [1, preprocessing.Channels, 1, 1], [.. preprocessing.Mean.Zip(preprocessing.Std, (m, s) => (float)value(m, s))]));
        return graph.Add(graph.Multiply(square, Channels((_, s) => 1 / (255 * s))), Channels((m, s) => -m / s));
    }
}
