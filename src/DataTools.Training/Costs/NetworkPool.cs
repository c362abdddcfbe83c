using DataTools.Training.Feeding;
using DataTools.Training.Prediction;
using DataTools.Training.Prediction.Members;

namespace DataTools.Training.Costs;

/// <summary>The networks that are loaded, each file once, and configurations of them.</summary>
internal sealed class NetworkPool : IDisposable
{
    private readonly Dictionary<string, LoadedNetwork> _loaded = new(StringComparer.Ordinal);

    /// <summary>A configuration whose members all can be run.</summary>
    public LoadedConfiguration Load(MeasuredConfiguration configuration, OpenPictures pictures, int threads)
    {
        List<List<LoadedNetwork>> members = [.. configuration.Members.Select(m => m.Networks()!.Select(w => Load(w, threads)).ToList())];
        foreach (var member in configuration.Members)
            member.CheckViews(configuration.Crops);
        foreach (var (member, network) in configuration.Members.SelectMany((m, i) => members[i].Select(n => (m, n))))
            RunPredictions.CheckClasses(member.Name, network.Options.Classes, pictures.Card);
        return new(members, configuration.Crops, configuration.Average, pictures.Source, threads);
    }

    public void Dispose()
    {
        foreach (var network in _loaded.Values)
            network.Dispose();
    }

    private LoadedNetwork Load(RunWeights weights, int threads)
    {
        var path = Path.GetFullPath(weights.Path);
        if (!_loaded.TryGetValue(path, out var network))
            _loaded[path] = network = weights.Form is not null ? new FileNetwork(weights, threads) : new TorchNetwork(weights);
        return network;
    }
}
