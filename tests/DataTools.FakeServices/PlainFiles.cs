using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.FileProviders;

namespace DataTools.FakeServices;

/// <summary>A folder over HTTP, as a good file server gives it: ranges, ETags, If-Range. Nothing outside the folder.</summary>
public static class PlainFiles
{
    /// <summary>Starts to serve <paramref name="folder"/>.</summary>
    public static Task<FakeServer> StartAsync(string folder, int port = 0, bool keepRequests = true) => FakeServer.StartAsync(
        app => app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = new PhysicalFileProvider(Path.GetFullPath(folder)),
            ServeUnknownFileTypes = true,
            DefaultContentType = "application/octet-stream",
        }), port, keepRequests);
}
