using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Workspaces;

namespace DataTools.Connectors.Builtin;

/// <summary><c>builtin:NAME</c>: data sets that are computed here, without network or files.</summary>
internal sealed class BuiltinSource : IDatasetSource
{
    private sealed record Generator(string Name, string Title, string Version, Func<DatasetContent> Content);

    // A new generator is one file and one line here.
    private static readonly IReadOnlyList<Generator> Generators =
    [
        new("shapes", "Shapes, drawn by DataTools", Shapes.Version, Shapes.Content),
    ];

    public string Scheme => "builtin";

    public PullChoices Takes => PullChoices.None;

    public IReadOnlyList<string> Names(Workspace workspace) => [.. Generators.Select(g => g.Name)];

    public Task<PullPlan> FindAsync(string name, PullContext context, CancellationToken cancellation)
    {
        var generator = Generators.FirstOrDefault(g => g.Name == name) ?? throw References.Unknown(Scheme, name, Names(context.Workspace));
        var draft = new DatasetCard
        {
            Name = generator.Name,
            Title = generator.Title,
            Source = $"{Scheme}:{generator.Name}",
            Revision = generator.Version,
            License = "MIT",
        };
        return Task.FromResult(new PullPlan(draft, (_, _) => Task.FromResult(new PulledContent(generator.Content(), []))));
    }
}
