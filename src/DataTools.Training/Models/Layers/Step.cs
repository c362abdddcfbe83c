using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DataTools.Training.Models.Layers;

/// <summary>A step without weights that holds a place in a sequence. It must not return its input itself: a sequence disposes that.</summary>
internal sealed class Step(Func<Tensor, Tensor> function) : Module<Tensor, Tensor>(nameof(Step))
{
    public override Tensor forward(Tensor input) => function(input);
}
