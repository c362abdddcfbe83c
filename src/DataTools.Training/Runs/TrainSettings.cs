using DataTools.Evaluation.Fusion;
using DataTools.Imaging.Augmentation;
using DataTools.Training.Models;
using DataTools.Training.Recipes;
using static DataTools.Training.Runs.TrainSetting;

namespace DataTools.Training.Runs;

/// <summary>Every choice of a training, in the order of help and of configuration files.</summary>
public static class TrainSettings
{
    /// <summary>The name of the one that chooses the network.</summary>
    public const string Model = "model";

    /// <summary>The name of the one that says how much is held out.</summary>
    public const string Validation = "validation";

    /// <summary>All of them. A new one is a line here and a property of <see cref="TrainOptions"/>.</summary>
    public static IReadOnlyList<TrainSetting> All { get; } =
    [
        Text(Model, "MODEL", "The network; `datatools models` lists them", o => o.Model, (o, v) => o with { Model = v }),
        Number("epochs", "N", "Passes over the training samples", o => o.Epochs, (o, v) => o with { Epochs = v }),
        Number("batch-size", "N", "Samples in a batch", o => o.BatchSize, (o, v) => o with { BatchSize = v }),
        Number("accumulate", "N", "Batches whose gradients make one step", o => o.Accumulate, (o, v) => o with { Accumulate = v }),
        Text("optimizer", "NAME", $"{TrainOptions.Sgd} or {TrainOptions.AdamW}", o => o.Optimizer, (o, v) => o with { Optimizer = v }),
        Number("lr", "RATE", "Highest learning rate of the schedule", o => o.LearningRate, (o, v) => o with { LearningRate = v }),
        Text("schedule", "NAME", string.Join(", ", LearningRate.Schedules), o => o.Schedule, (o, v) => o with { Schedule = v }),
        Number("warmup", "EPOCHS", "Epochs over which the rate first rises; one-cycle has a rise of its own", o => o.Warmup, (o, v) => o with { Warmup = v }),
        Number("cycles", "N", "Cycles of the cyclic schedule; the weights at each one's end are kept", o => o.Cycles, (o, v) => o with { Cycles = v }),
        Number("momentum", "M", "Momentum of SGD, or beta 1 of AdamW", o => o.Momentum, (o, v) => o with { Momentum = v }),
        Flag("nesterov", "Nesterov's momentum", o => o.Nesterov, (o, v) => o with { Nesterov = v }),
        Number("beta2", "B", "Beta 2 of AdamW", o => o.Beta2, (o, v) => o with { Beta2 = v }),
        Number("weight-decay", "L", "Penalty on weights; never on biases and normalisation", o => o.WeightDecay, (o, v) => o with { WeightDecay = v }),
        Number("clip-norm", "NORM", "Longest gradient; 0: as long as it is", o => o.ClipNorm, (o, v) => o with { ClipNorm = v }),
        Text("freeze", "WHAT", "What of the network stays as it is: none, backbone, or until:STAGE", o => o.Freeze, (o, v) => o with { Freeze = v }),
        Number("unfreeze-every", "EPOCHS", "One frozen stage more learns after so many epochs; 0: never", o => o.UnfreezeEvery, (o, v) => o with { UnfreezeEvery = v }),
        Flag("probe", "Linear probe: the head alone learns, from features computed once, without augmentation", o => o.Probe, (o, v) => o with { Probe = v }),
        Flag("multi-label", "A sample may have several classes, those of its labels and objects: each is learnt by itself", o => o.MultiLabel, (o, v) => o with { MultiLabel = v }),
        Number("layer-decay", "SHARE", "Each stage's learning rate as a share of the next one's towards the head", o => o.LayerDecay, (o, v) => o with { LayerDecay = v }),
        Number("label-smoothing", "E", "Share of each target spread over all classes", o => o.LabelSmoothing, (o, v) => o with { LabelSmoothing = v }),
        Number("focal-gamma", "G", "Focal loss with this gamma; 0: cross-entropy", o => o.FocalGamma, (o, v) => o with { FocalGamma = v }),
        Text("class-weights", "HOW", $"Weights of classes in the loss: none or {TrainOptions.Balanced}", o => o.ClassWeights, (o, v) => o with { ClassWeights = v }),
        Several("teacher", "MEMBER", "Learn what these members of an ensemble say besides the labels (distillation), named as `datatools evaluate` takes them; file:TRAIN,HELD-OUT for other tools", o => o.Teacher, (o, v) => o with { Teacher = v }),
        Text("teacher-fuse", "RULE", $"How the teacher's members become one: {string.Join(", ", FusionCatalog.All.Where(r => r.GivesProbabilities).Select(r => r.Name))}", o => o.TeacherFuse, (o, v) => o with { TeacherFuse = v }),
        Number("distill-temperature", "T", "Temperature at which the teacher's and the network's probabilities are compared", o => o.DistillTemperature, (o, v) => o with { DistillTemperature = v }),
        Number("distill-weight", "W", "The teacher's share of the loss; the rest is that of the labels", o => o.DistillWeight, (o, v) => o with { DistillWeight = v }),
        Text("sampling", "HOW", $"An epoch's samples: each once (none), or every class equally often ({TrainOptions.Balanced})", o => o.Sampling, (o, v) => o with { Sampling = v }),
        Text("augment", "POLICY", $"Augmentation: a preset ({string.Join(", ", AugmentationPolicy.Presets)}) or a policy file", o => o.Augment, (o, v) => o with { Augment = v }),
        Number("mixup", "ALPHA", "Mix images of a batch; 0: none", o => o.MixUp, (o, v) => o with { MixUp = v }),
        Number("cutmix", "ALPHA", "Exchange rectangles of images of a batch; 0: none", o => o.CutMix, (o, v) => o with { CutMix = v }),
        Number("image-size", "PIXELS", "Side of the input in pixels; 0: the images' own up to 64, else 224", o => o.ImageSize, (o, v) => o with { ImageSize = v }),
        Number("resize", "PIXELS", "Shorter side before the crop in testing; 0: as the weights were trained, else 256/224 of --image-size, small pictures whole", o => o.Resize, (o, v) => o with { Resize = v }),
        Text("interpolation", "NAME", "How images are resized: bilinear, bicubic, or auto: as the weights were trained, else bilinear", o => o.Interpolation, (o, v) => o with { Interpolation = v }),
        Number("ema", "DECAY", "Keep a moving average of the weights, and validate that; 0: none, 0.999 is usual", o => o.Ema, (o, v) => o with { Ema = v }),
        Number("swa", "SHARE", "Average the weights of the epochs after this share of them; 0: none, 0.75 is usual", o => o.Swa, (o, v) => o with { Swa = v }),
        Number("patience", "EPOCHS", "End after so many epochs without a better one; 0: never early", o => o.Patience, (o, v) => o with { Patience = v }),
        Number("keep", "N", "Keep the weights of so many of the best epochs", o => o.Keep, (o, v) => o with { Keep = v }),
        Number(Validation, "SHARE", "Share of train held out for choices where the entry has no validation split", o => o.ValidationFraction, (o, v) => o with { ValidationFraction = v }),
        Number("folds", "K", "Train K runs, each holding out another part of train: cross-validation; 0: one run", o => o.Folds, (o, v) => o with { Folds = v }),
        Number("fold", "N", "Only the run that holds out this part, from 1; 0: all", o => o.Fold, (o, v) => o with { Fold = v }),
        Number("validation-seed", "N", "Decides which samples are held out, and the folds", o => o.ValidationSeed, (o, v) => o with { ValidationSeed = v }),
        Number("seed", "N", "Decides about initial weights, order and augmentation", o => o.Seed, (o, v) => o with { Seed = v }),
        Number("checkpoint-seconds", "SECONDS", "Time between checkpoints within an epoch", o => o.CheckpointSeconds, (o, v) => o with { CheckpointSeconds = v }),
        Text("precision", "BITS", $"{Precisions.Single}; {Precisions.BFloat16}: convolutions and linear layers in bfloat16; {Precisions.Auto}: that where the processor is good at it", o => o.Precision, (o, v) => o with { Precision = v }),
        Text("device", "DEVICE", "cpu, cuda or cuda:N (CUDA was never run by us)", o => o.Device, (o, v) => o with { Device = v }),
        Number("threads", "N", "Threads of the network's arithmetic, part of what makes a run repeatable", o => o.Threads, (o, v) => o with { Threads = v }),
        Number("workers", "N", "Threads that decode and augment, which change the speed and nothing else", o => o.Workers, (o, v) => o with { Workers = v }),
    ];
}
