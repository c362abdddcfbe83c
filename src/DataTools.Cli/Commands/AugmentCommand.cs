using System.CommandLine;
using DataTools.Cli.Output;
using DataTools.Imaging.Augmentation;

namespace DataTools.Cli.Commands;

/// <summary><c>datatools augment NAME --policy P --copies N --seed S --as NEW</c></summary>
internal static class AugmentCommand
{
    public static Command Create(CliContext context)
    {
        var name = CommonOptions.EntryArgument();
        var policy = CommonOptions.Of("--policy", "standard", $"A preset ({string.Join(", ", AugmentationPolicy.Presets)}) or a YAML file", "POLICY");
        var copies = CommonOptions.Of("--copies", 1, "Augmented copies of each training image, beside the original", "N");
        var seed = CommonOptions.Of("--seed", 0UL, "Decides about every draw", "N");
        var target = CommonOptions.Optional("--as", "Name of the new entry (default: NAME-augmented)", "NEW");
        var threads = CommonOptions.Optional<int>("--threads", "Threads; they change the speed and nothing else (default: one a core)", "N");
        var command = new Command("augment", "Write an augmented copy of an entry as a new entry.") { name, policy, copies, seed, target, threads };
        command.SetAction((parse, cancellation) =>
        {
            var parent = parse.GetRequiredValue(name);
            using var line = context.Progress();
            var progress = new Reporter(line);
            var request = new AugmentRequest(
                parent, AugmentationPolicy.Load(parse.GetRequiredValue(policy), context.Directory), parse.GetValue(copies),
                parse.GetValue(seed), parse.GetValue(target) ?? $"{parent}-augmented", parse.GetValue(threads) ?? Environment.ProcessorCount, CliContext.Tool);
            var card = EntryAugmenter.Augment(context.Store(parse), request, context.Time, progress, cancellation);
            context.Console.Out.WriteLine($"{card.Name}: {Format.Splits(card)}; made from {parent}; {card.Fingerprint}");
            return Task.FromResult(ExitCodes.Success);
        });
        return command;
    }

    private sealed class Reporter(ProgressLine line) : IProgress<long>
    {
        public void Report(long value) => line.Update(() => $"augmenting: {Format.Count(value)} samples written");
    }
}
