using System.Text.Json.Serialization;

namespace DataTools.Cli.Doctor;

/// <summary>How something stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<State>))]
internal enum State
{
    /// <summary>As it should be.</summary>
    [JsonStringEnumMemberName("ok")]
    Ok,

    /// <summary>Something will not work that not everybody needs.</summary>
    [JsonStringEnumMemberName("warning")]
    Warning,

    /// <summary>Something is broken that is needed.</summary>
    [JsonStringEnumMemberName("broken")]
    Broken,
}

/// <summary>One thing that was looked at.</summary>
/// <param name="Name">What.</param>
/// <param name="State">How it stands.</param>
/// <param name="Text">What was found.</param>
/// <param name="Hint">What to do about it.</param>
internal sealed record Finding(string Name, State State, string Text, string? Hint = null)
{
    /// <summary>The exit code where it is broken.</summary>
    [JsonIgnore]
    public int ExitCode { get; init; }
}
