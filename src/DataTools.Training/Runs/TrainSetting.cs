using System.Globalization;
using System.Numerics;
using DataTools.Catalog;

namespace DataTools.Training.Runs;

/// <summary>One choice that a user can make about a training: a flag of the command, a key of a configuration file.</summary>
/// <param name="Name">As it is written: <c>batch-size</c>.</param>
/// <param name="Kind">What help shows for its value; null for a flag that is on or off.</param>
/// <param name="Description">One line.</param>
/// <param name="Get">Its value as text.</param>
/// <param name="Set">The options with the value that a text says. Throws <see cref="InvalidInputException"/> for another text.</param>
public sealed record TrainSetting(string Name, string? Kind, string Description, Func<TrainOptions, string> Get, Func<TrainOptions, string, TrainOptions> Set)
{
    /// <summary>What stands between two values in a text of <see cref="IsSeveral"/>.</summary>
    public const char Separator = '\n';

    private const string Help = "See datatools train --help";

    /// <summary>Whether it takes any number of values: as a text each on a line of its own.</summary>
    public bool IsSeveral { get; private init; }

    /// <summary>Its value on one line, for a reader.</summary>
    public string Show(TrainOptions options) => Get(options) is { Length: > 0 } text ? text.Replace(Separator, ' ') : "none";

    internal static TrainSetting Text(string name, string kind, string description, Func<TrainOptions, string> get, Func<TrainOptions, string, TrainOptions> set) =>
        new(name, kind, description, get, set);

    internal static TrainSetting Several(
        string name, string kind, string description, Func<TrainOptions, IReadOnlyList<string>> get, Func<TrainOptions, IReadOnlyList<string>, TrainOptions> set) => new(
            name, kind, description, o => string.Join(Separator, get(o)), (o, text) => set(o, text.Length == 0 ? [] : text.Split(Separator)))
        {
            IsSeveral = true,
        };

    internal static TrainSetting Number<T>(string name, string kind, string description, Func<TrainOptions, T> get, Func<TrainOptions, T, TrainOptions> set)
        where T : INumber<T> => new(
            name, kind, description,
            o => get(o).ToString(null, CultureInfo.InvariantCulture),
            (o, text) => T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                ? set(o, value)
                : throw new InvalidInputException($"--{name} {text}: {(T.One / (T.One + T.One) == T.Zero ? "a whole number" : "a number")} is expected", Help));

    internal static TrainSetting Flag(string name, string description, Func<TrainOptions, bool> get, Func<TrainOptions, bool, TrainOptions> set) => new(
        name, null, description,
        o => get(o) ? "true" : "false",
        (o, text) => bool.TryParse(text, out var value) ? set(o, value) : throw new InvalidInputException($"--{name} {text}: true or false is expected", Help));
}
