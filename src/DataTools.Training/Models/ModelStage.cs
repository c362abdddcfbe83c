namespace DataTools.Training.Models;

/// <summary>
/// A part of a network that is frozen, unfrozen or given a learning rate together: parameters and buffers whose names
/// begin with one of the prefixes, whole parts of a name only (<c>layer1</c> is no prefix of <c>layer10.weight</c>).
/// </summary>
/// <param name="Name">What a user calls it, as in <c>--freeze until:layer3</c>.</param>
/// <param name="Prefixes">Beginnings of state names.</param>
public sealed record ModelStage(string Name, params IReadOnlyList<string> Prefixes)
{
    /// <summary>Whether that parameter or buffer belongs here.</summary>
    public bool Contains(string stateName) => Prefixes.Any(p =>
        stateName.StartsWith(p, StringComparison.Ordinal) && (stateName.Length == p.Length || stateName[p.Length] == '.'));
}
