using DataTools.Training.Export.Onnx;
using DataTools.Training.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DataTools.Training.Models;

/// <summary>
/// Dosovitskiy et al., "An Image is Worth 16x16 Words" (2021), in the tiny and small widths of Touvron et al. (2021).
/// torchvision has neither, so state names and initialisation are those of timm, where their weights are
/// (cls_token, pos_embed, patch_embed.proj, blocks.0.attn.qkv, ..., norm, head).
/// </summary>
internal sealed class VisionTransformer : ImageModel
{
    public const int Patch = 16;

    private const double Epsilon = 1e-6;
    private const int Depth = 12;

    private readonly TorchSharp.Modules.Parameter cls_token, pos_embed;
    private readonly Module<Tensor, Tensor> patch_embed, blocks, norm, head;

    public VisionTransformer(ModelShape shape, int width, int heads)
        : base(nameof(VisionTransformer))
    {
        var side = shape.ImageSize / Patch;
        cls_token = Parameter(zeros(1, 1, width));
        pos_embed = Parameter(zeros(1, 1 + (side * side), width));
        patch_embed = new PatchEmbedding(shape.Channels, width);
        blocks = Sequential([.. Enumerable.Range(0, Depth).Select(_ => (Module<Tensor, Tensor>)new Block(width, heads))]);
        norm = LayerNorm(width, Epsilon);
        head = new LinearLayer(width, shape.Classes);
        RegisterComponents();
        init.normal_(cls_token, 0, 1e-6);
        Initialise.Transformer(pos_embed, null);
        foreach (var linear in modules().OfType<LinearLayer>())
            Initialise.Transformer(linear.weight, linear.bias);
    }

    public override string HeadName => nameof(head);

    public override IReadOnlyList<ModelStage> Stages { get; } =
    [
        new("stem", "cls_token", "pos_embed", "patch_embed"),
        new("stage1", "blocks.0", "blocks.1", "blocks.2"),
        new("stage2", "blocks.3", "blocks.4", "blocks.5"),
        new("stage3", "blocks.6", "blocks.7", "blocks.8"),
        new("stage4", "blocks.9", "blocks.10", "blocks.11", "norm"),
        new("head", "head"),
    ];

    /// <summary>The class token, N x width.</summary>
    public override Tensor Features(Tensor images)
    {
        using var scope = NewDisposeScope();
        var patches = patch_embed.call(images);
        var tokens = cat([cls_token.expand(patches.shape[0], -1, -1), patches], 1) + pos_embed;
        return norm.call(blocks.call(tokens).select(1, 0)).MoveToOuterDisposeScope();
    }

    protected override Tensor Head(Tensor features) => head.call(features);

    internal override string AddFeatures(OnnxGraph graph, string images)
    {
        var patches = graph.Through(images, patch_embed);
        var count = graph.Concatenate(0, graph.Node("Shape", [patches], ("start", 0L), ("end", 1L)), graph.Wholes(1, cls_token.shape[2]));
        var classes = graph.Node("Expand", [graph.Constant("token", OnnxTensor.Of(cls_token)), count]);
        var tokens = graph.Add(graph.Concatenate(1, classes, patches), graph.Constant("positions", OnnxTensor.Of(pos_embed)));
        return graph.Through(graph.Select(graph.Through(tokens, blocks), 1, 0), norm);
    }

    internal override string AddHead(OnnxGraph graph, string features) => graph.Through(features, head);

    private sealed class PatchEmbedding : Composite, IGraphLayer
    {
        private readonly ConvolutionLayer proj;

        public PatchEmbedding(int channels, int width)
            : base(nameof(PatchEmbedding))
        {
            proj = new ConvolutionLayer(channels, width, Patch, stride: Patch);
            RegisterComponents();
        }

        public override Tensor forward(Tensor images)
        {
            using var scope = NewDisposeScope();
            return proj.call(images).flatten(2).transpose(1, 2).MoveToOuterDisposeScope();
        }

        public string AddTo(OnnxGraph graph, string images) =>
            graph.Transpose(graph.Reshape(graph.Through(images, proj), 0, proj.weight.shape[0], -1), 0, 2, 1);
    }

    private sealed class Block : Composite, IGraphLayer
    {
        private readonly Module<Tensor, Tensor> norm1, attn, norm2, mlp;

        public Block(int width, int heads)
            : base(nameof(Block))
        {
            norm1 = LayerNorm(width, Epsilon);
            attn = new SelfAttention(width, heads);
            norm2 = LayerNorm(width, Epsilon);
            mlp = Sequential(("fc1", new LinearLayer(width, 4 * width)), ("act", GELU()), ("fc2", new LinearLayer(4 * width, width)));
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var x = input + attn.call(norm1.call(input));
            return (x + mlp.call(norm2.call(x))).MoveToOuterDisposeScope();
        }

        public string AddTo(OnnxGraph graph, string input)
        {
            var x = graph.Add(input, graph.Through(input, norm1, attn));
            return graph.Add(x, graph.Through(x, norm2, mlp));
        }
    }
}
