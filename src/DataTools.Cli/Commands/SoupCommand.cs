using System.CommandLine;
using DataTools.Catalog;
using DataTools.Cli.Output;
using DataTools.Training;
using DataTools.Training.Prediction;
using DataTools.Training.Prediction.Members;
using DataTools.Training.Runs;

namespace DataTools.Cli.Commands;

/// <summary><c>datatools soup MEMBER... --as NAME</c></summary>
internal static class SoupCommand
{
    public static Command Create(CliContext context)
    {
        var members = new Argument<string[]>("MEMBER") { Description = "Runs of one network, RUN@epochs, RUN@snapshots, RUN@last, ...", Arity = ArgumentArity.OneOrMore };
        var name = new Option<string>("--as") { Description = "Name of the new run", HelpName = "NAME", Required = true };
        var greedy = new Option<bool>("--greedy") { Description = "Take members one by one, the best first, as long as the accuracy does not fall; without it all are taken" };
        var chooseOn = CommonOptions.Of("--choose-on", RunPredictions.HeldOut, "What it is judged and chosen on: the samples held out of training, or a split", "SPLIT");
        var force = new Option<bool>("--force") { Description = "Choose even on the test split: the run and all its figures are marked" };
        var command = new Command("soup", "Average the weights of runs into one network that costs as much as one of them (model soup).") { members, name, greedy, chooseOn, force };
        command.SetAction((parse, cancellation) =>
        {
            var workspace = context.Workspace(parse);
            var all = MemberRef.All(parse.GetRequiredValue(members), workspace, context.Directory);
            if (all.FirstOrDefault(m => m is not RunMember) is { } other)
                throw new InvalidInputException($"{other.Name} is no run: it has no weights to average", "Name runs, or RUN@epochs and RUN@snapshots of one.");
            RunFolder run;
            SoupRecipe recipe;
            using (var line = context.Progress())
            {
                (run, recipe) = new ModelSoup(workspace, context.Time).Make(
                    parse.GetRequiredValue(name), [.. all.Cast<RunMember>()], parse.GetValue(greedy), parse.GetRequiredValue(chooseOn), parse.GetValue(force), new Reporter(line), cancellation);
            }
            Write(context.Console, run, recipe);
            return Task.FromResult(ExitCodes.Success);
        });
        return command;
    }

    private static void Write(CliConsole console, RunFolder run, SoupRecipe recipe)
    {
        var several = run.ReadOptions().MultiLabel;
        var on = $"{(several ? "mAP" : "Top-1")}, {recipe.Choice.On}>";
        var table = Tables.Of(["Member", on, "In the soup"]);
        foreach (var ingredient in recipe.Ingredients)
            table.Row([ingredient.Name, Format.Percent(ingredient.HeldOutAccuracy), ingredient.Taken ? "yes" : "no"]);
        console.Write(table);
        var taken = recipe.Taken.Count();
        console.Out.WriteLine($"{run.Name}: the mean of {taken} of {recipe.Ingredients.Count}: {(several ? "an mAP of " : "")}{Format.Percent(recipe.Accuracy)} {(several ? "on" : "of")} {Format.Count(recipe.Choice.Samples)} {recipe.Choice.On} samples. {Verdict(recipe, taken)}");
        if (recipe.Chosen is { IsForced: true } chosen)
            console.Out.WriteLine($"{EvaluateText.ForcedMark}: chosen on {chosen.On}, which nothing may be chosen on. Every figure of {run.Name} on it is marked.");
        else if (recipe.Choice.IsForced)
            console.Out.WriteLine($"{EvaluateText.ForcedMark}: judged on {recipe.Choice.On}, which nothing may be chosen on: decide nothing by it.");
        console.Out.WriteLine($"See what it is worth: datatools evaluate {run.Name} {string.Join(' ', recipe.Ingredients.Take(1).Select(i => i.Name))}");
        if (recipe.Choice.On == RunPredictions.HeldOut)
            console.Error.WriteLine($"note: by the {RunPredictions.HeldOut} samples each run's best epoch was chosen too: they flatter the members more than the soup.");
    }

    private static string Verdict(SoupRecipe recipe, int taken) => (recipe.Accuracy - recipe.Best) switch
    {
        _ when taken == 1 => "No other member helps: these are the weights of the best one.",
        > 0 and var more => $"That is {Points(more)} points more than the best member alone.",
        0 => "That is as much as the best member alone.",
        var less when less < -0.05 => $"That is {Points(-less)} points LESS than the best member alone: these weights do not lie in one basin, as those of different seeds never do. Fuse their predictions instead (datatools evaluate), or use --greedy.",
        var less => $"That is {Points(-less)} points less than the best member alone: use that, or try --greedy.",
    };

    private static string Points(double share) => (100 * share).ToString("F2", System.Globalization.CultureInfo.InvariantCulture);

    private sealed class Reporter(ProgressLine line) : IProgress<SoupProgress>
    {
        public void Report(SoupProgress p) => line.Update(() => $"{p.Member}: {p.Number} of {p.Members}");
    }
}
