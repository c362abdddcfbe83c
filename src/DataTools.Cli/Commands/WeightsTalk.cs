using DataTools.Catalog;
using DataTools.Catalog.Workspaces;
using DataTools.Cli.Output;
using DataTools.Connectors.Pretrained;
using DataTools.Training.Models;
using DataTools.Training.Pretrained;
using DataTools.Training.Runs;

namespace DataTools.Cli.Commands;

/// <summary>Which weights a training shall begin with, as the user wrote it.</summary>
/// <param name="Pretrained">A name of the registry; empty: the network's usual ones; null: none.</param>
/// <param name="File">A file; null: none.</param>
/// <param name="Preprocessing">The name of what images went through when the file was trained; null: what the file says.</param>
/// <param name="ModelNamed">Whether the user named the network.</param>
/// <param name="Fetching">How they are fetched.</param>
internal sealed record WantedWeights(string? Pretrained, string? File, string? Preprocessing, bool ModelNamed, PretrainedOptions Fetching);

/// <summary>Finds and fetches weights, and says so.</summary>
internal static class WeightsTalk
{
    public const string PreprocessingHelp =
        $"What images went through when the weights were trained: {PretrainedRegistry.ImageNet} (torchvision's mean and deviation), {PretrainedRegistry.ImageNetInception} (0.5 and 0.5, so inputs in [-1, 1], as from TensorFlow), both of 224 x 224, or a name that `datatools models` lists";

    /// <summary>The options with the weights to begin with, in the cache by now.</summary>
    public static async Task<TrainOptions> ResolveAsync(
        CliContext context, Workspace workspace, TrainOptions options, WantedWeights wanted, CancellationToken cancellation)
    {
        if (wanted is { Pretrained: not null, File: not null })
            throw new InvalidInputException("--pretrained and --weights both say what to begin with", "Leave one of them out.");
        if (wanted is { Preprocessing: not null, File: null })
            throw new InvalidInputException("--preprocessing says something about the file of --weights", "Leave it out: published weights bring their own, and without any the images are measured.");
        if (wanted.File is { } file)
        {
            var path = context.FullPath(file);
            if (!File.Exists(path))
                throw new NotFoundException($"there is no file {path}", "Check what follows --weights.");
            var weights = new InitialWeights { Path = path, Source = file };
            return options with { Weights = wanted.Preprocessing is { } known ? weights.With(PretrainedRegistry.Preprocessing(known, workspace), known) : weights };
        }
        if (wanted.Pretrained is not { } name)
            return options;

        var entry = name.Length == 0 ? PretrainedRegistry.Default(options.Model, workspace) : PretrainedRegistry.Read(name, workspace);
        if (entry.Model != options.Model && wanted.ModelNamed)
            throw new InvalidInputException($"{entry.Name} are weights of {entry.Model}, not of {options.Model}", $"Use --model {entry.Model}, or other weights.");
        // Before anything is fetched.
        ModelCatalog.Find(entry.Model);
        var pulled = await FetchAsync(context, workspace, entry, wanted.Fetching, cancellation);
        return options with
        {
            Model = entry.Model,
            Pretrained = entry.Name,
            Weights = new InitialWeights { Path = pulled.Path, Source = pulled.Source, Sha256 = pulled.Sha256, Names = entry.Names }.With(entry.Preprocessing, entry.Name),
        };
    }

    private static async Task<PulledWeights> FetchAsync(CliContext context, Workspace workspace, PretrainedEntry entry, PretrainedOptions options, CancellationToken cancellation)
    {
        using var line = context.Progress();
        using var source = new PretrainedSource(context.Services(workspace));
        var file = new PretrainedFile(entry.Source) { Revision = entry.Revision, File = entry.File, Bytes = entry.Bytes, Sha256 = entry.Sha256, Sha256Prefix = entry.Sha256Prefix };
        return await source.FetchAsync(
            file, options with { OnWarning = text => line.Write($"warning: {text}") },
            (done, total) => line.Update(() => $"{entry.Name}: {(total is > 0 ? $"{Format.Bar((double)done / total.Value)} " : "")}{Format.Bytes(done)} of {(total is { } bytes ? Format.Bytes(bytes) : "?")}"),
            cancellation);
    }
}
