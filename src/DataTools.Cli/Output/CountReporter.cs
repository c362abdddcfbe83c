namespace DataTools.Cli.Output;

/// <summary>Says how many samples are written.</summary>
internal sealed class CountReporter(ProgressLine line, string what) : IProgress<long>
{
    public void Report(long value) => line.Update(() => $"{what}: {Format.Count(value)} samples written");
}
