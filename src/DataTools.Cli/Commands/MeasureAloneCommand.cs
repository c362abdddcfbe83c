using System.CommandLine;
using System.Text.Json;
using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Cli.Output;
using DataTools.Training.Costs;

namespace DataTools.Cli.Commands;

/// <summary>
/// <c>datatools measure-alone REQUEST</c>: what <c>deploy</c> and <c>evaluate --costs</c> start to measure a configuration
/// that nothing else was loaded beside. No verb for people, so help does not show it.
/// </summary>
internal static class MeasureAloneCommand
{
    public const string Name = "measure-alone";

    /// <summary>In one line: it is an argument.</summary>
    public static JsonSerializerOptions Json { get; } = new(CatalogJson.Options) { WriteIndented = false };

    public static Command Create(CliContext context)
    {
        var request = new Argument<string>("REQUEST") { Description = "What to measure, as JSON" };
        var command = new Command(Name, "Measure one configuration in this process.") { request };
        command.Hidden = true;
        command.SetAction((parse, cancellation) =>
        {
            var figures = new AloneMeasurement(context.Workspace(parse), context.Time).Measure(Read(parse.GetRequiredValue(request)), context.Directory, cancellation);
            context.Console.Out.WriteLine(JsonSerializer.Serialize(figures, CatalogJson.Options));
            return Task.FromResult(ExitCodes.Success);
        });
        return command;
    }

    private static AloneRequest Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<AloneRequest>(text, Json) ?? throw new JsonException("it is empty");
        }
        catch (JsonException e)
        {
            throw new InvalidInputException($"the request is damaged: {e.Message}", "This verb is for the program itself: use deploy, or evaluate --costs.", e);
        }
    }
}
