using System.Globalization;
using DataTools.Cli.Output;
using DataTools.Evaluation;

namespace DataTools.Cli.Commands;

/// <summary>What <c>datatools evaluate</c> prints for runs that give a sample several labels.</summary>
internal static class MultiLabelTables
{
    public static void Write(CliConsole console, MultiLabelTable table)
    {
        console.Out.WriteLine($"{table.Entry}, {table.Split}: {Format.Count(table.Samples)} labelled samples; mAP is the mean over the {table.Rows[0].Figures.Classes.Count(c => c.AveragePrecision is not null)} classes that are there");
        var rows = Tables.Of(["Model", "Crops>", "mAP>", "Micro F1>", "Macro F1>", "Exact>", "Log loss>", "ms/image>"]);
        foreach (var row in table.Rows)
        {
            var f = row.Figures;
            rows.Row(
            [
                row.Kind == RowKind.Member ? row.Name : $"{row.Name} of {row.Members.Count}", $"{row.Crops}", Format.Percent(f.MeanAveragePrecision),
                Number(f.MicroF1), Number(f.MacroF1), Format.Percent(f.SubsetAccuracy), Number(f.LogLoss), row.MillisecondsPerImage.ToString("F3", CultureInfo.InvariantCulture),
            ]);
        }
        console.Write(rows);
    }

    private static string Number(double value) => value.ToString("F4", CultureInfo.InvariantCulture);
}
