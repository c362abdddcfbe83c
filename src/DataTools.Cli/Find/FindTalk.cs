using DataTools.Cli.Output;
using DataTools.Papers.Finding;

namespace DataTools.Cli.Find;

/// <summary>What is said beside the answer.</summary>
internal static class FindTalk
{
    private const int CallsWithToken = 5000;

    /// <summary>Who could not be asked, or what could not be looked at.</summary>
    public static void Warn(CliConsole console, IReadOnlyList<SourceFailure> failures)
    {
        var told = new HashSet<string>(StringComparer.Ordinal);
        foreach (var failure in failures)
        {
            // Most reasons begin with who gives them.
            var source = failure.Reason.Contains(failure.Source, StringComparison.OrdinalIgnoreCase) ? "" : $"{failure.Source}: ";
            console.Error.WriteLine($"warning: {Format.Plain($"{source}{failure.Reason}")}");
            if (failure.Hint is { } hint && told.Add(hint))
                console.Error.WriteLine($"hint:    {hint}");
        }
    }

    /// <summary>What the search cost and what is left.</summary>
    public static string Budget(FindResult result)
    {
        var calls = result.GitHubCalls switch { 0 => "no calls made", 1 => "1 call made", var n => $"{n} calls made" };
        // What is left is known from answers alone.
        if (result is not { GitHubCalls: > 0, Allowance: { Left: < int.MaxValue } allowance })
            return $"GitHub: {calls}";
        return $"GitHub: {calls} of {allowance.Planned} planned, {Format.Count(allowance.Left)} left in this hour (resets {allowance.ResetsAt.UtcDateTime:HH:mm} UTC)"
            + (allowance.WithToken ? "" : $"; with a token {Format.Count(CallsWithToken)}");
    }
}
