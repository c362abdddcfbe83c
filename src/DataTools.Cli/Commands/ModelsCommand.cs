using System.CommandLine;
using System.Text.Json;
using DataTools.Catalog.Cards;
using DataTools.Cli.Output;
using DataTools.Training.Models;

namespace DataTools.Cli.Commands;

/// <summary><c>datatools models</c></summary>
internal static class ModelsCommand
{
    public static Command Create(CliContext context)
    {
        var name = new Argument<string?>("NAME") { Description = "One of them, with its layers", Arity = ArgumentArity.ZeroOrOne };
        var format = CommonOptions.Format();
        var command = new Command("models", "List the networks that can be trained: size, cost, input, known weights.") { name, format, ModelsConvertCommand.Create(context) };
        command.SetAction(parse =>
        {
            var json = parse.GetValue(format) == CommonOptions.Json;
            if (parse.GetValue(name) is { } one)
                WriteOne(context, ModelCatalog.Find(one), json);
            else if (json)
                context.Console.Out.WriteLine(JsonSerializer.Serialize(ModelCatalog.All.Select(m => Facts(context, m, layers: null)), CatalogJson.Options));
            else
                WriteTable(context);
        });
        return command;
    }

    private static void WriteTable(CliContext context)
    {
        var table = Tables.Of("Model", "Parameters>", "Multiply-adds>", "Input>", "Classes>", "Weights", "What it is");
        foreach (var model in ModelCatalog.All)
        {
            table.Row(
                model.Name, Format.Count(model.Cost.Parameters), Format.Operations(model.Cost.MultiplyAdds), Size(model.InputSize),
                Format.Count(model.Classes), Weights(context, model), model.Description);
        }
        context.Console.Write(table);
        context.Console.Error.WriteLine("Parameters and multiply-adds are those of one colour image of that size and that many classes. Any other size will do, and images without colour.");
    }

    private static void WriteOne(CliContext context, ModelDefinition model, bool json)
    {
        IReadOnlyList<string> layers;
        // The network itself says what it is made of; small pictures and few classes make it the sooner.
        using (var built = model.Build(new(3, 1, Math.Max(model.SmallestSize, model.SizeStep))))
            layers = [.. built.Stages.Select(s => s.Name)];
        if (json)
        {
            context.Console.Out.WriteLine(JsonSerializer.Serialize(Facts(context, model, layers), CatalogJson.Options));
            return;
        }
        var sizes = model.SizeStep > 1 ? $"any multiple of {model.SizeStep}" : $"{model.SmallestSize} or more";
        context.Console.Out.WriteLine($"{model.Name}: {model.Description}");
        context.Console.Out.WriteLine($"  Input          {Size(model.InputSize)} pixels; {sizes}");
        context.Console.Out.WriteLine($"  Parameters     {Format.Count(model.Cost.Parameters)} with {Format.Count(model.Classes)} classes");
        context.Console.Out.WriteLine($"  Multiply-adds  {Format.Operations(model.Cost.MultiplyAdds)} an image");
        context.Console.Out.WriteLine($"  Layers         {string.Join(", ", layers)}");
        context.Console.Out.WriteLine($"  Weights        {Weights(context, model)}");
    }

    private static ModelFacts Facts(CliContext context, ModelDefinition model, IReadOnlyList<string>? layers) => new(
        model.Name, model.Description, model.Cost.Parameters, model.Cost.MultiplyAdds, model.InputSize, model.SmallestSize, model.SizeStep,
        model.Classes, layers, context.WeightsOf(model.Name));

    private static string Weights(CliContext context, ModelDefinition model) => string.Join(", ", context.WeightsOf(model.Name)) is { Length: > 0 } names ? names : "none known";

    private static string Size(int side) => $"{side} x {side}";

    private sealed record ModelFacts(
        string Name, string Description, long Parameters, long MultiplyAdds, int InputSize, int SmallestSize, int SizeStep, int Classes,
        IReadOnlyList<string>? Layers, IReadOnlyList<string> Weights);
}
