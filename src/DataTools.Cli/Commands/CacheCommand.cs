using System.CommandLine;
using System.Text.Json;
using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Cli.Output;
using DataTools.Connectors.Downloads;

namespace DataTools.Cli.Commands;

/// <summary><c>datatools cache list|verify|prune</c></summary>
internal static class CacheCommand
{
    public static Command Create(CliContext context) => new("cache", "See, check and clear the downloads.")
    {
        List(context), Verify(context), Prune(context),
    };

    private static Command List(CliContext context)
    {
        var format = CommonOptions.Format();
        var command = new Command("list", "List the downloaded files: how large, where from, which entries were made from them.") { format };
        command.SetAction(parse =>
        {
            var inventory = Inventory(context, parse);
            var damaged = new List<CorruptFileException>();
            var listing = inventory.List(damaged.Add);
            if (parse.GetValue(format) == CommonOptions.Json)
                context.Console.Out.WriteLine(JsonSerializer.Serialize(listing, CatalogJson.Options));
            else
                Write(context.Console, inventory, listing);
            return damaged.Select(fault => ExitCodes.Report(fault, context.Console)).LastOrDefault(ExitCodes.Success);
        });
        return command;
    }

    private static Command Verify(CliContext context)
    {
        var command = new Command("verify", "Read every downloaded file, compare its SHA-256, remove those that are damaged (exit code 4 then).");
        command.SetAction(async (parse, cancellation) =>
        {
            CacheCheck check;
            using (var line = context.Progress())
                check = await Inventory(context, parse).VerifyAsync(new Reporter(line), cancellation);
            context.Console.Out.WriteLine($"{Files(check.Files)} read, {Format.Bytes(check.Bytes)}: {(check.Damaged.Count == 0 ? "all sound" : $"{Format.Count(check.Damaged.Count)} damaged")}");
            foreach (var fault in check.Damaged)
                ExitCodes.Report(fault, context.Console);
            if (check.Damaged.Count == 0)
                return ExitCodes.Success;
            context.Console.Error.WriteLine(check.Removed
                ? "The damaged files were removed."
                : "A pull is running, so the damaged files were left. Run this again when it is done.");
            return ExitCodes.Corrupt;
        });
        return command;
    }

    private static Command Prune(CliContext context)
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Only say what would be removed" };
        var command = new Command("prune", "Remove what no entry was made from, downloads that broke off, unpacked archives and the parts of entries that a stopped `datatools augment` would go on from. What a running command uses stays.") { dryRun };
        command.SetAction(async (parse, cancellation) =>
        {
            var dry = parse.GetValue(dryRun);
            var pruning = await Inventory(context, parse).PruneAsync(dry, cancellation);
            string[] kinds =
            [
                .. pruning.Removed.GroupBy(r => r.Kind).OrderBy(g => g.Key)
                    .Select(g => $"{Format.Count(g.Count())} {Kind(g.Key, g.Count())}, {Format.Bytes(g.Sum(r => r.Bytes))}"),
            ];
            foreach (var kind in kinds)
                context.Console.Out.WriteLine($"{(dry ? "would remove" : "removed")} {kind}");
            context.Console.Out.WriteLine($"{Format.Bytes(pruning.Bytes)} {(dry ? "would be freed" : "freed")} ({pruning.Bytes} bytes)");
            if (pruning.PullsRun)
                context.Console.Error.WriteLine("A pull is running, so complete files and unpacked archives were left. Run this again when it is done.");
        });
        return command;
    }

    private static CacheInventory Inventory(CliContext context, ParseResult parse) => new(context.Workspace(parse), context.Time);

    private static void Write(CliConsole console, CacheInventory inventory, CacheListing listing)
    {
        if (listing.Files.Count > 0)
        {
            var table = Tables.Of("SHA-256", "Size>", "Entries", "From");
            foreach (var file in listing.Files)
                table.Row(file.Sha256[..12], Format.Bytes(file.Bytes), file.Entries.Count == 0 ? "-" : string.Join(", ", file.Entries), file.From ?? "unknown");
            console.Write(table);
        }
        var idle = listing.Files.Where(f => f.Entries.Count == 0).ToList();
        console.Out.WriteLine($"{inventory.Folder}: {Format.Bytes(listing.Bytes)}");
        console.Out.WriteLine($"  {Files(listing.Files.Count)}, {Format.Bytes(listing.Files.Sum(f => f.Bytes))}; of no entry: {Format.Count(idle.Count)}, {Format.Bytes(idle.Sum(f => f.Bytes))}");
        console.Out.WriteLine($"  unfinished downloads {Format.Bytes(listing.PartialBytes)}, unpacked archives {Format.Bytes(listing.UnpackedBytes)}, other {Format.Bytes(listing.OtherBytes)}");
    }

    private static string Files(int count) => count == 1 ? "1 file" : $"{Format.Count(count)} files";

    private static string Kind(PrunedKind kind, int count) => (kind, count == 1) switch
    {
        (PrunedKind.File, true) => "file of no entry",
        (PrunedKind.File, false) => "files of no entry",
        (PrunedKind.Partial, true) => "file of an unfinished download",
        (PrunedKind.Partial, false) => "files of unfinished downloads",
        (PrunedKind.Unpacked, true) => "unpacked file",
        (PrunedKind.Unpacked, false) => "unpacked files",
        (PrunedKind.Unfinished, true) => "entry that was begun and not finished",
        (PrunedKind.Unfinished, false) => "entries that were begun and not finished",
        (_, true) => "note",
        _ => "notes",
    };

    private sealed class Reporter(ProgressLine line) : IProgress<long>
    {
        public void Report(long value) => line.Update(() => $"verifying: {Format.Bytes(value)} read");
    }
}
