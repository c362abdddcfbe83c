using DataTools.Catalog;
using DataTools.Evaluation.Predictions;
using DataTools.Evaluation.Tests.Metrics;
using DataTools.Tests;

namespace DataTools.Evaluation.Tests.Predictions;

public sealed class MultiLabelFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Several_labels_come_back_as_they_were()
    {
        var set = MultiLabelMetricsTests.Set([1, -2, 3, 4, 5, -6], [1, 0, -1, 0, 1, 1]);
        var path = Path.Combine(_folder.Path, "p.arrow");
        PredictionsFile.Save(path, set);
        var read = PredictionsFile.Load(path);
        Assert.True(read.IsMultiLabel);
        Assert.Equal(set.Targets, read.Targets);
        Assert.Equal(set.Logits, read.Logits);
        var probabilities = new double[3];
        read.Probabilities(0, probabilities);
        Assert.Equal(1 / (1 + Math.Exp(-1)), probabilities[0], 15);
    }

    [Fact]
    public void One_label_a_sample_is_written_as_before()
    {
        var path = Path.Combine(_folder.Path, "p.arrow");
        PredictionsFile.Save(path, Sets.Of("m", [0, 1], [[0.5, 0.5], [0.2, 0.8]]));
        Assert.Null(PredictionsFile.Load(path).Targets);
        var text = System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(path));
        Assert.Contains("\"formatVersion\":1", text, StringComparison.Ordinal);
        Assert.DoesNotContain("labels", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Selected_samples_take_their_labels_along()
    {
        var set = MultiLabelMetricsTests.Set([1, -2, 3, 4, 5, -6], [1, 0, -1, 0, 1, 1]).Select([1]);
        Assert.Equal([0, 1, 1], set.Targets!);
    }

    [Fact]
    public void Targets_of_another_shape_or_with_other_numbers_are_refused()
    {
        Assert.Throws<ArgumentException>(() => MultiLabelMetricsTests.Set([1, 2, 3], [1, 0]));
        Assert.Throws<ArgumentException>(() => MultiLabelMetricsTests.Set([1, 2, 3], [1, 0, 2]));
    }
}
