using System.CommandLine;
using DataTools.Cli.Output;
using DataTools.Imaging.Augmentation;
using DataTools.Training;
using DataTools.Training.Runs;

namespace DataTools.Cli.Commands;

/// <summary><c>datatools train NAME</c></summary>
internal static class TrainCommand
{
    public static Command Create(CliContext context)
    {
        var defaults = new TrainOptions { Entry = "" };
        var name = CommonOptions.EntryArgument();
        var model = CommonOptions.Of("--model", defaults.Model, "A network; `datatools models` lists them", "MODEL");
        var epochs = CommonOptions.Of("--epochs", defaults.Epochs, "Passes over the training samples", "N");
        var batchSize = CommonOptions.Of("--batch-size", defaults.BatchSize, "Samples in a step", "N");
        var rate = CommonOptions.Of("--lr", defaults.LearningRate, "Highest learning rate of the schedule", "RATE");
        var schedule = CommonOptions.Of("--schedule", defaults.Schedule, string.Join(" or ", LearningRate.Schedules), "NAME");
        var momentum = CommonOptions.Of("--momentum", defaults.Momentum, "Momentum of SGD", "M");
        var decay = CommonOptions.Of("--weight-decay", defaults.WeightDecay, "L2 penalty on weights", "L");
        var smoothing = CommonOptions.Of("--label-smoothing", defaults.LabelSmoothing, "Share of each target spread over all classes", "E");
        var seed = CommonOptions.Of("--seed", defaults.Seed, "Decides about initial weights, order and augmentation", "N");
        var augment = CommonOptions.Of("--augment", defaults.Augment, $"Augmentation: a preset ({string.Join(", ", AugmentationPolicy.Presets)}) or a policy file", "POLICY");
        var size = CommonOptions.Of("--image-size", defaults.ImageSize, "Side of the input in pixels; 0: the images' own up to 64, else 224", "PIXELS");
        var validation = CommonOptions.Of("--validation", defaults.ValidationFraction, "Share of train held out for choices where the entry has no validation split", "SHARE");
        var device = CommonOptions.Of("--device", defaults.Device, "cpu, cuda or cuda:N (CUDA was never run by us)", "DEVICE");
        var threads = CommonOptions.Optional<int>("--threads", "Threads of the network's arithmetic, part of what makes a run repeatable (default: one a core)", "N");
        var workers = CommonOptions.Optional<int>("--workers", "Threads that decode and augment, which change the speed and nothing else (default: one for two cores)", "N");
        var run = CommonOptions.Optional("--run", "Name of the run's folder (default: ENTRY-MODEL-sSEED)", "NAME");
        var pretrained = new Option<string?>("--pretrained")
        {
            Description = "Begin with published weights, by name or, without one, the network's usual ones; their normalisation and size come along",
            HelpName = "NAME",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var weights = CommonOptions.Optional("--weights", "Begin with the weights of a file: .safetensors, .pth or .th", "FILE");
        var offline = new Option<bool>("--offline") { Description = "Ask no network for --pretrained: use what the cache holds" };
        var mirrors = CommonOptions.Several("--mirror", "Fetch addresses that begin with FROM from TO instead (https://, file://)", "FROM=TO");
        var command = new Command("train", "Train a network on an entry.")
        {
            name, model, epochs, batchSize, rate, schedule, momentum, decay, smoothing, seed, augment, size, validation,
            device, threads, workers, run, pretrained, weights, offline, mirrors,
        };
        command.SetAction(async (parse, cancellation) =>
        {
            var options = new TrainOptions
            {
                Entry = parse.GetRequiredValue(name),
                Model = parse.GetRequiredValue(model),
                Epochs = parse.GetValue(epochs),
                BatchSize = parse.GetValue(batchSize),
                LearningRate = parse.GetValue(rate),
                Schedule = parse.GetRequiredValue(schedule),
                Momentum = parse.GetValue(momentum),
                WeightDecay = parse.GetValue(decay),
                LabelSmoothing = parse.GetValue(smoothing),
                Seed = parse.GetValue(seed),
                Augment = parse.GetRequiredValue(augment),
                ImageSize = parse.GetValue(size),
                ValidationFraction = parse.GetValue(validation),
                Device = parse.GetRequiredValue(device),
                Threads = parse.GetValue(threads) ?? defaults.Threads,
                Workers = parse.GetValue(workers) ?? defaults.Workers,
            };
            var policy = AugmentationPolicy.Load(options.Augment, context.Directory);
            var workspace = context.Workspace(parse);
            var wanted = new WantedWeights(
                parse.GetResult(pretrained) is { Implicit: false } given ? parse.GetValue(pretrained) ?? (given.Tokens.Count == 0 ? "" : null) : null,
                parse.GetValue(weights), parse.GetResult(model) is { Implicit: false }, new() { Offline = parse.GetValue(offline), Mirrors = parse.GetValue(mirrors) ?? [] });
            options = await WeightsTalk.ResolveAsync(context, workspace, options, wanted, cancellation);
            var trainer = new Trainer(workspace, context.Time) { Talk = context.Console.Error.WriteLine };
            return TrainingTalk.Run(
                context, options.Entry, progress => trainer.Start(parse.GetValue(run), options, policy, progress, cancellation));
        });
        return command;
    }
}
