using DataTools.Catalog;

namespace DataTools.Evaluation.Fusion;

/// <summary>Fusions with temperatures: of each member before, of the result after. All are fitted on the held-out samples.</summary>
public static class TemperatureFusion
{
    /// <summary>What the user writes before or behind a rule's name: <c>temperature+mean</c>, <c>mean+temperature</c>.</summary>
    public const string Word = "temperature";

    /// <summary>The rule on members that each got a temperature of their own.</summary>
    public static FusionRule OfMembers(FusionRule rule) => new($"{Word}+{rule.Name}", $"each member with its temperature, then: {rule.Description}", input =>
    {
        List<Temperature> temperatures = [.. input.HeldOut.Select(Temperature.Fit)];
        var calm = new FusionInput(
            [.. input.Members.Zip(temperatures, (m, t) => t.Apply(m))], () => [.. input.HeldOut.Zip(temperatures, (m, t) => t.Apply(m))]);
        return rule.Fuse(calm) with { MemberTemperatures = temperatures, ChosenOn = temperatures[0].Samples };
    })
    {
        Chooses = true,
        GivesProbabilities = rule.GivesProbabilities,
    };

    /// <summary>
    /// The rule, then a temperature for its result. A rule that chooses is asked for its result on the very samples that it
    /// chose on; with a few numbers chosen on thousands of samples this flatters little, with stacking more.
    /// </summary>
    /// <exception cref="InvalidInputException">The rule gives no probabilities.</exception>
    public static FusionRule OfResult(FusionRule rule)
    {
        if (!rule.GivesProbabilities)
        {
            throw new InvalidInputException(
                $"{rule.Name} gives no probabilities, so there is no temperature for its result", $"Use {Word}+{rule.Name} to give each member its own, or {rule.Name} alone.");
        }
        return new($"{rule.Name}+{Word}", $"{rule.Description}; then a temperature", input =>
        {
            var fused = rule.Fuse(input);
            var temperature = Temperature.Fit(rule.Fuse(input.OnHeldOut()).Scores, input.HeldOut[0].Labels);
            return fused with { Scores = temperature.Apply(fused.Scores), Temperature = temperature, ChosenOn = temperature.Samples };
        })
        {
            Chooses = true,
        };
    }
}
