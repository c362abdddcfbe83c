using System.CommandLine;
using System.Text.Json;
using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Cli.Output;

namespace DataTools.Cli.Commands;

/// <summary><c>datatools list</c></summary>
internal static class ListCommand
{
    public static Command Create(CliContext context)
    {
        var format = CommonOptions.Format();
        var command = new Command("list", "List the entries of the catalog.") { format };
        command.SetAction(parse =>
        {
            var workspace = context.Workspace(parse);
            // One damaged entry does not hide the others.
            var damaged = new List<CorruptFileException>();
            var cards = context.Store(parse).List(damaged.Add);
            if (parse.GetValue(format) == CommonOptions.Json)
                context.Console.Out.WriteLine(JsonSerializer.Serialize(cards, CatalogJson.Options));
            else if (cards.Count > 0)
                WriteTable(context.Console, cards);
            else if (damaged.Count == 0)
                context.Console.Error.WriteLine($"No entries in {workspace.Catalogs}. Get one: datatools pull builtin:shapes");
            return damaged.Select(fault => ExitCodes.Report(fault, context.Console)).LastOrDefault(ExitCodes.Success);
        });
        return command;
    }

    private static void WriteTable(CliConsole console, IReadOnlyList<DatasetCard> cards)
    {
        var table = Tables.Of("Entry", "Samples>", "Classes>", "Size>", "Splits", "Licence", "Source");
        foreach (var card in cards)
        {
            table.Row(
                card.Name, Format.Count(card.Splits.Sum(s => (long)s.Samples)), Format.Count(card.Classes.Count),
                Format.Bytes(card.Splits.Sum(s => s.Bytes)), Format.Splits(card),
                card.License ?? "unknown", card.Source);
        }
        console.Write(table);
    }
}
