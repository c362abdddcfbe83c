using DataTools.Catalog;
using DataTools.Catalog.Workspaces;
using DataTools.Cli.Output;
using DataTools.Connectors;

namespace DataTools.Cli.Commands;

/// <summary>What a pull says while it runs.</summary>
internal static class PullTalk
{
    public static async Task<PullResult> RunAsync(
        CliContext context, Workspace workspace, DatasetRef reference, PullOptions options, CancellationToken cancellation)
    {
        using var line = context.Progress();
        var reporter = new Reporter(line, context.Time);
        using var puller = new Puller(context.Services(workspace));
        return await puller.PullAsync(
            reference,
            options with { OnSkip = fault => line.Write($"warning: {fault.Message}"), OnWarning = text => line.Write($"warning: {text}") },
            reporter, cancellation);
    }

    private sealed class Reporter(ProgressLine line, TimeProvider time) : IProgress<PullProgress>
    {
        private readonly long _start = time.GetTimestamp();

        public void Report(PullProgress p) => line.Update(() =>
        {
            var seconds = Math.Max(0.001, time.GetElapsedTime(_start).TotalSeconds);
            var rate = p.Done / seconds;
            var amount = p.Stage == PullStage.Downloading
                ? $"{Format.Bytes(p.Done)} of {(p.Total is { } bytes ? Format.Bytes(bytes) : "?")}, {Format.Bytes(rate)}/s"
                : $"{Format.Count(p.Done)} of {(p.Total is { } samples ? Format.Count(samples) : "?")} samples, {Format.Count((long)rate)}/s";
            var left = p.Total is { } total && rate > 0 ? $", {Format.Duration(TimeSpan.FromSeconds((total - p.Done) / rate))} left" : "";
            var bar = p.Total is > 0 ? $"{Format.Bar((double)p.Done / p.Total.Value)} " : "";
            return $"{p.What}: {bar}{amount}{left}";
        });
    }
}
