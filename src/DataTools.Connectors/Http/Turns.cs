using System.Globalization;
using DataTools.Catalog.Storage;
using DataTools.Connectors.Downloads;

namespace DataTools.Connectors.Http;

/// <summary>
/// Turns at a service that wants one request at a time, so far apart, from all processes together. When the last turn
/// began stands in a file; a file that is lost or damaged costs a wait, or one request too early.
/// </summary>
/// <param name="file">Whatever shares it takes turns.</param>
/// <param name="apart">From the beginning of a turn to the next one's.</param>
/// <param name="time">The clock.</param>
public sealed class Turns(string file, TimeSpan apart, TimeProvider time)
{
    /// <summary>Waits for a turn; dispose to end it. Throws <see cref="Catalog.StorageException"/> where the file cannot be written.</summary>
    public async Task<IDisposable> TakeAsync(CancellationToken cancellation)
    {
        var folder = Path.GetDirectoryName(file)!;
        try
        {
            var turn = await FileLock.AcquireAsync(file + ".lock", static () => { }, time, cancellation);
            try
            {
                await Task.Delay(Wait(), time, cancellation);
                AtomicFile.WriteAllText(file, time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture));
                return turn;
            }
            catch
            {
                turn.Dispose();
                throw;
            }
        }
        catch (Exception e) when (StorageFaults.Translate(folder, e) is { } told)
        {
            throw told;
        }
    }

    private TimeSpan Wait()
    {
        if (!File.Exists(file))
            return TimeSpan.Zero;
        if (!DateTimeOffset.TryParseExact(File.ReadAllText(file), "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var last))
            return apart;
        // A clock that was put back must not close the service for hours.
        var wait = last + apart - time.GetUtcNow();
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait > apart ? apart : wait;
    }
}
