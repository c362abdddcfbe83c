namespace DataTools.Connectors.Tests.Support;

/// <summary>Keeps every report, in order.</summary>
internal sealed class Recorder(List<PullProgress> reports) : IProgress<PullProgress>
{
    public void Report(PullProgress value) => reports.Add(value);
}
