using DataTools.Catalog.Workspaces;

namespace DataTools.Connectors;

/// <summary>What every client of a service needs from the world outside.</summary>
/// <param name="Workspace">Where settings, recipes and the cache lie.</param>
/// <param name="Environment">Environment variables: endpoints, credentials, proxies.</param>
/// <param name="Time">The clock.</param>
/// <param name="Tool">The name and version that requests carry, such as <c>datatools 0.1.0</c>.</param>
public sealed record ServiceContext(Workspace Workspace, Func<string, string?> Environment, TimeProvider Time, string Tool)
{
    /// <summary>Where each service is.</summary>
    public Endpoints Endpoints { get; } = new(Workspace.Settings, Environment);
}
