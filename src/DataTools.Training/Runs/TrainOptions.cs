using DataTools.Catalog;
using DataTools.Training.Models;
using DataTools.Training.Pretrained;
using DataTools.Training.Recipes;

namespace DataTools.Training.Runs;

/// <summary>Everything that decides about a run: <c>options.json</c>. The same options on the same machine give the same weights.</summary>
public sealed record TrainOptions
{
    /// <summary>Values of options.</summary>
    public const string Sgd = "sgd", AdamW = "adamw", Balanced = "balanced", Auto = "auto";

    private const string UsualTeacherFuse = "mean";
    private const double UsualValidationFraction = 0.1, UsualDistillTemperature = 2, UsualDistillWeight = 0.9;

    // What runs and recipes without a teacher say that were written before.
    private const double FormerDistillTemperature = 4;

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

    /// <summary>One of <see cref="Recipes.LearningRate.Schedules"/>.</summary>
    public string Schedule { get; init; } = Recipes.LearningRate.OneCycle;

    /// <summary>Epochs, also parts of one, over which the rate first rises; not for one-cycle, which rises by itself.</summary>
    public double Warmup { get; init; }

    /// <summary>Cycles of the cyclic schedule; the weights at each one's end are kept: the members of a snapshot ensemble.</summary>
    public int Cycles { get; init; } = 1;

    /// <summary><see cref="Sgd"/> or <see cref="AdamW"/>.</summary>
    public string Optimizer { get; init; } = Sgd;

    /// <summary>Momentum of SGD; AdamW's beta 1.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>Nesterov's momentum, for SGD.</summary>
    public bool Nesterov { get; init; }

    /// <summary>AdamW's beta 2.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Gradients are shortened to this L2 norm; 0: never.</summary>
    public double ClipNorm { get; init; }

    /// <summary>Batches whose gradients are added up for one step.</summary>
    public int Accumulate { get; init; } = 1;

    /// <summary>What of the network stays as it is: none, backbone or until:STAGE.</summary>
    public string Freeze { get; init; } = Freezing.None;

    /// <summary>One frozen stage more learns after so many epochs; 0: never.</summary>
    public int UnfreezeEvery { get; init; }

    /// <summary>
    /// The head alone learns, from features that are computed once: a linear probe. Images are seen as in testing.
    /// </summary>
    public bool Probe { get; init; }

    /// <summary>
    /// A sample may have any number of the classes: those of its labels and of its objects. The network then says of each
    /// class by itself whether it is there.
    /// </summary>
    public bool MultiLabel { get; init; }

    /// <summary>Each stage's learning rate as a share of that of the next one towards the head, in (0, 1].</summary>
    public double LayerDecay { get; init; } = 1;

    /// <summary>Focal loss with this gamma (Lin et al. 2017); 0 is cross-entropy.</summary>
    public double FocalGamma { get; init; }

    /// <summary>Weights of the classes in the loss: none or <see cref="Balanced"/>; with <see cref="MultiLabel"/> of the samples that have a class against those that do not.</summary>
    public string ClassWeights { get; init; } = Freezing.None;

    /// <summary>How an epoch's samples are chosen: each once (none), or every class equally often (<see cref="Balanced"/>).</summary>
    public string Sampling { get; init; } = Freezing.None;

    /// <summary>MixUp's alpha; 0: images are not mixed.</summary>
    public double MixUp { get; init; }

    /// <summary>CutMix's alpha; 0: no rectangles are exchanged. With both, half of the batches get either.</summary>
    public double CutMix { get; init; }

    /// <summary>Decay of the exponential moving average of the weights, which is then what is validated and kept; 0: none.</summary>
    public double Ema { get; init; }

    /// <summary>
    /// Share of the epochs after which the weights at the end of each epoch are averaged (SWA); the mean, its batch
    /// normalisation estimated anew, is kept as one more candidate at the end. 0: none.
    /// </summary>
    public double Swa { get; init; }

    /// <summary>The run ends after so many epochs without a better one; 0: never early.</summary>
    public int Patience { get; init; }

