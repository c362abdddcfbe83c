using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using DataTools.Catalog.Annotations;

namespace DataTools.Catalog.Storage;

/// <summary>
/// SHA-256 of one split: over the SHA-256 of each sample (label, id, image bytes; and its annotations, where it has some,
/// over that), in order. Two levels, so that the samples of a split written in parts can be hashed in parts.
/// </summary>
internal sealed class SplitFingerprint : IDisposable
{
    private readonly IncrementalHash _split = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash _sample = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public void Add(ReadOnlySpan<byte> utf8Id, int label, ReadOnlySpan<byte> image, SampleAnnotations annotations)
    {
        Span<byte> numbers = stackalloc byte[12];
        BinaryPrimitives.WriteInt64LittleEndian(numbers, label);
        BinaryPrimitives.WriteInt32LittleEndian(numbers[8..], utf8Id.Length);
        _sample.AppendData(numbers);
        _sample.AppendData(utf8Id);
        _sample.AppendData(image);
        Span<byte> digest = stackalloc byte[32];
        _sample.GetHashAndReset(digest);
        if ((annotations.Kinds & ~AnnotationKinds.Origin) != AnnotationKinds.None)
        {
            _sample.AppendData(digest);
            _sample.AppendData(AnnotationBytes.Of(annotations));
            _sample.GetHashAndReset(digest);
        }
        _split.AppendData(digest);
    }

    public byte[] Finish() => _split.GetHashAndReset();

    /// <summary>The fingerprint of an entry: format, class names, and each split's name, count and hash.</summary>
    public static string OfEntry(IReadOnlyList<string> classes, IEnumerable<(string Name, int Samples, byte[] Hash)> splits)
    {
        var text = new StringBuilder("datatools-entry-1\n");
        foreach (var name in classes)
            text.Append("class ").Append(Encoding.UTF8.GetByteCount(name)).Append(' ').Append(name).Append('\n');
        foreach (var (name, samples, hash) in splits)
            text.Append("split ").Append(name).Append(' ').Append(samples).Append(' ').Append(Convert.ToHexStringLower(hash)).Append('\n');
        return $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))}";
    }

    public void Dispose()
    {
        _split.Dispose();
        _sample.Dispose();
    }
}
