using System.Security.Cryptography;
using System.Text;
using DataTools.FakeServices.Faults;

namespace DataTools.Connectors.Tests.Downloads.Chaos;

/// <summary>The files of one run, on a server where much goes wrong; all of it decided by the seed.</summary>
internal sealed class ChaosScene
{
    /// <summary>Larger files come in ranges of this size.</summary>
    public const int ChunkBytes = 1 << 18;

    private static readonly Fault[] Clean =
        [Fault.Reset, Fault.Reset, Fault.Stall, Fault.TooManyRequests, Fault.ServerError, Fault.Unavailable, Fault.Slow, Fault.ExpiredRedirect];

    private static readonly Fault[] All = [.. Clean, Fault.BitFlip, Fault.WrongLength, Fault.IgnoredRange, Fault.Changed, Fault.WebPage];

    private readonly List<(byte[] Content, byte[]? Former, ServedBytes Served)> _truths = [];

    public ChaosScene(int seed, FaultyServer server)
    {
        var random = new Random(seed);
        var files = new List<ChaosFile>();
        for (var i = random.Next(2, 7); i > 0; i--)
            files.Add(Add(seed, $"{seed}/{files.Count}", random, server));
        Files = files;
        Needed = _truths.Sum(t => (long)t.Content.Length);
    }

    /// <summary>What is to be pulled.</summary>
    public IReadOnlyList<ChaosFile> Files { get; }

    /// <summary>Bytes of all contents.</summary>
    public long Needed { get; }

    /// <summary>What the server sent.</summary>
    public IEnumerable<ServedBytes> Served => _truths.Select(t => t.Served);

    /// <summary>Whether these are bytes that the file had, whole.</summary>
    public bool IsRight(int file, byte[] bytes) =>
        bytes.AsSpan().SequenceEqual(_truths[file].Content) || (_truths[file].Former is { } former && Files[file] is { Sha256: null, Md5: null, GitSha1: null } && bytes.AsSpan().SequenceEqual(former));

    private ChaosFile Add(int seed, string path, Random random, FaultyServer server)
    {
        // Half of them in one piece; now and then an empty one.
        var content = new byte[random.Next(20) == 0 ? 0 : random.Next(2) == 0 ? random.Next(ChunkBytes) : random.Next(ChunkBytes, 10 * ChunkBytes)];
        random.NextBytes(content);
        // In half of the runs nothing comes wrong, only late, in pieces or not at all: what is fetched twice is counted there.
        var kinds = seed % 2 == 0 ? Clean : All;
        var spoiling = seed % 2 == 1;
        byte[]? former = null;
        if (spoiling && random.Next(4) == 0)
        {
            former = new byte[random.Next(2) == 0 ? content.Length : random.Next(content.Length + 1)];
            random.NextBytes(former);
        }
        // Without a checksum nobody can tell a flipped bit: there are none then.
        var published = random.Next(6);
        var checkable = published > 0;
        if (!checkable)
            kinds = [.. kinds.Except([Fault.BitFlip])];
        var served = new ServedBytes(content.Length);
        _truths.Add((content, former, served));
        var mirrors = random.Next(3) == 0 ? random.Next(2, 4) : 1;
        var poisoned = spoiling && checkable && mirrors > 1 && random.Next(2) == 0 ? random.Next(mirrors) : -1;
        var urls = Enumerable.Range(0, mirrors).Select(m => server.Serve($"{path}/{m}", new(content)
        {
            Former = former,
            Faults = new(random.Next(), 0.35, random.Next(1, 8), kinds),
            HasETag = !spoiling || random.Next(8) > 0,
            HasRanges = !spoiling || random.Next(8) > 0,
            Signed = random.Next(3) == 0,
            Poisoned = m == poisoned,
            Refused = random.Next(30) == 0 ? 404 : null,
            Served = served,
        })).ToList();
        return new(
            path, urls, checkable && former is null && random.Next(3) > 0 ? content.Length : null,
            published is 1 or 2 or 3 ? Convert.ToHexStringLower(SHA256.HashData(content)) : null,
            published is 4 ? Convert.ToHexStringLower(MD5.HashData(content)) : null,
            published is 5 ? Convert.ToHexStringLower(SHA1.HashData([.. Encoding.ASCII.GetBytes($"blob {content.Length}\0"), .. content])) : null);
    }
}
