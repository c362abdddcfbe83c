using System.Text;
using DataTools.Training.Models;

namespace DataTools.Training.Checkpoints;

/// <summary>The README.md that the Hugging Face Hub shows of weights.</summary>
public static class WeightsCard
{
    /// <summary>How every header begins; it is closed with a line of three dashes.</summary>
    internal const string Header = "---\nlibrary_name: datatools\npipeline_tag: image-classification\ntags:\n- image-classification\n# license: fill in the licence of the weights\n";

    /// <summary>Its text. What nobody has said here (licence, data) is left for the author to fill in, and says so.</summary>
    /// <param name="source">The file that was converted.</param>
    /// <param name="target">The file that the card is of.</param>
    /// <param name="definition">The network; null where it is not known.</param>
    /// <param name="report">What was done.</param>
    public static string Of(string source, string target, ModelDefinition? definition, WeightsReport report)
    {
        var text = new StringBuilder();
        text.Append(Header).Append("---\n");
        text.Append($"# {definition?.Name ?? Path.GetFileNameWithoutExtension(target)}\n\n");
        if (definition is not null)
            text.Append($"{definition.Name}: {definition.Description}.\n\n");
        text.Append($"`{target}` was made of `{source}`: {report.Summary}.\n\n");
        foreach (var note in report.Notes)
            text.Append($"- {note}\n");
        text.Append("\n## Use\n\n```python\nfrom safetensors.torch import load_file\n\n");
        text.Append($"weights = load_file(\"{target}\")\n```\n");
        return text.ToString();
    }
}
