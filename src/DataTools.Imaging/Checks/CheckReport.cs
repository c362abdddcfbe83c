namespace DataTools.Imaging.Checks;

/// <summary>How bad a finding is.</summary>
public enum Severity
{
    /// <summary>Good to know.</summary>
    Note,

    /// <summary>Likely to make results worse.</summary>
    Warning,

    /// <summary>Makes results wrong.</summary>
    Error,
}

/// <summary>A sample that a finding is about.</summary>
/// <param name="Sample">Which.</param>
/// <param name="Detail">What is wrong with it; null where the finding says it all.</param>
/// <param name="Other">The sample that it belongs with, such as its duplicate.</param>
public sealed record Instance(SampleAt Sample, string? Detail = null, SampleAt? Other = null);

/// <summary>Something that a check found.</summary>
/// <param name="Check">The check's name.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Message">One sentence with the count in it.</param>
/// <param name="Instances">The samples it is about; empty where it is about the entry.</param>
public sealed record CheckFinding(string Check, Severity Severity, string Message, IReadOnlyList<Instance> Instances);

/// <summary>Sizes and colours of the images of a split.</summary>
/// <param name="Split">The split.</param>
/// <param name="Images">Images that could be decoded.</param>
/// <param name="Gray">Those that are grayscale.</param>
/// <param name="Encodings">How many are jpeg, png, ...</param>
/// <param name="Widths">Least, median and greatest width in pixels.</param>
/// <param name="Heights">Least, median and greatest height in pixels.</param>
/// <param name="Mean">Mean of each channel over all pixels, 0 to 1: what <c>normalize</c> takes. One channel where all images are grayscale, else three.</param>
/// <param name="Std">Standard deviation of each channel, 0 to 1.</param>
public sealed record SplitStatistics(
    string Split, int Images, int Gray, IReadOnlyDictionary<string, int> Encodings, IReadOnlyList<int> Widths, IReadOnlyList<int> Heights,
    IReadOnlyList<double> Mean, IReadOnlyList<double> Std);

/// <summary>What <c>datatools check</c> says of an entry.</summary>
/// <param name="Entry">Its name.</param>
/// <param name="Fingerprint">Its content.</param>
/// <param name="Findings">The worst first.</param>
/// <param name="Statistics">Of each split.</param>
public sealed record CheckReport(string Entry, string Fingerprint, IReadOnlyList<CheckFinding> Findings, IReadOnlyList<SplitStatistics> Statistics);
