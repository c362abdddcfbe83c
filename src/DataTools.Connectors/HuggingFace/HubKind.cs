namespace DataTools.Connectors.HuggingFace;

/// <summary>A kind of repository on the Hub; each has addresses of its own.</summary>
/// <param name="Api">What the REST interface calls it.</param>
/// <param name="Prefix">What stands before the id in addresses of pages and files.</param>
/// <param name="Find">How one is found.</param>
internal sealed record HubKind(string Api, string Prefix, string Find)
{
    /// <summary>Data sets.</summary>
    public static HubKind Datasets { get; } = new("datasets", "datasets/", "Look for it with `datatools search WORDS --source hf`; the name is in the address of its page.");

    /// <summary>Models, whose pages have the shortest addresses.</summary>
    public static HubKind Models { get; } = new("models", "", "The name is in the address of its page.");

    /// <summary>Where a person sees a repository.</summary>
    public string Page(string id) => $"https://huggingface.co/{Prefix}{id}";
}
