using DataTools.Catalog;

namespace DataTools.Training.Costs;

/// <summary>How costs are measured.</summary>
public sealed record CostOptions
{
    /// <summary>Where Linux tells of energy.</summary>
    public const string UsualPowerCap = "/sys/class/powercap";

    /// <summary>The entry whose pictures are predicted.</summary>
    public required string Entry { get; init; }

    /// <summary>Its split.</summary>
    public string Split { get; init; } = SplitNames.Test;

    /// <summary>Different pictures, spread evenly over the split, that are predicted again and again.</summary>
    public int Pictures { get; init; } = 64;

    /// <summary>Threads of one torch operation, and those that decode a batch. One alone is what figures of machines compare by.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Pictures of a batch, besides one at a time.</summary>
    public int Batch { get; init; } = 32;

    /// <summary>Passes of one picture that do not count, at most; the first calls of a program are slow, whatever they do.</summary>
    public int WarmUp { get; init; } = 50;

    /// <summary>In each round each configuration has its turn.</summary>
    public int Rounds { get; init; } = 10;

    /// <summary>Passes of one picture in a turn, at most; of a batch a quarter of that.</summary>
    public int Passes { get; init; } = 20;

    /// <summary>About how long the turns of a configuration may take together: slow ones have fewer passes, at least one a round.</summary>
    public double Seconds { get; init; } = 8;

    /// <summary>
    /// Whether a fusion's cost is composed of its members' (<see cref="Evaluation.Costs.CostComposition"/>) in place of being
    /// measured.
    /// </summary>
    public bool ComposeFusions { get; init; }

    /// <summary>The folder with the counters of energy.</summary>
    public string PowerCap { get; init; } = UsualPowerCap;

    /// <summary>Throws <see cref="InvalidInputException"/> for what cannot be.</summary>
    internal void Check()
    {
        void In(string option, double value, double least, double most)
        {
            if (!(value >= least && value <= most))
                throw new InvalidInputException($"{option} {value}: {least} to {most}");
        }
        In("--threads", Threads, 1, 1024);
        In("--batch", Batch, 1, 4096);
        In("pictures", Pictures, 1, 100_000);
        In("rounds", Rounds, 1, 1000);
        In("passes", Passes, 1, 100_000);
        In("warm-up", WarmUp, 1, 1000);
        In("seconds", Seconds, 0, 86_400);
    }
}
