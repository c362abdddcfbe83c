using System.ComponentModel;
using System.Diagnostics;

namespace DataTools.Cli.Output;

/// <summary>The user's web browser.</summary>
internal static class Browser
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Opens an address as the desktop would; false where there is no desktop or it refuses.</summary>
    public static bool Open(string address)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                using var shell = Process.Start(new ProcessStartInfo(address) { UseShellExecute = true });
                return true;
            }
            using var opener = Process.Start(new ProcessStartInfo(OperatingSystem.IsMacOS() ? "open" : "xdg-open", [address])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            });
            // It ends at once where it hands the address on; a browser that it became goes on.
            return opener is not null && (!opener.WaitForExit(Patience) || opener.ExitCode == 0);
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException)
        {
            return false;
        }
    }
}
