using DataTools.Evaluation.Predictions;

namespace DataTools.Evaluation.Fusion;

/// <summary>What stacking learns from.</summary>
/// <param name="Logs">ln p less its mean over the classes: samples x members x classes.</param>
/// <param name="Labels">One a sample.</param>
internal sealed record StackingData(double[] Logs, IReadOnlyList<int> Labels)
{
    public static StackingData Of(ChoiceSamples samples) => new(Inputs(samples.Members), samples.Labels);

    /// <summary>
    /// The members' ln p less their mean over the classes. The geometric mean stays the same, and the fit is many times as
    /// fast: what is common to all classes tells nothing, but bends the loss more than anything else.
    /// </summary>
    public static double[] Inputs(IReadOnlyList<PredictionSet> members)
    {
        var (logs, classes) = (ChoiceSamples.LogProbabilities(members), members[0].Classes.Count);
        for (var i = 0; i < logs.Length; i += classes)
        {
            var row = logs.AsSpan(i, classes);
            var mean = 0.0;
            foreach (var log in row)
                mean += log / classes;
            foreach (ref var log in row)
                log -= mean;
        }
        return logs;
    }

    /// <summary>Some of the samples.</summary>
    public StackingData Where(Func<int, bool> taken, StackingModel model)
    {
        int[] indices = [.. Enumerable.Range(0, Labels.Count).Where(taken)];
        var logs = new double[indices.Length * model.Inputs];
        for (var i = 0; i < indices.Length; i++)
            Logs.AsSpan(indices[i] * model.Inputs, model.Inputs).CopyTo(logs.AsSpan(i * model.Inputs));
        return new(logs, [.. indices.Select(i => Labels[i])]);
    }
}

/// <summary>
/// A linear score for each class, then the softmax. Either each class looks at all inputs (members x classes), or at its own
/// (members); one number more is its offset. Parameters lie class by class: its factors, its offset.
/// </summary>
internal sealed class StackingModel
{
    private readonly int _members;

    private StackingModel(int members, int classes, bool full)
    {
        (_members, Classes, Full) = (members, classes, full);
        Start = new double[classes * Stride];
        for (var c = 0; c < classes; c++)
        {
            for (var m = 0; m < members; m++)
                Start[(c * Stride) + (full ? (m * classes) + c : m)] = 1.0 / members;
        }
    }

    public int Classes { get; }

    /// <summary>Whether each class looks at all inputs.</summary>
    public bool Full { get; }

    /// <summary>Numbers a sample: members x classes.</summary>
    public int Inputs => _members * Classes;

    /// <summary>The parameters that give the geometric mean of the members.</summary>
    public double[] Start { get; }

    private int Factors => Full ? Inputs : _members;

    private int Stride => Factors + 1;

    /// <summary>The full one where it has no more than <paramref name="mostParameters"/>.</summary>
    public static StackingModel For(int members, int classes, int mostParameters) =>
        new(members, classes, (long)classes * ((members * (long)classes) + 1) <= mostParameters);

    /// <summary>The classes' scores before the softmax.</summary>
    public void Scores(ReadOnlySpan<double> inputs, double[] parameters, Span<double> scores)
    {
        for (var c = 0; c < Classes; c++)
        {
            var own = parameters.AsSpan(c * Stride, Stride);
            var score = own[Factors];
            if (Full)
            {
                score += Dense.Dot(inputs, own[..Factors]);
            }
            else
            {
                for (var m = 0; m < _members; m++)
                    score += own[m] * inputs[(m * Classes) + c];
            }
            scores[c] = score;
        }
    }

    /// <summary>Mean -ln p(label); its gradient replaces what is in <paramref name="gradient"/>, where there is one.</summary>
    public double Loss(StackingData data, double[] parameters, double[]? gradient)
    {
        var (scores, errors) = (new double[Classes], new double[Classes]);
        var samples = data.Labels.Count;
        gradient?.AsSpan().Clear();
        var loss = 0.0;
        for (var n = 0; n < samples; n++)
        {
            var inputs = data.Logs.AsSpan(n * Inputs, Inputs);
            Scores(inputs, parameters, scores);
            loss += GeometricFusion.Normalise(scores, errors) - scores[data.Labels[n]];
            if (gradient is null)
                continue;
            errors[data.Labels[n]]--;
            for (var c = 0; c < Classes; c++)
                AddGradient(inputs, c, errors[c] / samples, gradient.AsSpan(c * Stride, Stride));
        }
        return loss / samples;
    }

    /// <summary>strength / 2 · |parameters - start|²; its gradient is added.</summary>
    public double Penalty(double strength, double[] parameters, double[] gradient)
    {
        var sum = 0.0;
        for (var i = 0; i < parameters.Length; i++)
        {
            var moved = parameters[i] - Start[i];
            gradient[i] += strength * moved;
            sum += moved * moved;
        }
        return strength * sum / 2;
    }

    private void AddGradient(ReadOnlySpan<double> inputs, int c, double error, Span<double> gradient)
    {
        gradient[Factors] += error;
        if (Full)
        {
            Dense.AddScaled(error, inputs, gradient[..Factors]);
            return;
        }
        for (var m = 0; m < _members; m++)
            gradient[m] += error * inputs[(m * Classes) + c];
    }
}
