using DataTools.Evaluation.Fusion;
using DataTools.Evaluation.Predictions;
using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Pixels;
using DataTools.Training.Export;
using DataTools.Training.Feeding;
using DataTools.Training.Prediction;

namespace DataTools.Training.Costs;

/// <summary>
/// A configuration that can be run: from the bytes of pictures as they are stored to probabilities. Nothing is kept from one
/// call to the next but buffers. Networks that take the same views share them, as anybody would who deploys them together.
/// </summary>
internal sealed class LoadedConfiguration
{
    private readonly ImageSource _source;
    private readonly int _threads;
    private readonly CropAverage _average;
    private readonly List<Input> _inputs;
    private readonly List<IGrouping<int, (FileNetwork Network, double Weight)>> _files;
    private readonly int _samplesAtOnce;
    private readonly float[] _averaged;
    private readonly double[] _probabilities;

    /// <param name="members">The networks of each member; those of one (folds) count as one together.</param>
    /// <param name="crops">The views.</param>
    /// <param name="average">How they are averaged.</param>
    /// <param name="source">The pictures; it must keep none of them.</param>
    /// <param name="threads">Threads that decode a batch.</param>
    public LoadedConfiguration(IReadOnlyList<IReadOnlyList<LoadedNetwork>> members, CropSet crops, CropAverage average, ImageSource source, int threads)
    {
        (_source, _average, _threads) = (source, average, threads);
        Views = crops.Count;
        Networks = [.. members.SelectMany(m => m)];
        Classes = Networks[0].Options.Classes.Count;
        _averaged = new float[Classes];
        _probabilities = new double[Classes];
        var weighted = members.SelectMany(m => m.Select(n => (Network: n, Weight: 1.0 / (members.Count * m.Count)))).ToList();
        IEnumerable<(T Network, double Weight)> Those<T>()
            where T : LoadedNetwork => weighted.Where(w => w.Network is T).Select(w => ((T)w.Network, w.Weight));
        var views = Those<TorchNetwork>().Select(w => (w.Network, w.Weight, Policies: w.Network.Preprocessing.Testing(crops)));
        _inputs = [.. views.GroupBy(w => w.Network.Input(w.Policies), StringComparer.Ordinal).Select(g => new Input(g.First().Policies, [.. g.Select(w => (w.Network, w.Weight))]))];
        _files = [.. Those<FileNetwork>().GroupBy(w => w.Network.Options.Channels)];
        // As many at once as in evaluation, of the network that takes the fewest.
        _samplesAtOnce = Math.Max(1, Networks.Min(n => Predictor.Rows(n.Options.ImageSize)) / Views);
    }

    /// <summary>All that are loaded for it.</summary>
    public IReadOnlyList<LoadedNetwork> Networks { get; }

    /// <summary>Views of each picture.</summary>
    public int Views { get; }

    /// <summary>Probabilities of each picture.</summary>
    public int Classes { get; }

    /// <summary>The probabilities of pictures (indices into the split) into <paramref name="result"/>: pictures x classes.</summary>
    public void Predict(int[] pictures, Span<double> result)
    {
        result[..(pictures.Length * Classes)].Clear();
        for (var start = 0; start < pictures.Length; start += _samplesAtOnce)
        {
            var count = Math.Min(_samplesAtOnce, pictures.Length - start);
            foreach (var input in _inputs)
            {
                Fill(input, pictures, start, count);
                foreach (var (network, weight) in input.Networks)
                    Add(network, weight, Predictor.Forward(input.Planes, count * Views, network.Model, network.Preprocessing, network.Device), count, result[(start * Classes)..]);
            }
            foreach (var files in _files)
            {
                var whole = Decode(pictures, start, count, files.Key);
                foreach (var (network, weight) in files)
                    Add(network, weight, Logits(network, whole, pictures, start), count, result[(start * Classes)..]);
            }
        }
    }

    private PixelImage?[] Decode(int[] pictures, int start, int count, int channels)
    {
        var decoded = new PixelImage?[count];
        Each(count, i => decoded[i] = ExportSamples.Picture(_source.Split, pictures[start + i], channels));
        return decoded;
    }

    private float[] Logits(FileNetwork file, PixelImage?[] whole, int[] pictures, int start) =>
        file.Network.Logits(whole, i => _source.Split.Id(pictures[start + i]), progress: null, CancellationToken.None);

    private void Fill(Input input, int[] pictures, int start, int count)
    {
        var preprocessing = input.Networks[0].Network.Preprocessing;
        var floats = Views * preprocessing.Channels * preprocessing.ImageSize * preprocessing.ImageSize;
        // Grown when needed: a process that never sees a batch does not pay for one.
        if (input.Planes.Length < count * floats)
            input.Planes = GC.AllocateUninitializedArray<float>(count * floats, pinned: true);
        void One(int i) => _source.Views(pictures[start + i], input.Policies, seed: 0, epoch: 0, preprocessing.Channels, input.Planes.AsSpan(i * floats, floats));
        Each(count, One);
    }

    private void Each(int count, Action<int> one)
    {
        if (count == 1 || _threads == 1)
        {
            for (var i = 0; i < count; i++)
                one(i);
        }
        else
        {
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = _threads }, one);
        }
    }

    private void Add(LoadedNetwork network, double weight, float[] logits, int count, Span<double> result)
    {
        for (var i = 0; i < count; i++)
        {
            var views = logits.AsSpan(i * Views * Classes, Views * Classes);
            if (_average == CropAverage.Logits)
                CropFusion.AverageLogits(views, _averaged);
            else
                network.Task.Average(views, _averaged);
            network.Task.Probabilities(_averaged, _probabilities);
            for (var c = 0; c < Classes; c++)
                result[(i * Classes) + c] += weight * _probabilities[c];
        }
    }

    private sealed class Input(IReadOnlyList<AugmentationPolicy> policies, IReadOnlyList<(TorchNetwork Network, double Weight)> networks)
    {
        public IReadOnlyList<AugmentationPolicy> Policies => policies;

        public IReadOnlyList<(TorchNetwork Network, double Weight)> Networks => networks;

        public float[] Planes { get; set; } = [];
    }
}
