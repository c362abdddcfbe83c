using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using DataTools.Catalog;
using DataTools.Connectors.Downloads;

namespace DataTools.Connectors.Official;

/// <summary>
/// Files of a recipe that the user has already, in the folder of <c>--from</c>. They are used where they lie, never
/// copied into the cache: ImageNet's are 155 GB. Each pull verifies them anew.
/// </summary>
internal sealed class BroughtFiles
{
    private const int ChunkBytes = 1 << 20;

    private readonly IReadOnlyDictionary<string, string> _paths;

    private BroughtFiles(IReadOnlyDictionary<string, string> paths) => _paths = paths;

    /// <summary>
    /// Looks which files are there; reads none. A file that can be fetched may be missing. Throws
    /// <see cref="NotFoundException"/>, listing all files that the user must bring and are not there, with what to do; or
    /// <see cref="CorruptFileException"/> for a size that cannot be right.
    /// </summary>
    public static BroughtFiles Of(Recipe recipe, PullContext context)
    {
        if (context.Options.From is not { } from)
            return recipe.Registration is null ? new(new Dictionary<string, string>()) : throw Missing(recipe, recipe.Files, null);
        var folder = Path.GetFullPath(from, context.BaseFolder);
        if (!Directory.Exists(folder))
            throw new NotFoundException($"there is no folder {folder}", "It should hold files of the data set: check what follows --from.");

        var paths = recipe.Files.Select(f => (File: f, Path: Path.Combine(folder, f.FileName))).Where(f => File.Exists(f.Path)).ToList();
        var missing = recipe.Files.Except(paths.Select(p => p.File)).ToList();
        if (recipe.Registration is not null && missing.Count > 0)
            throw Missing(recipe, missing, folder);
        // Before hours of hashing. A file that was compressed anew may have another size.
        foreach (var (file, path) in paths)
        {
            if (file.ContentSha256 is null && file.Bytes is { } bytes && new FileInfo(path).Length is var length && length != bytes)
                throw Wrong(path, file, $"{bytes} bytes", "another size", length);
        }
        return new(paths.ToDictionary(p => p.File.Role, p => p.Path));
    }

    /// <summary>Where the file lies; null where the user has not brought it.</summary>
    public string? Find(RecipeFile file) => _paths.GetValueOrDefault(file.Role);

    /// <summary>
    /// Hashes the file, telling <paramref name="progress"/> the bytes so far. Throws <see cref="CorruptFileException"/>,
    /// naming the path and both checksums, where it is not what the recipe says.
    /// </summary>
    public static async Task<Blob> VerifyAsync(string path, RecipeFile file, IProgress<long> progress, CancellationToken cancellation)
    {
        try
        {
            var (sha256, md5, bytes) = await HashAsync(path, progress, cancellation);
            var (kind, expected, actual) = file.Sha256 is not null ? ("SHA-256", file.Sha256, sha256) : ("MD5", file.Md5, md5);
            if (expected == actual)
                return new(path, bytes, sha256);
            var content = file.ContentSha256 is null ? null : await GzipFile.ContentSha256Async(path, cancellation);
            if (content is not null && content == file.ContentSha256)
                return new(path, bytes, sha256, content);
            throw Wrong(path, file, $"{kind} {expected}", $"{kind} {actual}", bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{path} cannot be read ({e.Message})", "Change its permissions, or check the disk.", e);
        }
    }

    private static async Task<(string Sha256, string Md5, long Bytes)> HashAsync(string path, IProgress<long> progress, CancellationToken cancellation)
    {
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        var chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0, useAsync: true);
            long bytes = 0;
            for (int got; (got = await file.ReadAsync(chunk, cancellation)) > 0;)
            {
                sha256.AppendData(chunk, 0, got);
                md5.AppendData(chunk, 0, got);
                progress.Report(bytes += got);
            }
            return (Convert.ToHexStringLower(sha256.GetCurrentHash()), Convert.ToHexStringLower(md5.GetCurrentHash()), bytes);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }

    private static NotFoundException Missing(Recipe recipe, IReadOnlyList<RecipeFile> files, string? folder)
    {
        var what = folder is null
            ? $"official:{recipe.Name} is only for registered users, so that you bring its files along:"
            : $"{folder} lacks {(files.Count == 1 ? "a file" : $"{files.Count} files")} of official:{recipe.Name}:";
        return new(
            $"{what}\n{string.Join('\n', files.Select(f => $"- {f.FileName}: {Size(f)}, {(f.Md5 is null ? $"SHA-256 {f.Sha256}" : $"MD5 {f.Md5}")}"))}",
            $"{recipe.Registration} Put them into one folder as they are, and run `datatools pull official:{recipe.Name} --from FOLDER`.");
    }

    private static string Size(RecipeFile file) =>
        file.Bytes is { } bytes ? $"{bytes.ToString("N0", CultureInfo.InvariantCulture)} bytes" : "size not published";

    private static CorruptFileException Wrong(string path, RecipeFile file, string expected, string actual, long bytes) => new(
        path,
        $"not the official file: expected {expected}, got {actual} ({bytes} bytes)",
        file.Urls.Count > 0 ? "Remove it from the folder to have it downloaded." : "Download it again: it is damaged or not complete.");
}
