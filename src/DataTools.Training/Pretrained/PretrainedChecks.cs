using DataTools.Training.Checkpoints;

namespace DataTools.Training.Pretrained;

/// <summary>Everything that can be wrong with a registry entry, told at once.</summary>
internal static class PretrainedChecks
{
    private const int FormatVersion = 1, Channels = 3, LargestSide = 2048;

    private const string Hub = "hf:";

    /// <summary>The faults, each one sentence; <paramref name="name"/> is the file's name without .json.</summary>
    public static IEnumerable<string> Faults(PretrainedEntry entry, string name)
    {
        if (entry.FormatVersion != FormatVersion)
            yield return $"formatVersion is {entry.FormatVersion}, this version reads {FormatVersion}";
        if (entry.Name != name)
            yield return $"name is '{entry.Name}', the file is called '{name}'";
        foreach (var (key, value) in new[] { ("title", entry.Title), ("homepage", entry.Homepage), ("license", entry.License), ("model", entry.Model), ("classNames", entry.ClassNames) })
        {
            if (string.IsNullOrWhiteSpace(value))
                yield return $"{key} is missing";
        }
        foreach (var key in entry.Unknown?.Keys ?? [])
            yield return $"'{key}' is no key of a registry entry";
        if (entry.Classes < 1)
            yield return $"classes must be 1 or more, not {entry.Classes}";
        if (entry.Names is { } names && !KeyMap.All.Any(m => m.Name == names))
            yield return $"there is no map of names '{names}'";
        if (entry.Accuracy is { } accuracy && (accuracy.Top1 is not (> 0 and <= 100) || accuracy.Top5 is not (null or (> 0 and <= 100))))
            yield return "accuracy must be in percent";
        foreach (var fault in SourceFaults(entry).Concat(PreprocessingFaults(entry.Preprocessing)))
            yield return fault;
    }

    private static IEnumerable<string> SourceFaults(PretrainedEntry entry)
    {
        if (entry.Source.StartsWith(Hub, StringComparison.Ordinal))
        {
            if (string.IsNullOrWhiteSpace(entry.File))
                yield return "file is missing: which file of the repository";
        }
        else if (!Uri.TryCreate(entry.Source, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            yield return $"source '{entry.Source}' is neither hf:OWNER/NAME nor an https:// address";
        }
        else
        {
            if (entry.Revision is not null || entry.File is not null)
                yield return "revision and file are of repositories at the Hub, not of addresses";
            if ((entry.Sha256 ?? entry.Sha256Prefix) is null)
                yield return "an address needs sha256 or sha256Prefix";
            // PyTorch's own files promise it in their names; another one would be a slip.
            if (entry.Sha256Prefix is { } prefix && !uri.Segments[^1].Contains(prefix, StringComparison.Ordinal))
                yield return $"sha256Prefix {prefix} is not in the name of the file";
        }
        foreach (var (key, value, least, most) in new[] { ("sha256", entry.Sha256, 64, 64), ("sha256Prefix", entry.Sha256Prefix, 8, 63) })
        {
            if (value is not null && (value.Length < least || value.Length > most || !value.All(char.IsAsciiHexDigitLower)))
                yield return $"{key} must be {(least == most ? $"{least}" : $"{least} to {most}")} lower-case hexadecimal digits";
        }
        if (entry.Bytes is <= 0)
            yield return $"bytes must be more than {entry.Bytes}";
    }

    /// <summary>The faults of a preprocessing for images of so many channels.</summary>
    public static IEnumerable<string> PreprocessingFaults(PretrainedPreprocessing p, int channels = Channels)
    {
        if (p.InputSize is < 8 or > LargestSide)
            yield return $"preprocessing.inputSize must be 8 to {LargestSide}, not {p.InputSize}";
        if (p.Resize < p.InputSize || p.Resize > LargestSide)
            yield return $"preprocessing.resize must be inputSize to {LargestSide}, not {p.Resize}";
        if (p.Interpolation is not (PretrainedPreprocessing.Bilinear or PretrainedPreprocessing.Bicubic))
            yield return $"preprocessing.interpolation must be bilinear or bicubic, not '{p.Interpolation}'";
        if (p.Mean.Count != channels || p.Std.Count != channels || p.Mean.Any(m => m is < 0 or > 1) || p.Std.Any(s => s is <= 0 or > 1))
            yield return $"preprocessing.mean and std must be {(channels == Channels ? "three numbers" : "one number")} each, in [0, 1], those of std above 0";
    }
}
