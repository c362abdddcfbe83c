using System.Globalization;
using System.Text.RegularExpressions;
using DataTools.Catalog;

namespace DataTools.Evaluation.Predictions.External;

/// <summary>What the header of a NumPy file says: a Python dictionary of which only the one form that NumPy writes is read.</summary>
/// <param name="Double">Double precision rather than single.</param>
/// <param name="Rows">Length of the first dimension.</param>
/// <param name="Columns">And of the second.</param>
internal sealed partial record NpyHeader(bool Double, int Rows, int Columns)
{
    public static NpyHeader Parse(string path, string text, string hint)
    {
        var match = Dictionary().Match(text);
        if (!match.Success)
            throw new CorruptFileException(path, "its header is not what NumPy writes for an array of numbers", hint);
        var (type, shape) = (match.Groups["type"].Value, match.Groups["shape"].Value);
        if (type is not ("<f4" or "<f8"))
            throw new InvalidInputException($"{path} holds numbers of the type '{type}', not '<f4' or '<f8'", hint);
        if (match.Groups["order"].Value == "True")
            throw new InvalidInputException($"{path} is in Fortran order", hint);
        string[] lengths = shape.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (lengths.Length != 2)
            throw new InvalidInputException($"{path} has the shape ({shape}), not samples x classes", hint);
        return int.TryParse(lengths[0], NumberStyles.None, CultureInfo.InvariantCulture, out var rows)
            && int.TryParse(lengths[1], NumberStyles.None, CultureInfo.InvariantCulture, out var columns)
            ? new(type == "<f8", rows, columns)
            : throw new InvalidInputException($"{path} has the shape ({shape}): too large", hint);
    }

    [GeneratedRegex(@"^\{'descr': '(?<type>[<>|=]?[a-zA-Z]\d*)', 'fortran_order': (?<order>True|False), 'shape': \((?<shape>[\d, ]*)\), ?\}\s*\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Dictionary();
}