    /// <summary>Weights of so many of the best epochs are kept, for ensembles.</summary>
    public int Keep { get; init; } = 1;

    /// <summary>Seconds between checkpoints within an epoch. They decide about nothing but what a kill costs.</summary>
    public double CheckpointSeconds { get; init; } = 60;

    /// <summary>L2 penalty on the weights of convolutions and linear layers (not on biases and normalisation).</summary>
    public double WeightDecay { get; init; } = 5e-4;

    /// <summary>The share of each target spread over all classes (Szegedy et al. 2016), in [0, 1).</summary>
    public double LabelSmoothing { get; init; } = 0.1;

    /// <summary>
    /// Members of an ensemble whose probabilities are learnt besides the labels (Hinton, Vinyals and Dean, "Distilling the
    /// knowledge in a neural network", 2015), as the user wrote them; empty: labels alone are.
    /// </summary>
    public IReadOnlyList<string> Teacher { get; init; } = [];

    /// <summary>How they become one: a name of <see cref="Evaluation.Fusion.FusionCatalog"/>.</summary>
    public string TeacherFuse { get; init; } = UsualTeacherFuse;

    /// <summary>The temperature at which the teacher's and the network's probabilities are compared; above 1 the small ones count more.</summary>
    public double DistillTemperature { get; init; } = UsualDistillTemperature;

    /// <summary>The share of the loss that is the teacher's, in (0, 1]; the rest is that of the labels.</summary>
    public double DistillWeight { get; init; } = UsualDistillWeight;

    /// <summary>Who taught it, and what; filled in at the start. Null without a teacher.</summary>
    public DistillationRecipe? Distillation { get; init; }

    /// <summary>Decides about initial weights, order and augmentation.</summary>
    public ulong Seed { get; init; }

    /// <summary>A preset or the path of a policy, as the user wrote it.</summary>
    public string Augment { get; init; } = "none";

    /// <summary>The policy itself, as YAML; filled in at the start.</summary>
    public string Policy { get; init; } = "";

    /// <summary>Side of the square input in pixels; 0 chooses: the images' own side where all are equal and at most 64, else 224.</summary>
    public int ImageSize { get; init; }

    /// <summary>
    /// The shorter side before the crop in testing; 0 chooses: as the weights were trained, else 256/224 of the input, pictures
    /// of at most 64 pixels whole. Filled in at the start.
    /// </summary>
    public int Resize { get; init; }

    /// <summary>How images are resized, bilinear or bicubic; <see cref="Auto"/> chooses: as the weights were trained, else bilinear. Filled in at the start.</summary>
    public string Interpolation { get; init; } = Auto;

    /// <summary>1 or 3; filled in at the start from the images.</summary>
    public int Channels { get; init; }

    /// <summary>Per channel, of the training images in [0, 1]; filled in at the start.</summary>
    public IReadOnlyList<double> Mean { get; init; } = [];

    /// <summary>Per channel, of the training images in [0, 1]; filled in at the start.</summary>
    public IReadOnlyList<double> Std { get; init; } = [];

    /// <summary>Share of the training split that is held out for choices where the entry has no validation split.</summary>
    public double ValidationFraction { get; init; } = UsualValidationFraction;

    /// <summary>Parts of train that take turns in being held out, in place of <see cref="ValidationFraction"/>; 0: there are none.</summary>
    public int Folds { get; init; }

    /// <summary>Which of <see cref="Folds"/> this run holds out, from 1; 0: not one run but all of them, one after another.</summary>
    public int Fold { get; init; }

    /// <summary>Seed of that choice; not <see cref="Seed"/>, so that the members of an ensemble hold out the same samples.</summary>
    public ulong ValidationSeed { get; init; }

    /// <summary>
    /// In which numbers training multiplies: <see cref="Precisions.Single"/>, <see cref="Precisions.BFloat16"/>, or
    /// <see cref="Precisions.Auto"/>, which is decided at the start and kept, so that a resumed run goes on in the same.
    /// 32 bits unless the user says otherwise: what the same options come to must not depend on whose processor is newer.
    /// Validation, evaluation and prediction are in 32 bits always.
    /// </summary>
    public string Precision { get; init; } = Precisions.Single;

