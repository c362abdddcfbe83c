using DataTools.Catalog;
using DataTools.Imaging.Pixels;
using DataTools.Training.Export.Onnx;
using DataTools.Training.Feeding;
using DataTools.Training.Prediction;
using DataTools.Training.Runs;

namespace DataTools.Training.Export;

/// <summary>An exported file of a run, as a member of ensembles: in ONNX Runtime, from whole pictures to logits. Libtorch is not needed for it.</summary>
internal sealed class ExportedNetwork : IDisposable
{
    private readonly string _name;

    /// <summary>
    /// Loads it. Throws <see cref="CorruptFileException"/> where it is no file of that run, and
    /// <see cref="InvalidInputException"/> where the run's weights have become others since.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="options">The run's.</param>
    /// <param name="threads">Of one operation.</param>
    public ExportedNetwork(RunWeights file, TrainOptions options, int threads)
    {
        file.RequireFile();
        _name = file.Name;
        var again = $"Write it again: {file.Exporting}";
        Session = OnnxSession.Open(file.Path, threads, again);
        try
        {
            Check(file, options, again);
        }
        catch
        {
            Session.Dispose();
            throw;
        }
    }

    public OnnxSession Session { get; }

    /// <summary>Throws <see cref="InvalidInputException"/> where an exported file is to give other views than the one that is inside it.</summary>
    public static void CheckViews(RunWeights file, CropSet crops)
    {
        if (file.Form is not null && crops.Name != CropSet.Single.Name)
        {
            throw new InvalidInputException(
                $"{file.Name} takes whole pictures, for its preprocessing is inside the file: it gives one view of each, not those of --crops {crops}",
                "Use --crops 1, or the run itself, without what is behind the @.");
        }
    }

    /// <summary>
    /// The logits of pictures of any sizes, row by row. Throws <see cref="InvalidInputException"/> for one that is null, a
    /// colour picture of a network for gray; <paramref name="id"/> names it.
    /// </summary>
    public float[] Logits(IEnumerable<PixelImage?> pictures, Func<int, string> id, IProgress<long>? progress, CancellationToken cancellation) =>
    [
        .. GraphPredictions.Of(Session, pictures, progress, cancellation).Logits.SelectMany((row, i) => row ?? throw new InvalidInputException(
            $"{_name} takes gray pictures, and {id(i)} is in colour",
            "Whoever uses the file makes its pictures gray; the run itself, without what is behind the @, does so too.")),
    ];

    public void Dispose() => Session.Dispose();

    private void Check(RunWeights file, TrainOptions options, string again)
    {
        var says = Session.Metadata;
        if (!says.TryGetValue(ExportMetadata.Labels, out var labels) || !says.TryGetValue(ExportMetadata.Weights, out var weights) || labels != ExportMetadata.Json(options.Classes))
            throw new CorruptFileException(file.Path, $"its metadata are not those of an export of {file.Run.Name}", again);
        if (says.ContainsKey(ExportMetadata.Quantisation) != (file.Form == RunWeights.Int8))
            throw new CorruptFileException(file.Path, file.Form == RunWeights.Int8 ? "it is in 32 bits, and its name says 8" : "it is in 8 bits, and its name does not say so", again);
        var best = RunWeights.Best(file.Run);
        if (File.Exists(best.Path) && best.Sha256() != weights)
            throw new InvalidInputException($"{file.Path} was exported from other weights than {Path.GetFileName(best.Path)} of {file.Run.Name} holds now", again);
    }
}
