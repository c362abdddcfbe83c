using DataTools.Training.Models;
using static TorchSharp.torch;

namespace DataTools.Training.Feeding;

/// <summary>What a training learns from, batch by batch: images, or features of them that were computed once.</summary>
internal interface IFeed
{
    /// <summary>Samples in a batch.</summary>
    int BatchSize { get; }

    /// <summary>Batches in an epoch.</summary>
    int Steps { get; }

    /// <summary>How long those who asked for batches of training have waited for them, all in all.</summary>
    TimeSpan Waited { get; }

    /// <summary>The batches of an epoch from <paramref name="first"/> on. One is valid until the next is asked for.</summary>
    IEnumerable<Batch> Training(int epoch, int first, CancellationToken cancellation);

    /// <summary>The samples that choices are made on.</summary>
    IEnumerable<Batch> Validation(CancellationToken cancellation);

    /// <summary>A batch on the device, as <see cref="Logits"/> takes it. The tensors may alias the batch.</summary>
    (Tensor Inputs, Tensor Targets) Tensors(Batch batch);

    /// <summary>What the network makes of inputs of this feed.</summary>
    Tensor Logits(ImageModel model, Tensor inputs);
}
