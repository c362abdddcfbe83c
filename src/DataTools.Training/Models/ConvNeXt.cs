using DataTools.Training.Export.Onnx;
using DataTools.Training.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DataTools.Training.Models;

/// <summary>Liu et al., "A ConvNet for the 2020s" (2022), Tiny, with torchvision's state names.</summary>
internal sealed class ConvNeXt : ImageModel
{
    private const double Epsilon = 1e-6, Dropped = 0.1, InitialScale = 1e-6;

    private static readonly (int Channels, int Blocks)[] Table = [(96, 3), (192, 3), (384, 9), (768, 3)];

    private readonly Module<Tensor, Tensor> features, classifier;

    public ConvNeXt(ModelShape shape)
        : base(nameof(ConvNeXt))
    {
        var all = Table.Sum(t => t.Blocks);
        var (input, done) = (Table[0].Channels, 0);
        List<Module<Tensor, Tensor>> made = [Sequential(new ConvolutionLayer(shape.Channels, input, 4, stride: 4), new ChannelNorm(input))];
        foreach (var (channels, blocks) in Table)
        {
            if (channels != input)
                made.Add(Sequential(new ChannelNorm(input), new ConvolutionLayer(input, channels, 2, stride: 2)));
            made.Add(Sequential([.. Enumerable.Range(done, blocks).Select(i => (Module<Tensor, Tensor>)new Block(channels, Dropped * i / (all - 1)))]));
            (input, done) = (channels, done + blocks);
        }
        features = Sequential(made);
        classifier = Sequential(new ChannelNorm(input), Flatten(), new LinearLayer(input, shape.Classes));
        RegisterComponents();
        foreach (var module in modules())
        {
            if (module is WeightLayer layer)
                Initialise.Transformer(layer.weight, layer.bias);
        }
    }

    public override string HeadName => "classifier.2";

    public override IReadOnlyList<ModelStage> Stages { get; } =
    [
        new("stem", "features.0"),
        new("stage1", "features.1"),
        new("stage2", "features.2", "features.3"),
        new("stage3", "features.4", "features.5"),
        new("stage4", "features.6", "features.7", "classifier.0"),
        new("head", "classifier.2"),
    ];

    public override Tensor Features(Tensor images)
    {
        using var scope = NewDisposeScope();
        var pooled = features.call(images).mean([2, 3], keepdim: true);
        return Part(0).call(pooled).flatten(1).MoveToOuterDisposeScope();
    }

    protected override Tensor Head(Tensor features) => Part(2).call(features);

    internal override string AddFeatures(OnnxGraph graph, string images) => graph.Node("Flatten", [graph.Through(graph.Mean(graph.Through(images, features), keepDimensions: true), Part(0))]);

    internal override string AddHead(OnnxGraph graph, string features) => graph.Through(features, Part(2));

    private Module<Tensor, Tensor> Part(int index) => (Module<Tensor, Tensor>)classifier.children().ElementAt(index);

    /// <summary>Layer normalisation over the channels of each pixel.</summary>
    private sealed class ChannelNorm : Composite, IGraphLayer
    {
        private readonly TorchSharp.Modules.Parameter weight, bias;

        public ChannelNorm(int channels)
            : base(nameof(ChannelNorm))
        {
            weight = Parameter(ones(channels));
            bias = Parameter(zeros(channels));
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            return functional.layer_norm(input.permute(0, 2, 3, 1), weight.shape, weight, bias, Epsilon)
                .permute(0, 3, 1, 2).MoveToOuterDisposeScope();
        }

        public string AddTo(OnnxGraph graph, string input) =>
            graph.Transpose(graph.LayerNorm(graph.Transpose(input, 0, 2, 3, 1), weight, bias, Epsilon), 0, 3, 1, 2);
    }

    private sealed class Block : Composite, IGraphLayer
    {
        private readonly Module<Tensor, Tensor> block;
        private readonly TorchSharp.Modules.Parameter layer_scale;
        private readonly double _dropped;

        public Block(int channels, double dropped)
            : base(nameof(Block))
        {
            _dropped = dropped;
            block = Sequential(
                new ConvolutionLayer(channels, channels, 7, padding: 3, groups: channels),
                new Permute(0, 2, 3, 1),
                LayerNorm(channels, Epsilon),
                new LinearLayer(channels, 4 * channels),
                GELU(),
                new LinearLayer(4 * channels, channels),
                new Permute(0, 3, 1, 2));
            layer_scale = Parameter(full([channels, 1, 1], InitialScale));
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            return StochasticDepth.Of(layer_scale * block.call(input), _dropped, training).add(input).MoveToOuterDisposeScope();
        }

        public string AddTo(OnnxGraph graph, string input) =>
            graph.Add(graph.Multiply(graph.Through(input, block), graph.Constant("scale", OnnxTensor.Of(layer_scale))), input);
    }
}
