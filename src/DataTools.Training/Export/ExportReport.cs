using DataTools.Evaluation.Statistics;

namespace DataTools.Training.Export;

/// <summary>What is exported.</summary>
public sealed record ExportRequest
{
    /// <summary>Where to; null: RUN.onnx, or RUN.int8.onnx, in the run's folder.</summary>
    public string? File { get; init; }

    /// <summary>With weights and activations of 8 bits, in place of 32.</summary>
    public bool Int8 { get; init; }

    /// <summary>Points of accuracy that 8 bits may cost.</summary>
    public double MaxLoss { get; init; } = 1;

    /// <summary>Golden pictures; 0: none.</summary>
    public int Golden { get; init; } = 8;

    /// <summary>Pictures at once; null: any number.</summary>
    public int? Batch { get; init; }
}

/// <summary>What came of an export.</summary>
/// <param name="File">The model.</param>
/// <param name="Golden">The folder of golden pictures, or null.</param>
/// <param name="Bytes">Of the model in 32 bits.</param>
/// <param name="Agreement">Of the model in 32 bits with TorchSharp.</param>
/// <param name="Speed">Of TorchSharp and of the model in 32 bits.</param>
/// <param name="Int8">What 8 bits do; null: not asked for.</param>
public sealed record ExportReport(string File, string? Golden, long Bytes, Agreement Agreement, SpeedRatio Speed, Int8Report? Int8);

/// <summary>What 8 bits cost and gain.</summary>
/// <param name="Bytes">Of the file.</param>
/// <param name="Agreement">With TorchSharp, on the same samples.</param>
/// <param name="Calibrated">Pictures that the ranges are of.</param>
/// <param name="Beyond">The share of values left beyond a range at either end, as chosen on these pictures.</param>
/// <param name="Speed">Of 32 and of 8 bits, in ONNX Runtime.</param>
public sealed record Int8Report(long Bytes, Agreement Agreement, int Calibrated, double Beyond, SpeedRatio Speed);

/// <summary>Milliseconds from one picture to its probabilities, medians of turns taken in between each other.</summary>
/// <param name="Before">Of what it is compared with.</param>
/// <param name="After">Of what was made.</param>
public sealed record SpeedRatio(double Before, double After)
{
    private const int Turns = 15;

    internal static SpeedRatio Of(TimeProvider time, Action before, Action after)
    {
        double Once(Action action)
        {
            var start = time.GetTimestamp();
            action();
            return time.GetElapsedTime(start).TotalMilliseconds;
        }
        double[] first = new double[Turns], second = new double[Turns];
        // What happens once only does not count.
        before();
        after();
        for (var i = 0; i < Turns; i++)
            (first[i], second[i]) = (Once(before), Once(after));
        return new(Quantile.Median(first), Quantile.Median(second));
    }
}

/// <summary>An export that does not say what the network says. Nothing of it is kept.</summary>
public sealed class ExportMismatchException(string message, string hint) : Catalog.DataToolsException(message, hint);
