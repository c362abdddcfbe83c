using DataTools.Catalog;
using Google.Protobuf;

namespace DataTools.Training.Export.Onnx;

/// <summary>A graph and what there is to know of it, as an ONNX file (onnx.proto's messages, by their field numbers).</summary>
/// <param name="Graph">The computation.</param>
/// <param name="Metadata">Names and texts.</param>
internal sealed record OnnxModel(OnnxGraph Graph, IReadOnlyDictionary<string, string> Metadata)
{
    // Of the files that hold operator set 20.
    private const int IrVersion = 9;

    private const string Producer = "datatools";

    /// <summary>The file. Throws <see cref="InvalidInputException"/> above protobuf's 2 GB.</summary>
    public byte[] Bytes()
    {
        var model = new ProtoMessage().Whole(1, IrVersion).Text(2, Producer).Message(7, Of(Graph)).Message(8, new ProtoMessage().Text(1, "").Whole(2, OnnxGraph.OperatorSet));
        foreach (var (key, value) in Metadata)
            model.Message(14, new ProtoMessage().Text(1, key).Text(2, value));
        if (model.Length > Array.MaxLength)
            throw new InvalidInputException($"the network takes {model.Length} bytes, and a file of ONNX holds 2 GB", "Export a smaller one.");
        var bytes = new byte[model.Length];
        using var output = new CodedOutputStream(bytes);
        model.Write(output);
        return bytes;
    }

    private static ProtoMessage Of(OnnxGraph graph)
    {
        var message = new ProtoMessage();
        foreach (var node in graph.Nodes)
            message.Message(1, Of(node));
        message.Text(2, Producer);
        foreach (var (name, tensor) in graph.Constants)
            message.Message(5, Of(tensor).Text(8, name).Bytes(9, tensor.Data));
        graph.Inputs.ForEach(i => message.Message(11, Of(i)));
        graph.Outputs.ForEach(o => message.Message(12, Of(o)));
        return message;
    }

    private static ProtoMessage Of(OnnxNode node)
    {
        var message = new ProtoMessage();
        foreach (var input in node.Inputs)
            message.Text(1, input);
        message.Text(2, node.Name).Text(3, node.Name).Text(4, node.Operation);
        foreach (var (name, value) in node.Attributes)
            message.Message(5, Of(name, value));
        return message;
    }

    private static ProtoMessage Of(string name, object value)
    {
        const int kind = 20;
        var message = new ProtoMessage().Text(1, name);
        switch (value)
        {
            case float number:
                return message.Single(2, number).Whole(kind, 1);
            case long number:
                return message.Whole(3, number).Whole(kind, 2);
            case string text:
                return message.Text(4, text).Whole(kind, 3);
            case long[] numbers:
                return numbers.Aggregate(message, (m, n) => m.Whole(8, n)).Whole(kind, 7);
            default:
                throw new ArgumentException($"{value.GetType()} is no attribute", nameof(value));
        }
    }

    private static ProtoMessage Of(OnnxTensor tensor) => tensor.Shape.Aggregate(new ProtoMessage(), (m, d) => m.Whole(1, d)).Whole(2, (int)tensor.Type);

    private static ProtoMessage Of(OnnxPort port)
    {
        var tensor = new ProtoMessage().Whole(1, (int)port.Type);
        if (port.Shape is { } shape)
        {
            tensor.Message(2, shape.Aggregate(
                new ProtoMessage(), (m, d) => m.Message(1, d is string any ? new ProtoMessage().Text(2, any) : new ProtoMessage().Whole(1, Convert.ToInt64(d, null)))));
        }
        return new ProtoMessage().Text(1, port.Name).Message(2, new ProtoMessage().Message(1, tensor));
    }
}
