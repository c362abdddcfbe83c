using System.Runtime.InteropServices;
using DataTools.Catalog;
using DataTools.Imaging.Pixels;
using Microsoft.ML.OnnxRuntime;

namespace DataTools.Training.Export.Onnx;

/// <summary>An exported network in ONNX Runtime, on the CPU.</summary>
internal sealed class OnnxSession : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _run;

    /// <summary>Throws <see cref="InvalidInputException"/> where ONNX Runtime cannot be loaded on this machine.</summary>
    /// <param name="model">The file.</param>
    /// <param name="threads">Of one operation.</param>
    public OnnxSession(byte[] model, int threads)
        : this(threads, options => new InferenceSession(model, options))
    {
    }

    private OnnxSession(int threads, Func<SessionOptions, InferenceSession> open)
    {
        (_session, _run) = Explained(() =>
        {
            using var options = new SessionOptions { IntraOpNumThreads = threads, InterOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
            // As libtorch's: waiting threads sleep, since others need the cores.
            options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
            return (open(options), new RunOptions());
        });
    }

    /// <summary>
    /// Of a file, which is not kept in memory besides. Throws <see cref="CorruptFileException"/> where it is no model, or one
    /// that takes or gives something else than ours; <paramref name="hint"/> says what to do then.
    /// </summary>
    public static OnnxSession Open(string path, int threads, string hint)
    {
        OnnxSession session;
        try
        {
            session = new(threads, options => new InferenceSession(path, options));
        }
        catch (OnnxRuntimeException e)
        {
            throw new CorruptFileException(path, $"ONNX Runtime cannot read it: {e.Message.Split('\n')[0]}", hint, e);
        }
        if (session._session.InputMetadata.ContainsKey(NetworkGraph.Image) && session._session.OutputMetadata.ContainsKey(NetworkGraph.Logits))
            return session;
        session.Dispose();
        throw new CorruptFileException(path, $"it has no {NetworkGraph.Image} that goes in, or no {NetworkGraph.Logits} that come out", hint);
    }

    /// <summary>Loads ONNX Runtime, where it is not loaded yet.</summary>
    public static void LoadRuntime() => Explained(OrtEnv.Instance);

    /// <summary>What the file says of itself.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _session.ModelMetadata.CustomMetadataMap;

    /// <summary>Which pictures it takes; -1: any number.</summary>
    public IReadOnlyList<int> InputShape => _session.InputMetadata[NetworkGraph.Image].Dimensions;

    /// <summary>Outputs by name, row by row, for pictures of one size.</summary>
    public IReadOnlyList<float[]> Outputs(IReadOnlyList<PixelImage> pictures, params IReadOnlyList<string> names)
    {
        var first = pictures[0];
        var bytes = first.Pixels;
        if (pictures.Count > 1)
        {
            bytes = new byte[pictures.Sum(p => p.Pixels.Length)];
            foreach (var (i, picture) in pictures.Index())
                picture.Pixels.CopyTo(bytes, i * first.Pixels.Length);
        }
        using var input = OrtValue.CreateTensorValueFromMemory(bytes, [pictures.Count, first.Height, first.Width, first.Channels]);
        using var results = _session.Run(_run, [NetworkGraph.Image], [input], names);
        return [.. results.Select(r => r.GetTensorDataAsSpan<float>().ToArray())];
    }

    public void Dispose()
    {
        _session.Dispose();
        _run.Dispose();
    }

    /// <summary>Says in plain words that the native library is missing, or too new for the machine.</summary>
    internal static T Explained<T>(Func<T> load)
    {
        try
        {
            return load();
        }
        catch (Exception e) when (Cause(e) is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
        {
            // The runtime tells of every place where it looked.
            throw new InvalidInputException(
                $"ONNX Runtime, which checks each export, cannot be loaded on this machine ({RuntimeInformation.RuntimeIdentifier}): {Cause(e).Message.Split('\n')[0]}",
                "It comes for Linux and Windows on x64 and ARM64, and macOS on ARM64; on Linux it needs glibc. Export on such a machine: the run's folder is all that is needed.", e);
        }
    }

    private static Exception Cause(Exception e) => e is TypeInitializationException { InnerException: { } inner } ? Cause(inner) : e;
}
