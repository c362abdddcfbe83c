using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DataTools.Training.Models.Layers;

/// <summary>
/// A layer that multiplies by weights, in the precision that its network says. Fresh weights are those that PyTorch's layer
/// of that kind draws: the weight first, then the bias, uniform up to the root of one by the number of inputs of an output.
/// </summary>
internal abstract class WeightLayer : Module<Tensor, Tensor>
{
    // PyTorch's "a" of kaiming_uniform_, by which the bound comes to one by the root of the inputs.
    private static readonly double Slope = Math.Sqrt(5);

    /// <summary>Named as in the state.</summary>
    public readonly TorchSharp.Modules.Parameter weight;

    /// <summary>As <see cref="weight"/>; null: the layer has none.</summary>
    public readonly TorchSharp.Modules.Parameter? bias;

    protected WeightLayer(string name, long[] shape, bool hasBias)
        : base(name)
    {
        weight = Parameter(empty(shape));
        init.kaiming_uniform_(weight, Slope);
        if (hasBias)
        {
            bias = Parameter(empty(shape[0]));
            var bound = 1 / Math.Sqrt(weight.numel() / shape[0]);
            init.uniform_(bias, -bound, bound);
        }
#pragma warning disable MA0056 // Nothing here overrides it: fields are registered as in every module.
        RegisterComponents();
#pragma warning restore MA0056
    }

    /// <summary>Set by <see cref="ImageModel.Precision"/>.</summary>
    public Precision Precision { get; set; }

    public sealed override Tensor forward(Tensor input)
    {
        if (Precision == Precision.Single)
            return Multiply(input, weight, bias);
        using var scope = NewDisposeScope();
        return Multiply(Rounded(input), Rounded(weight), bias is null ? null : Rounded(bias)).MoveToOuterDisposeScope();
    }

    protected abstract Tensor Multiply(Tensor input, Tensor weights, Tensor? shift);

    // Its gradient comes back in 32 bits.
    private static Tensor Rounded(Tensor value) => value.to_type(ScalarType.BFloat16);
}
