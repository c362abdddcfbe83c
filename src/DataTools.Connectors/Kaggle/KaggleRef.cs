using System.Globalization;
using DataTools.Catalog;

namespace DataTools.Connectors.Kaggle;

/// <summary>A data set on Kaggle: <c>owner/name</c>, or <c>owner/name@3</c> for one version of it. Prints itself as it is read.</summary>
/// <param name="Owner">The part of its address before the name.</param>
/// <param name="Name">The last part of its address.</param>
/// <param name="Version">From 1; null: the current one.</param>
internal sealed record KaggleRef(string Owner, string Name, int? Version = null)
{
    /// <summary>Reads what <see cref="ToString"/> prints. Throws <see cref="InvalidInputException"/>.</summary>
    public static KaggleRef Parse(string text) => TryParse(text) ?? throw new InvalidInputException(
        $"'{text}' is not the name of a Kaggle data set",
        "Write kaggle:OWNER/NAME or kaggle:OWNER/NAME@VERSION, as in its address: https://www.kaggle.com/datasets/OWNER/NAME.");

    /// <summary>As <see cref="Parse"/>; null where the text is no reference.</summary>
    public static KaggleRef? TryParse(string text)
    {
        int? version = null;
        if (text.LastIndexOf('@') is >= 0 and var at)
        {
            // One way of writing each: no sign, no leading zero.
            if (!int.TryParse(text.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0 || text[at + 1] == '0')
                return null;
            (text, version) = (text[..at], number);
        }
        return text.Split('/') is [var owner, var name] && KaggleSlug.Is(owner) && KaggleSlug.Is(name) ? new(owner, name, version) : null;
    }

    /// <inheritdoc/>
    public override string ToString() => Version is null ? $"{Owner}/{Name}" : $"{Owner}/{Name}@{Version}";
}

/// <summary>A competition on Kaggle, by the last part of its address. Prints itself as it is read.</summary>
internal sealed record KaggleCompetitionRef(string Name)
{
    /// <summary>Reads a competition's name. Throws <see cref="InvalidInputException"/>.</summary>
    public static KaggleCompetitionRef Parse(string text) => KaggleSlug.Is(text) ? new(text) : throw new InvalidInputException(
        $"'{text}' is not the name of a Kaggle competition",
        "Write kaggle-competition:NAME, as in its address: https://www.kaggle.com/competitions/NAME.");

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>Names of owners, data sets and competitions: they become parts of addresses.</summary>
internal static class KaggleSlug
{
    public static bool Is(string text) =>
        text.Length is > 0 and <= 100 && char.IsAsciiLetterOrDigit(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
