using System.CommandLine;
using DataTools.Catalog.Derived;
using DataTools.Cli.Output;

namespace DataTools.Cli.Commands;

/// <summary><c>datatools split NAME --val 0.1 --stratified --seed S --as NEW</c></summary>
internal static class SplitCommand
{
    public static Command Create(CliContext context)
    {
        var name = CommonOptions.EntryArgument();
        var validation = CommonOptions.Of("--val", 0.0, "Share of train that becomes the validation split", "SHARE");
        var test = CommonOptions.Of("--test", 0.0, "Share of train that becomes the test split", "SHARE");
        var stratified = new Option<bool>("--stratified") { Description = "Take the same share of each class" };
        var seed = CommonOptions.Of("--seed", 0UL, "Decides which samples", "N");
        var target = CommonOptions.Optional("--as", "Name of the new entry (default: NAME-split)", "NEW");
        var command = new Command("split", "Keep a part of the training samples apart as a split of its own, in a new entry.") { name, validation, test, stratified, seed, target };
        command.SetAction((parse, cancellation) =>
        {
            var store = context.Store(parse);
            using var parent = store.Open(parse.GetRequiredValue(name));
            var request = new SplitRequest(parse.GetValue(validation), parse.GetValue(test), parse.GetValue(stratified), parse.GetValue(seed));
            var card = request.Write(store, parent, parse.GetValue(target) ?? $"{parent.Card.Name}-split", context.Time, CliContext.Tool, cancellation);
            context.Console.Out.WriteLine($"{card.Name}: {Format.Splits(card)}; made from {parent.Card.Name}; {card.Fingerprint}");
            return Task.FromResult(ExitCodes.Success);
        });
        return command;
    }
}
