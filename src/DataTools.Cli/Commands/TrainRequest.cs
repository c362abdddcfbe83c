using System.CommandLine;
using DataTools.Catalog;
using DataTools.Catalog.Storage;
using DataTools.Imaging.Augmentation;
using DataTools.Training.Runs;

namespace DataTools.Cli.Commands;

/// <summary>A training as a command line says it: for training itself, and for finding its learning rate.</summary>
internal sealed class TrainRequest(CliContext context)
{
    private readonly Argument<string> _name = CommonOptions.EntryArgument();
    private readonly Option<string?> _config = CommonOptions.Optional("--config", "Settings from a YAML file, a line `flag: value` each; flags go before it", "FILE");
    private readonly List<(TrainSetting Setting, Option Option)> _settings = [.. TrainSettings.All.Select(s => (s, Option(s)))];

    private readonly Option<string?> _pretrained = new("--pretrained")
    {
        Description = "Begin with published weights, by name or, without one, the network's usual ones; their normalisation and size come along",
        HelpName = "NAME",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _weights = CommonOptions.Optional("--weights", "Begin with the weights of a file: .safetensors, .pth or .th", "FILE");
    private readonly Option<string?> _preprocessing = CommonOptions.Optional("--preprocessing", $"{WeightsTalk.PreprocessingHelp}, where the file of --weights does not say it", "NAME");
    private readonly Option<bool> _offline = new("--offline") { Description = "Ask no network for --pretrained: use what the cache holds" };
    private readonly Option<string[]> _mirrors = CommonOptions.Several("--mirror", "Fetch addresses that begin with FROM from TO instead (https://, file://)", "FROM=TO");

    /// <summary>Gives a command the options, and the command's own among them.</summary>
    public void AddTo(Command command, params Option[] own)
    {
        command.Add(_name);
        foreach (var option in (Option[])[_config, _pretrained, _weights, _preprocessing, .. _settings.Select(s => s.Option), .. own, _offline, _mirrors])
            command.Add(option);
    }

    /// <summary>What a command line says, with the weights to begin with in the cache.</summary>
    public async Task<(TrainOptions Options, AugmentationPolicy Policy)> ReadAsync(ParseResult parse, CancellationToken cancellation)
    {
        var options = new TrainOptions { Entry = parse.GetRequiredValue(_name) };
        var (modelNamed, configured) = (false, new ConfiguredWeights());
        if (parse.GetValue(_config) is { } file)
        {
            var before = options;
            options = TrainConfig.Read(Text(context.FullPath(file)), file, options, out configured);
            modelNamed = options.Model != before.Model;
        }
        foreach (var (setting, option) in _settings)
        {
            if (parse.GetResult(option) is not { Implicit: false } said)
                continue;
            // A flag without a value is one that is on; its default, which help shows, would be off.
            options = setting.Set(options, said.Tokens.Count == 0 ? "true" : Value(parse, option));
            modelNamed |= setting.Name == TrainSettings.Model;
        }
        if (options.Folds > 0 && _settings.Exists(s => s.Setting.Name == TrainSettings.Validation && parse.GetResult(s.Option) is { Implicit: false }))
            throw new InvalidInputException("--validation and --folds both say what is held out", "Leave one of them out: each of K folds holds out one part of K.");
        var policy = AugmentationPolicy.Load(options.Augment, context.Directory);
        var pretrained = parse.GetResult(_pretrained) is { Implicit: false } given ? parse.GetValue(_pretrained) ?? (given.Tokens.Count == 0 ? "" : null) : null;
        // One flag takes the place of all that the file says of them.
        if (pretrained is not null || parse.GetValue(_weights) is not null)
            configured = new();
        var wanted = new WantedWeights(
            pretrained ?? configured.Pretrained, parse.GetValue(_weights) ?? configured.File, parse.GetValue(_preprocessing) ?? configured.Preprocessing, modelNamed, new() { Offline = parse.GetValue(_offline), Mirrors = parse.GetValue(_mirrors) ?? [] });
        return (await WeightsTalk.ResolveAsync(context, context.Workspace(parse), options, wanted, cancellation), policy);
    }

    private static Option Option(TrainSetting setting) => setting.IsSeveral
        ? new Option<string[]>($"--{setting.Name}")
        {
            Description = setting.Description,
            HelpName = setting.Kind,
            AllowMultipleArgumentsPerToken = true,
            Arity = ArgumentArity.OneOrMore,
        }
        : new Option<string?>($"--{setting.Name}")
        {
            Description = setting.Description,
            HelpName = setting.Kind,
            DefaultValueFactory = _ => setting.Get(new() { Entry = "" }),
            Arity = setting.Kind is null ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
        };

    private static string Value(ParseResult parse, Option option) => option is Option<string[]> several
        ? string.Join(TrainSetting.Separator, parse.GetValue(several)!)
        : parse.GetValue((Option<string?>)option)!;

    private static string Text(string path)
    {
        if (!File.Exists(path))
            throw new NotFoundException($"there is no configuration {path}", "Check what follows --config.");
        var text = "";
        StorageFaults.Explain(path, () => text = File.ReadAllText(path));
        return text;
    }
}
