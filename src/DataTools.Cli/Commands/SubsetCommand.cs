using System.CommandLine;
using DataTools.Catalog.Derived;
using DataTools.Cli.Output;

namespace DataTools.Cli.Commands;

/// <summary><c>datatools subset NAME --classes a,b --per-class 100 --as NEW</c></summary>
internal static class SubsetCommand
{
    public static Command Create(CliContext context)
    {
        var name = CommonOptions.EntryArgument();
        var classes = CommonOptions.Several("--classes", "Keep only these classes: names with commas between them (a name with a comma by an option of its own, in quotes)", "CLASSES");
        var perClass = CommonOptions.Optional<int>("--per-class", "Keep at most so many samples of each class in train; other splits stay", "N");
        var seed = CommonOptions.Of("--seed", 0UL, "Decides which samples", "N");
        var target = CommonOptions.Optional("--as", "Name of the new entry (default: NAME-subset)", "NEW");
        var command = new Command("subset", "Write some classes of an entry, or some samples of each, as a new entry.") { name, classes, perClass, seed, target };
        command.SetAction((parse, cancellation) =>
        {
            var store = context.Store(parse);
            using var parent = store.Open(parse.GetRequiredValue(name));
            // "a,b" is two classes, unless the entry has a class of that very name.
            var wanted = (parse.GetValue(classes) ?? []).SelectMany(c => parent.Card.Classes.Contains(c) ? [c] : c.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Distinct().ToList();
            var request = new SubsetRequest(wanted, parse.GetValue(perClass), parse.GetValue(seed));
            var card = request.Write(store, parent, parse.GetValue(target) ?? $"{parent.Card.Name}-subset", context.Time, CliContext.Tool, cancellation);
            context.Console.Out.WriteLine($"{card.Name}: {Format.Splits(card)}; made from {parent.Card.Name}; {card.Fingerprint}");
            return Task.FromResult(ExitCodes.Success);
        });
        return command;
    }
}
