namespace DataTools.Training.Export.Onnx;

/// <summary>One operation of a graph; what it gives is called as itself.</summary>
/// <param name="Operation">As ONNX calls it.</param>
/// <param name="Name">Of the node and its output.</param>
/// <param name="Inputs">Outputs of other nodes, constants or inputs of the graph.</param>
/// <param name="Attributes">A <see cref="long"/>, <see cref="float"/>, <see cref="string"/> or array of <see cref="long"/> by name.</param>
internal sealed record OnnxNode(string Operation, string Name, IReadOnlyList<string> Inputs, IReadOnlyList<(string Name, object Value)> Attributes);

/// <summary>What goes into a graph, or comes out of it.</summary>
/// <param name="Name">Of the tensor.</param>
/// <param name="Type">Of its numbers.</param>
/// <param name="Shape">A number, or a name for a dimension that may be any; null: not said.</param>
internal sealed record OnnxPort(string Name, OnnxType Type, IReadOnlyList<object>? Shape);
