using System.Collections.Concurrent;

namespace DataTools.Connectors.Tests.Downloads.Chaos;

/// <summary>What many runs came to.</summary>
internal sealed class ChaosFigures
{
    private readonly Lock _gate = new();

    public int Runs { get; private set; }

    /// <summary>Runs that ended with the right bytes of every file.</summary>
    public int Right { get; private set; }

    /// <summary>The other runs, by the name of their error.</summary>
    public SortedDictionary<string, int> Errors { get; } = new(StringComparer.Ordinal);

    /// <summary>Pulls that were stopped in the middle: by cancellation, and by SIGKILL.</summary>
    public int Cancelled { get; private set; }

    /// <summary>See <see cref="Cancelled"/>.</summary>
    public int Killed { get; private set; }

    /// <summary>Bytes of all files of all runs.</summary>
    public long Needed { get; private set; }

    /// <summary>Bytes sent as they are, and those of them that had been sent before, of files of which no answer was spoilt.</summary>
    public (long Sent, long Again) Clean { get; private set; }

    /// <summary>The same as <see cref="Clean"/>, of runs that nobody stopped: what faults alone cost.</summary>
    public (long Sent, long Again) Undisturbed { get; private set; }

    /// <summary>The same, of files of which an answer was spoilt: there good bytes have to be thrown away with the bad.</summary>
    public (long Sent, long Again) Mixed { get; private set; }

    /// <summary>Bytes of spoilt answers.</summary>
    public long Spoilt { get; private set; }

    /// <summary>Seeds of runs that ended otherwise, and how: bugs.</summary>
    public ConcurrentQueue<string> Bugs { get; } = new();

    /// <summary>What was fetched twice beyond one chunk a kill, of what was fetched at all; of files without spoilt answers.</summary>
    public double AgainShare => Math.Max(0, Clean.Again - ((long)(Cancelled + Killed) * ChaosScene.ChunkBytes)) / (double)Math.Max(1, Clean.Sent - Clean.Again);

    /// <summary>What was sent again, of what was sent once.</summary>
    public static double Share((long Sent, long Again) bytes) => bytes.Again / (double)Math.Max(1, bytes.Sent - bytes.Again);

    public void Add(ChaosScene scene, string? error, int cancelled, int killed)
    {
        lock (_gate)
        {
            Runs++;
            Right += error is null ? 1 : 0;
            if (error is not null)
                Errors[error] = Errors.GetValueOrDefault(error) + 1;
            (Cancelled, Killed, Needed) = (Cancelled + cancelled, Killed + killed, Needed + scene.Needed);
            foreach (var served in scene.Served)
            {
                Spoilt += served.Spoilt;
                if (served.WasSpoilt)
                    Mixed = (Mixed.Sent + served.Sent, Mixed.Again + served.Again);
                else
                    Clean = (Clean.Sent + served.Sent, Clean.Again + served.Again);
                if (!served.WasSpoilt && cancelled + killed == 0)
                    Undisturbed = (Undisturbed.Sent + served.Sent, Undisturbed.Again + served.Again);
            }
        }
    }

    public override string ToString() =>
        $"{Runs} runs: {Right} right, {string.Join(", ", Errors.Select(e => $"{e.Value} {e.Key}"))}; {Cancelled} cancelled, {Killed} killed; " +
        $"{Needed / 1e6:0.0} MB in all; clean files: {Clean.Sent / 1e6:0.0} MB sent, {Clean.Again / 1e6:0.00} MB again " +
        $"({Share(Clean):0.00%}; {AgainShare:0.00%} beyond a chunk a kill; of runs that nobody stopped {Share(Undisturbed):0.00%}); " +
        $"files with spoilt answers: {Mixed.Sent / 1e6:0.0} MB sent, {Mixed.Again / 1e6:0.00} MB again, and {Spoilt / 1e6:0.0} MB spoilt";
}
