using DataTools.Catalog.Randomness;

namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>Puts the channels into a uniformly random order.</summary>
public sealed record ChannelShuffle : StepOperation
{
    internal static OperationDefinition Of { get; } = new(
        "channel_shuffle", "Puts the channels into a uniformly random order.", [], _ => new ChannelShuffle())
    { DefaultP = 0.5 };

    private static readonly ColourMatrixStep[] Orders = [.. new int[][] { [0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0] }.Select(Order)];

    internal override OperationDefinition Definition => Of;

    internal override IEnumerable<double[]?> Values => [];

    internal override Step DrawStep(ref RandomStream random, ImageSize input) => Orders[random.NextInt(Orders.Length)];

    private static ColourMatrixStep Order(int[] order) => new([.. order.SelectMany(from => Enumerable.Range(0, 3).Select(c => c == from ? 1f : 0f))], [0f, 0f, 0f]);
}
