using System.CommandLine;
using DataTools.Catalog;
using DataTools.Imaging.Augmentation.Import;

namespace DataTools.Cli.Commands;

/// <summary><c>datatools augment import FILE</c></summary>
internal static class AugmentImportCommand
{
    public static Command Create(CliContext context)
    {
        var file = new Argument<string>("FILE") { Description = "What torchvision prints of a transform, or the JSON of albumentations' A.to_dict(transform) or A.save" };
        var command = new Command("import", "Write the policy that does what another library's transforms do; what has no equivalent is told on stderr.") { file };
        command.SetAction(parse =>
        {
            var path = context.FullPath(parse.GetRequiredValue(file));
            if (!File.Exists(path))
                throw new NotFoundException($"there is no file {path}");
            var text = File.ReadAllText(path);
            var import = text.AsSpan().TrimStart().StartsWith("{") ? PolicyImport.FromAlbumentations(text) : PolicyImport.FromTorchvision(text);
            context.Console.Out.Write(import.Policy.ToYaml());
            foreach (var note in import.Notes)
                context.Console.Error.WriteLine($"note: {note}");
        });
        return command;
    }
}
