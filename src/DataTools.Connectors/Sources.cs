using DataTools.Connectors.Builtin;
using DataTools.Connectors.Folder;
using DataTools.Connectors.HuggingFace;
using DataTools.Connectors.Kaggle;
using DataTools.Connectors.Official;
using DataTools.Connectors.Search;
using DataTools.Connectors.Web;

namespace DataTools.Connectors;

/// <summary>The sources. A new one is a folder of its own and a line here.</summary>
internal static class Sources
{
    public static IReadOnlyList<IDatasetSource> All { get; } =
    [
        new OfficialSource(),
        new BuiltinSource(),
        new FolderSource(),
        new UrlSource(),
        new HubSource(),
        new KaggleSource(),
        new KaggleCompetitionSource(),
    ];

    /// <summary>The catalogues that can be searched.</summary>
    public static IReadOnlyList<IDatasetSearch> Searches { get; } =
    [
        new OfficialSearch(),
        new HubSearch(),
        new KaggleSearch(),
    ];
}
