using DataTools.Catalog;

namespace DataTools.Connectors;

/// <summary>Addresses that people copy out of a browser.</summary>
internal static class PageAddress
{
    /// <summary>
    /// The reference behind an address: <c>https://huggingface.co/datasets/OWNER/NAME</c> is <c>hf:OWNER/NAME</c>,
    /// <c>https://www.kaggle.com/datasets/OWNER/NAME</c> is <c>kaggle:OWNER/NAME</c>,
    /// <c>https://www.kaggle.com/c/NAME</c> (or <c>/competitions/</c>) is <c>kaggle-competition:NAME</c>; any other is
    /// <c>url:ADDRESS</c>.
    /// </summary>
    public static DatasetRef Reference(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri))
            return new("url", address);
        var parts = uri.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return (uri.Host, parts) switch
        {
            ("huggingface.co" or "hf.co", ["datasets", var owner, var name, "tree", var revision, ..]) => new("hf", $"{owner}/{name}@{revision}"),
            ("huggingface.co" or "hf.co", ["datasets", var owner, var name, ..]) => new("hf", $"{owner}/{name}"),
            ("huggingface.co" or "hf.co", ["datasets", var name]) => new("hf", name),
            ("www.kaggle.com" or "kaggle.com", ["datasets", var owner, var name, "versions", var version, ..]) => new("kaggle", $"{owner}/{name}@{version}"),
            ("www.kaggle.com" or "kaggle.com", ["datasets", var owner, var name, ..]) => new("kaggle", $"{owner}/{name}"),
            ("www.kaggle.com" or "kaggle.com", ["c" or "competitions", var name, ..]) => new("kaggle-competition", name),
            _ => new("url", address),
        };
    }
}
