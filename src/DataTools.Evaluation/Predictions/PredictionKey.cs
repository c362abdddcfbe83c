using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DataTools.Evaluation.Predictions;

/// <summary>
/// All that decides about saved logits. Logits are taken for others' only where every part is the same: after a resume, a
/// new pull or another preprocessing they are computed anew, and a copy of a run under another name predicts nothing twice.
/// </summary>
/// <param name="Network">The architecture: two may have the same weights.</param>
/// <param name="Weights">SHA-256 of the file of weights; of several, of their hashes in order.</param>
/// <param name="Preprocessing">SHA-256 of what a single view of an image goes through.</param>
/// <param name="Fingerprint">The content of the entry.</param>
/// <param name="Split">The split, or the name of the samples held out for choices.</param>
/// <param name="Samples">SHA-256 of which samples of it, by their places.</param>
/// <param name="Crops">The views and how they are averaged.</param>
/// <param name="Views">SHA-256 of the views themselves: a policy's file may change under its name.</param>
/// <param name="Precision">The numbers that the network multiplied in.</param>
public sealed record PredictionKey(
    string Network, string Weights, string Preprocessing, string Fingerprint, string Split, string Samples, CropsName Crops, string Views, string Precision)
{
    /// <summary>So much of the hash as a file's name has.</summary>
    [JsonIgnore]
    public string Short => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(this, JsonSerializerOptions.Web)).AsSpan(0, 8));
}
