using DataTools.Benchmarks;
using DataTools.Benchmarks.Catalog;

// dotnet run -c Release --project tests/DataTools.Benchmarks -- NAME...
// A benchmark is one file and one line here.
(string Name, Action<Report> Run)[] benchmarks =
[
    ("catalog", EntryReading.Run),
];

var unknown = args.Where(a => !benchmarks.Any(b => b.Name == a)).ToList();
if (args.Length == 0 || unknown.Count > 0)
{
    if (unknown.Count > 0)
        Console.Error.WriteLine($"There is no benchmark {string.Join(", ", unknown)}.");
    Console.Error.WriteLine($"Name one or more: {string.Join(", ", benchmarks.Select(b => b.Name))}");
    return 2;
}
foreach (var (name, run) in benchmarks.Where(b => args.Contains(b.Name)))
{
    var report = new Report(name);
    run(report);
    report.Print(Console.Out);
}
return 0;
