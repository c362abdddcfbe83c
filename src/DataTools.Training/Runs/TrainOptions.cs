using DataTools.Catalog;

namespace DataTools.Training.Runs;

/// <summary>Everything that decides about a run: <c>options.json</c>. The same options on the same machine give the same weights.</summary>
public sealed record TrainOptions
{
    /// <summary>The entry to learn from.</summary>
    public required string Entry { get; init; }

    /// <summary>The entry's fingerprint; filled in at the start, checked when a run is resumed or evaluated.</summary>
    public string EntryFingerprint { get; init; } = "";

    /// <summary>A name of <see cref="Models.ModelCatalog"/>.</summary>
    public string Model { get; init; } = "cnn-small";

    /// <summary>The name of the registry entry whose weights it begins with; null: none of the registry.</summary>
    public string? Pretrained { get; init; }

    /// <summary>The weights that it begins with; null: fresh ones.</summary>
    public InitialWeights? Weights { get; init; }

    /// <summary>Passes over the training samples.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>Samples in a step.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>The highest learning rate of the schedule.</summary>
    public double LearningRate { get; init; } = 0.1;

    /// <summary>One of <see cref="Training.LearningRate.Schedules"/>.</summary>
    public string Schedule { get; init; } = Training.LearningRate.OneCycle;

    /// <summary>Momentum of SGD.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>L2 penalty on the weights of convolutions and linear layers (not on biases and normalisation).</summary>
    public double WeightDecay { get; init; } = 5e-4;

    /// <summary>The share of each target spread over all classes (Szegedy et al. 2016), in [0, 1).</summary>
    public double LabelSmoothing { get; init; } = 0.1;

    /// <summary>Decides about initial weights, order and augmentation.</summary>
    public ulong Seed { get; init; }

    /// <summary>A preset or the path of a policy, as the user wrote it.</summary>
    public string Augment { get; init; } = "none";

    /// <summary>The policy itself, as YAML; filled in at the start.</summary>
    public string Policy { get; init; } = "";

    /// <summary>Side of the square input in pixels; 0 chooses: the images' own side where all are equal and at most 64, else 224.</summary>
    public int ImageSize { get; init; }

    /// <summary>1 or 3; filled in at the start from the images.</summary>
    public int Channels { get; init; }

    /// <summary>Per channel, of the training images in [0, 1]; filled in at the start.</summary>
    public IReadOnlyList<double> Mean { get; init; } = [];

    /// <summary>Per channel, of the training images in [0, 1]; filled in at the start.</summary>
    public IReadOnlyList<double> Std { get; init; } = [];

    /// <summary>Share of the training split that is held out for choices where the entry has no validation split.</summary>
    public double ValidationFraction { get; init; } = 0.1;

    /// <summary>Seed of that choice; not <see cref="Seed"/>, so that the members of an ensemble hold out the same samples.</summary>
    public ulong ValidationSeed { get; init; }

    /// <summary>cpu, cuda or cuda:N.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Threads of one torch operation. They decide about the last bits of a sum: part of what makes a run repeatable.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Threads that decode and augment. They decide about nothing but speed.</summary>
    public int Workers { get; init; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>Versions of what computed it; filled in at the start.</summary>
    public string Versions { get; init; } = "";

    /// <summary>Class names, in the order of the logits; filled in at the start.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>Throws one <see cref="InvalidInputException"/> that lists all faults.</summary>
    public void Validate()
    {
        if (Faults() is { Count: > 0 } faults)
            throw new InvalidInputException(string.Join(Environment.NewLine, faults));
    }

    /// <summary>The same for options that a run has begun with: what is filled in at the start must be there too.</summary>
    internal IReadOnlyList<string> FaultsOfRun()
    {
        List<string> faults = [.. Faults()];
        if (EntryFingerprint.Length == 0)
            faults.Add("no entryFingerprint");
        if (Classes.Count < 2 || Classes.Contains(null!))
            faults.Add("fewer than 2 classes, or one without a name");
        if (ImageSize == 0 || Channels is not (1 or 3))
            faults.Add($"imageSize {ImageSize} and channels {Channels}: no shape of an image");
        if (Mean.Count != Channels || Std.Count != Channels || Mean.Any(m => !double.IsFinite(m)) || Std.Any(s => !double.IsFinite(s) || s <= 0))
            faults.Add("mean and std: a number for each channel is expected, those of std above 0");
        return faults;
    }

    private List<string> Faults()
    {
        var faults = new List<string>();
        void Check(bool good, string fault)
        {
            if (!good)
                faults.Add(fault);
        }
        Check(Epochs is >= 1 and <= 100_000, $"--epochs {Epochs}: 1 to 100000");
        Check(BatchSize is >= 2 and <= 65_536, $"--batch-size {BatchSize}: 2 to 65536 (batch normalisation needs two samples)");
        Check(LearningRate is > 0 and <= 100, $"--lr {LearningRate}: above 0, at most 100");
        Check(Training.LearningRate.Schedules.Contains(Schedule), $"--schedule {Schedule}: {string.Join(" or ", Training.LearningRate.Schedules)}");
        Check(Momentum is >= 0 and < 1, $"--momentum {Momentum}: 0 to below 1");
        Check(WeightDecay is >= 0 and <= 1, $"--weight-decay {WeightDecay}: 0 to 1");
        Check(LabelSmoothing is >= 0 and < 1, $"--label-smoothing {LabelSmoothing}: 0 to below 1");
        Check(ImageSize is 0 or (>= 8 and <= 2048), $"--image-size {ImageSize}: 8 to 2048 pixels, or 0 to choose by the images");
        Check(ValidationFraction is > 0 and < 1, $"--validation {ValidationFraction}: above 0 and below 1");
        Check(Threads is >= 1 and <= 1024, $"--threads {Threads}: 1 to 1024");
        Check(Workers is >= 1 and <= 1024, $"--workers {Workers}: 1 to 1024");
        return faults;
    }
}
