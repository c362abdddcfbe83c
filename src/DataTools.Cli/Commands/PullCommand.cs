using System.CommandLine;
using DataTools.Catalog.Formats;
using DataTools.Cli.Output;
using DataTools.Connectors;

namespace DataTools.Cli.Commands;

/// <summary><c>datatools pull REFERENCE</c></summary>
internal static class PullCommand
{
    public static Command Create(CliContext context)
    {
        var reference = new Argument<string>("REFERENCE") { Description = "SOURCE:NAME, such as official:fashion-mnist, builtin:shapes or folder:./photos" };
        var name = CommonOptions.Optional("--as", "Name of the entry (default: the data set's)", "NAME");
        var mirrors = new Option<string[]>("--mirror") { Description = "Fetch addresses that begin with FROM from TO instead (https://, file://); may be repeated", HelpName = "FROM=TO" };
        var bad = CommonOptions.Of("--on-bad-sample", "fail", "fail: stop; skip: report it, leave it out, go on", "fail|skip").AcceptOnlyFromAmong("fail", "skip");
        var command = new Command("pull", "Get a data set by name into the catalog, every byte verified.") { reference, name, mirrors, bad };
        command.SetAction(async (parse, cancellation) =>
        {
            var options = new PullOptions
            {
                As = parse.GetValue(name),
                Mirrors = parse.GetValue(mirrors) ?? [],
                OnBadSample = parse.GetValue(bad) == "skip" ? OnBadSample.Skip : OnBadSample.Fail,
                BaseFolder = context.Directory,
            };
            var workspace = context.Workspace(parse);
            var dataset = References.Parse(parse.GetRequiredValue(reference), workspace, context.Directory);
            var result = await PullTalk.RunAsync(context, workspace, dataset, options, cancellation);
            var card = result.Card;
            var already = result.AlreadyThere ? "already there: " : "";
            context.Console.Out.WriteLine($"{card.Name}: {already}{Format.Splits(card)}; {card.Classes.Count} classes; {card.Fingerprint}");
            if (card.SkippedSamples > 0)
                context.Console.Error.WriteLine($"{Format.Count(card.SkippedSamples)} bad samples were left out.");
        });
        return command;
    }
}
