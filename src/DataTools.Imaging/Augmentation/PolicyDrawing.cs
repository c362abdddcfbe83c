using DataTools.Catalog;
using DataTools.Catalog.Randomness;
using DataTools.Imaging.Codecs;

namespace DataTools.Imaging.Augmentation;

/// <summary>One view of one sample while it is drawn: the steps so far and the size they lead to.</summary>
internal sealed class PolicyDrawing(ImageSize input, ulong seed, ulong sample, uint view, int capacity)
{
    private readonly List<Step> _steps = new(capacity);
    private readonly List<string> _operations = new(capacity);
    private Operation? _current;

    /// <summary>The size after the steps so far.</summary>
    public ImageSize Size { get; private set; } = input;

    /// <summary>What was drawn.</summary>
    public IReadOnlyList<Step> Steps => _steps;

    /// <summary>For each step the name of the operation that drew it.</summary>
    public IReadOnlyList<string> Operations => _operations;

    /// <summary>The stream of the operation that is drawing: those inside it are keyed by it.</summary>
    public uint Stream { get; private set; }

    /// <summary>Throws the operations' coins and draws those that are applied, in order.</summary>
    public void Draw(IReadOnlyList<Operation> operations, uint path)
    {
        for (var i = 0; i < operations.Count; i++)
            Draw(operations, i, path);
    }

    /// <summary>One operation of a list.</summary>
    /// <param name="operations">The list: how many of the same name stand before the operation is part of its key.</param>
    /// <param name="index">Which.</param>
    /// <param name="path">The stream of the operation that the list belongs to; 0 for the policy's own.</param>
    public void Draw(IReadOnlyList<Operation> operations, int index, uint path)
    {
        var operation = operations[index];
        var stream = path == 0 ? operation.Definition.Stream : Below(path, operation.Definition.Stream);
        for (var i = 0; i < index; i++)
            stream += operations[i].Definition == operation.Definition ? 1u : 0u;
        var random = new RandomStream(seed, sample, view, stream);
        // The coin is thrown even where p is 1: another p changes how often the operation is applied and nothing it draws.
        if (!random.Chance(operation.P))
            return;
        var (outer, outerStream) = (_current, Stream);
        (_current, Stream) = (operation, stream);
        operation.Draw(ref random, this);
        (_current, Stream) = (outer, outerStream);
    }

    /// <summary>Adds a step of the operation that is drawing.</summary>
    /// <exception cref="InvalidInputException">It makes more pixels than <see cref="ImageCodec.MaximalPixels"/>, or none.</exception>
    public void Add(Step step)
    {
        var name = _current!.Definition.Name;
        if (step is GeometryStep { Output: var output })
        {
            if (output.Width < 1 || output.Height < 1)
            {
                throw new InvalidInputException(
                    $"{name} would leave nothing of an image of {Size}: {output} pixels", "Use a larger size in the policy, or leave such images out.");
            }
            if ((long)output.Width * output.Height > ImageCodec.MaximalPixels)
            {
                throw new InvalidInputException(
                    $"{name} would make {output} pixels of an image of {Size}: more than the {ImageCodec.MaximalPixels / 1_000_000} million allowed",
                    "Use a smaller size in the policy.");
            }
            Size = output;
        }
        _steps.Add(step);
        _operations.Add(name);
    }

    // Where an inner list's streams begin: the path and the name mixed (the finaliser of MurmurHash3), far from all others.
    private static uint Below(uint path, uint name)
    {
        var h = (path * 0x9E3779B9u) ^ name;
        h = (h ^ (h >> 16)) * 0x85EBCA6Bu;
        h = (h ^ (h >> 13)) * 0xC2B2AE35u;
        return h ^ (h >> 16);
    }
}
