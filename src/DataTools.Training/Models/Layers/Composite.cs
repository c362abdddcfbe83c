using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DataTools.Training.Models.Layers;

/// <summary>A part of a network that owns the modules it is made of.</summary>
internal abstract class Composite(string name) : Module<Tensor, Tensor>(name)
{
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var child in children())
                child.Dispose();
        }
        base.Dispose(disposing);
    }
}
