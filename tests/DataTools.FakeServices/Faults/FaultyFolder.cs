namespace DataTools.FakeServices.Faults;

/// <summary>The files of a folder on a server where every third answer goes wrong.</summary>
public static class FaultyFolder
{
    /// <summary>Serves what is in <paramref name="folder"/> now, up to 64 MiB a file; the same seed brings the same faults.</summary>
    public static async Task<FaultyServer> StartAsync(string folder, int seed = 1, int port = 0)
    {
        var server = await FaultyServer.StartAsync(port, retryAfter: 1);
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles().Where(f => f.Length <= 64 << 20))
        {
            server.Serve(Uri.EscapeDataString(file.Name), new(await File.ReadAllBytesAsync(file.FullName))
            {
                Faults = new(seed++, 0.33, int.MaxValue, [.. Enum.GetValues<Fault>().Except([Fault.None, Fault.Changed, Fault.ExpiredRedirect])]),
            });
        }
        return server;
    }
}
