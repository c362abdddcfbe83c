using System.Diagnostics;
using System.Globalization;

namespace DataTools.Benchmarks.Training;

/// <summary>Debian's PyTorch in a process of its own, that does what it is told and waits in between.</summary>
internal sealed class TorchPeer : IDisposable
{
    private const string Python = "/usr/bin/python3";

    private static readonly string Script = Path.Combine("tests", "DataTools.Benchmarks", "Training", "train_peers.py");

    private readonly Process _process;

    private TorchPeer(Process process, string version) => (_process, Version) = (process, version);

    /// <summary>What it calls itself.</summary>
    public string Version { get; }

    /// <summary>Starts it, or says in the report why not.</summary>
    public static TorchPeer? Start(int threads, Report report)
    {
        const string needs = "apt-get install -y --no-install-recommends python3-torchvision";
        if (!File.Exists(Python) || !File.Exists(Script))
        {
            report.Note($"The peer is not here: this needs {Script} and {needs}.");
            return null;
        }
        var process = Process.Start(new ProcessStartInfo(Python, [Script, $"{threads}"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var errors = process.StandardError.ReadToEndAsync();
        if (process.StandardOutput.ReadLine() is { } version)
            return new(process, version);
        report.Note($"The peer could not be asked ({needs}): {errors.Result.Split('\n').LastOrDefault(l => l.Length > 0)}");
        process.Dispose();
        return null;
    }

    /// <summary>The number that it answers.</summary>
    public double Ask(string order)
    {
        _process.StandardInput.WriteLine(order);
        _process.StandardInput.Flush();
        var answer = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"the peer ended at: {order}");
        return double.Parse(answer, CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
