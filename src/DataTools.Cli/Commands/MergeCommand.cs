using System.CommandLine;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Derived;
using DataTools.Cli.Output;

namespace DataTools.Cli.Commands;

/// <summary><c>datatools merge PART... --as NEW</c></summary>
internal static class MergeCommand
{
    public static Command Create(CliContext context)
    {
        var names = new Argument<string[]>("PART") { Description = "All the parts that `datatools augment --shard` made, in any order", Arity = ArgumentArity.OneOrMore };
        var target = new Option<string>("--as") { Description = "Name of the new entry", HelpName = "NEW", Required = true };
        var command = new Command("merge", "Put the parts of an augmented entry together; the fingerprint is that of the entry made in one go.") { names, target };
        command.SetAction((parse, cancellation) =>
        {
            DatasetCard card;
            using (var line = context.Progress())
            {
                card = ShardMerge.Merge(
                    context.Store(parse), parse.GetRequiredValue(names), parse.GetRequiredValue(target), context.Time, CliContext.Tool, new CountReporter(line, "merging"), cancellation);
            }
            context.Console.Out.WriteLine($"{card.Name}: {Format.Splits(card)}; made from {card.Parent!.Card.Name}; {card.Fingerprint}");
            return Task.FromResult(ExitCodes.Success);
        });
        return command;
    }
}
