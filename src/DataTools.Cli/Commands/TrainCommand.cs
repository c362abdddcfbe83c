using System.CommandLine;
using DataTools.Catalog;
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
        var name = CommonOptions.EntryArgument();
        var config = CommonOptions.Optional("--config", "Settings from a YAML file, a line `flag: value` each; flags go before it", "FILE");
        var settings = TrainSettings.All.Select(s => (Setting: s, Option: Option(s))).ToList();
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
        var command = new Command("train", "Train a network on an entry.") { name, config, pretrained, weights };
        foreach (var (_, option) in settings)
            command.Add(option);
        foreach (var option in new Option[] { run, offline, mirrors })
            command.Add(option);
        command.SetAction(async (parse, cancellation) =>
        {
            var options = new TrainOptions { Entry = parse.GetRequiredValue(name) };
            var modelNamed = false;
            if (parse.GetValue(config) is { } file)
            {
                var before = options;
                options = TrainConfig.Read(Text(context.FullPath(file)), file, options);
                modelNamed = options.Model != before.Model;
            }
            foreach (var (setting, option) in settings)
            {
                if (parse.GetResult(option) is not { Implicit: false } said)
                    continue;
                // A flag without a value is one that is on; its default, which help shows, would be off.
                options = setting.Set(options, said.Tokens.Count == 0 ? "true" : parse.GetValue(option)!);
                modelNamed |= setting.Name == TrainSettings.Model;
            }
            var policy = AugmentationPolicy.Load(options.Augment, context.Directory);
            var workspace = context.Workspace(parse);
            var wanted = new WantedWeights(
                parse.GetResult(pretrained) is { Implicit: false } given ? parse.GetValue(pretrained) ?? (given.Tokens.Count == 0 ? "" : null) : null,
                parse.GetValue(weights), modelNamed, new() { Offline = parse.GetValue(offline), Mirrors = parse.GetValue(mirrors) ?? [] });
            options = await WeightsTalk.ResolveAsync(context, workspace, options, wanted, cancellation);
            var trainer = new Trainer(workspace, context.Time) { Talk = context.Console.Error.WriteLine };
            return TrainingTalk.Run(
                context, options.Entry, progress => trainer.Start(parse.GetValue(run), options, policy, progress, cancellation));
        });
        return command;
    }

    private static Option<string?> Option(TrainSetting setting) => new($"--{setting.Name}")
    {
        Description = setting.Description,
        HelpName = setting.Kind,
        DefaultValueFactory = _ => setting.Get(new() { Entry = "" }),
        Arity = setting.Kind is null ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
    };

    private static string Text(string path) => File.Exists(path) ? File.ReadAllText(path) : throw new NotFoundException($"there is no configuration {path}");
}