    /// <summary>cpu, cuda or cuda:N.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Threads of one torch operation. They decide about the last bits of a sum: part of what makes a run repeatable.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Threads that decode and augment. They decide about nothing but speed.</summary>
    public int Workers { get; init; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>Versions of what computed it; filled in at the start.</summary>
    public string Versions { get; init; } = "";

    /// <summary>What the weights were averaged of where nothing was trained; null for a training.</summary>
    public SoupRecipe? Soup { get; init; }

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
        if (Precision == Precisions.Auto)
            faults.Add($"precision {Precision}: it was not decided at the start");
        if (Teacher.Count > 0 && Distillation is null)
            faults.Add("a teacher, but no distillation: what it taught");
        if (Folds > 0 && Fold == 0)
            faults.Add($"folds {Folds} without a fold: which one it is");
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
        Check(BatchSize is >= 1 and <= 65_536, $"--batch-size {BatchSize}: 1 to 65536");
        Check(LearningRate is > 0 and <= 100, $"--lr {LearningRate}: above 0, at most 100");
        Check(Recipes.LearningRate.Schedules.Contains(Schedule), $"--schedule {Schedule}: {string.Join(" or ", Recipes.LearningRate.Schedules)}");
        Check(Warmup == 0 || (Warmup > 0 && Warmup < Epochs), $"--warmup {Warmup}: 0 to below the number of epochs");
        Check(Cycles == 1 || (Cycles > 1 && Cycles <= Epochs), $"--cycles {Cycles}: 1 to the number of epochs");
        Check(Cycles == 1 || Schedule == Recipes.LearningRate.Cyclic, $"--cycles {Cycles}: only with --schedule {Recipes.LearningRate.Cyclic}");
        Check(Optimizer is Sgd or AdamW, $"--optimizer {Optimizer}: {Sgd} or {AdamW}");
        Check(!Nesterov || (Optimizer == Sgd && Momentum > 0), "--nesterov: only with SGD and momentum");
        Check(Beta2 is >= 0 and < 1, $"--beta2 {Beta2}: 0 to below 1");
        Check(ClipNorm is >= 0 and <= 1e6, $"--clip-norm {ClipNorm}: 0 to 1000000");
        Check(Accumulate is >= 1 and <= 4096, $"--accumulate {Accumulate}: 1 to 4096");
        Check(UnfreezeEvery >= 0, $"--unfreeze-every {UnfreezeEvery}: 0 or more epochs");
        Check(LayerDecay is > 0 and <= 1, $"--layer-decay {LayerDecay}: above 0, at most 1");
        Check(FocalGamma is >= 0 and <= 10, $"--focal-gamma {FocalGamma}: 0 to 10");
        Check(ClassWeights is Freezing.None or Balanced, $"--class-weights {ClassWeights}: {Freezing.None} or {Balanced}");
        Check(Sampling is Freezing.None or Balanced, $"--sampling {Sampling}: {Freezing.None} or {Balanced}");
        Check(MixUp is 0 or (>= 0.001 and <= 1000), $"--mixup {MixUp}: 0, or 0.001 to 1000");
        Check(CutMix is 0 or (>= 0.001 and <= 1000), $"--cutmix {CutMix}: 0, or 0.001 to 1000");
        Check(Ema is >= 0 and < 1, $"--ema {Ema}: 0 to below 1; 0.999 is usual");
        Check(Swa is >= 0 and < 1, $"--swa {Swa}: 0 to below 1; 0.75 is usual");
        Check(Patience >= 0, $"--patience {Patience}: 0 or more epochs");
        Check(Keep is >= 1 and <= 1000, $"--keep {Keep}: 1 to 1000");
        Check(CheckpointSeconds >= 0, $"--checkpoint-seconds {CheckpointSeconds}: 0 or more");
        Check(Momentum is >= 0 and < 1, $"--momentum {Momentum}: 0 to below 1");
        Check(WeightDecay is >= 0 and <= 1, $"--weight-decay {WeightDecay}: 0 to 1");
        Check(LabelSmoothing is >= 0 and < 1, $"--label-smoothing {LabelSmoothing}: 0 to below 1");
        Check(!Teacher.Any(string.IsNullOrWhiteSpace), "--teacher: a member without a name");
        Check(DistillTemperature is >= 0.1 and <= 100, $"--distill-temperature {DistillTemperature}: 0.1 to 100");
        Check(DistillWeight is > 0 and <= 1, $"--distill-weight {DistillWeight}: above 0, at most 1");
        Check(
            Teacher.Count > 0 || ((TeacherFuse, DistillWeight) == (UsualTeacherFuse, UsualDistillWeight) && DistillTemperature is (UsualDistillTemperature or FormerDistillTemperature)),
            "--teacher-fuse, --distill-temperature and --distill-weight: only with --teacher");
        Check(Teacher.Count == 0 || !MultiLabel, "--teacher: not with --multi-label; soft targets are probabilities that sum to 1, of samples of one class");
        Check(Teacher.Count == 0 || Folds == 0, $"--teacher: not with --folds {Folds}; name folds as the teacher to get soft targets of networks that have not seen the sample");
        Check(ImageSize is 0 or (>= 8 and <= 2048), $"--image-size {ImageSize}: 8 to 2048 pixels, or 0 to choose by the images");
        Check(Resize is 0 or (>= 8 and <= 4096), $"--resize {Resize}: 8 to 4096 pixels, or 0 to choose");
        Check(Interpolation is Auto or PretrainedPreprocessing.Bilinear or PretrainedPreprocessing.Bicubic, $"--interpolation {Interpolation}: {Auto}, {PretrainedPreprocessing.Bilinear} or {PretrainedPreprocessing.Bicubic}");
        Check(ValidationFraction is > 0 and < 1, $"--validation {ValidationFraction}: above 0 and below 1");
        Check(Folds is 0 or (>= 2 and <= 1000), $"--folds {Folds}: 2 to 1000, or 0 for a single run");
        Check(Fold == 0 || (Fold > 0 && Fold <= Folds), Folds == 0 ? $"--fold {Fold}: only with --folds" : $"--fold {Fold}: 1 to {Folds}, or 0 for all");
        Check(Folds == 0 || ValidationFraction == UsualValidationFraction, $"--validation {ValidationFraction}: not with --folds, which hold out one part of {Folds} each");
        Check(!Probe || Weights is not null, "--probe: the body stays as it is, so it must begin with weights: add --pretrained or --weights");
        Check(!Probe || Freeze is Freezing.None or Freezing.Backbone, $"--freeze {Freeze}: not with --probe, which freezes the backbone");
        Check(!Probe || UnfreezeEvery == 0, $"--unfreeze-every {UnfreezeEvery}: not with --probe, whose features are computed once");
        Check(!Probe || LayerDecay == 1, $"--layer-decay {LayerDecay}: not with --probe, where the head alone learns");
        Check(!Probe || Augment == "none", $"--augment {Augment}: not with --probe, whose features are computed once");
        Check(!Probe || MixUp == 0, $"--mixup {MixUp}: not with --probe, which mixes no images");
        Check(!Probe || CutMix == 0, $"--cutmix {CutMix}: not with --probe, which mixes no images");
        Check(Precision is Precisions.Single or Precisions.BFloat16 or Precisions.Auto, $"--precision {Precision}: {Precisions.Single}, {Precisions.BFloat16} or {Precisions.Auto}");
        Check(!MultiLabel || Folds == 0, $"--folds {Folds}: not with --multi-label, whose samples are of several classes");
        Check(!MultiLabel || Sampling == Freezing.None, $"--sampling {Sampling}: not with --multi-label, where a sample is of several classes; --class-weights {Balanced} lets rare classes count more");
        Check(Threads is >= 1 and <= 1024, $"--threads {Threads}: 1 to 1024");
        Check(Workers is >= 1 and <= 1024, $"--workers {Workers}: 1 to 1024");
        return faults;
    }
}
