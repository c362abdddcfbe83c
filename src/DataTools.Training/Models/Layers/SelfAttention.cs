using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DataTools.Training.Models.Layers;

/// <summary>Multi-head self-attention over N x tokens x width.</summary>
internal sealed class SelfAttention : Composite
{
    private readonly LinearLayer qkv, proj;
    private readonly int _heads;

    public SelfAttention(int width, int heads)
        : base(nameof(SelfAttention))
    {
        _heads = heads;
        qkv = new LinearLayer(width, 3 * width);
        proj = new LinearLayer(width, width);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var (count, tokens, width) = (input.shape[0], input.shape[1], input.shape[2]);
        var parts = qkv.call(input).view(count, tokens, 3, _heads, width / _heads).permute(2, 0, 3, 1, 4).unbind(0);
        var mixed = functional.scaled_dot_product_attention(parts[0], parts[1], parts[2]);
        return proj.call(mixed.transpose(1, 2).reshape(count, tokens, width)).MoveToOuterDisposeScope();
    }
}
