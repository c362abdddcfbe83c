using System.Globalization;
using DataTools.Cli.Output;
using DataTools.Papers.Ranking;

namespace DataTools.Cli.Find;

/// <summary>How the answer came about: what each fact adds, question by question, and what the answers make together.</summary>
internal static class Explanation
{
    private static readonly (string Name, string Asks)[] Questions =
    [
        ("about", "does it implement the paper?"), ("authors", "is it the authors' own?"), ("broad", "does it hold much else?"),
    ];

    public static void Write(CliConsole console, IReadOnlyList<(int Number, RankedRepository Ranked)> shown)
    {
        foreach (var (number, ranked) in shown)
        {
            console.Out.WriteLine();
            console.Out.WriteLine($"{number}  {ranked.Facts.Name}: {FindText.Words(ranked.Label)}, {100 * ranked.Probability:F1} %");
            foreach (var (name, asks) in Questions)
            {
                var evidence = ranked.Evidence.Where(e => e.Question == name).ToList();
                var sum = evidence.Sum(e => e.Weight);
                console.Out.WriteLine($"   {name}: {asks} {Signed(sum)} makes {100 / (1 + Math.Exp(-sum)):F1} %");
                foreach (var item in evidence)
                    console.Out.WriteLine(Line(console, item));
            }
            console.Out.WriteLine($"   Together: {string.Join(", ", ranked.Probabilities.Select(p => $"{FindText.Words(p.Key)} {100 * p.Value:F1} %"))}");
        }
        if (shown.Count > 0)
        {
            console.Out.WriteLine();
            console.Out.WriteLine("Weights are log-odds. official = about x authors x not broad; official in monorepo = about x authors x broad; community = about x not authors x not broad;");
            console.Out.WriteLine("collection = about x not authors x broad; unrelated = not about.");
        }
    }

    private static string Line(CliConsole console, EvidenceItem item)
    {
        var seen = item.Quote.Length == 0 ? "" : $": \"{item.Quote}\" ({item.Source})";
        var line = Format.Inert($"   {Signed(item.Weight),8}  {item.Kind,-24} {item.Says}{seen}");
        return line.Length <= console.Width ? line : $"{line[..(console.Width - 3)]}...";
    }

    private static string Signed(double value) => value.ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture);
}
