using InferenceKit.Benchmarks.Load;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceKit.Benchmarks.Subjects.Library;

/// <summary>A provider with the library in it, started.</summary>
internal sealed class LibraryHost : IKitHost
{
    private readonly ServiceProvider _provider;
    private readonly VersionFolders _repository;
    private readonly IReadOnlyList<HostedModel> _models;
    private readonly IPredictorProvider _predictors;
    private readonly IModelLifecycle _lifecycle;
    private readonly MetricsReader _metrics = new();
    private readonly HashSet<string> _swapped = [];

    public LibraryHost(ServiceProvider provider, VersionFolders repository, IReadOnlyList<HostedModel> models)
    {
        _provider = provider;
        _repository = repository;
        _models = models;
        _predictors = provider.GetRequiredService<IPredictorProvider>();
        _lifecycle = provider.GetRequiredService<IModelLifecycle>();
    }

    public ICallLoop PredictOne(string model, float[][] rows) => new PredictLoop(Predictor(model), rows);

    public ICallLoop PredictByName(string model, float[][] rows) => new PredictByNameLoop(_predictors, model, rows);

    public ICallLoop InferValues(string model, float[][] rows) => new InferLoop(
        _provider.GetRequiredService<IInferenceClient>(), model, Predictor(model).Signature,
        _models.Single(m => m.Name == model).Model.ScoreOutput, rows);

    public IManyRows PredictMany(string model) => new PredictRows(Predictor(model));

    public ICaller CreateCaller(string model, float[][] rows, int firstRow) => new PredictCaller(Predictor(model), rows, firstRow);

    public Task SwapAsync(string model)
    {
        var toNext = _swapped.Add(model);
        if (!toNext)
            _swapped.Remove(model);
        return _lifecycle.LoadAsync(model, toNext ? LibraryKit.NextVersion : LibraryKit.FirstVersion);
    }

    public Task LoadAsync(string model) => _lifecycle.LoadAsync(model, LibraryKit.FirstVersion);

    public Task UnloadAsync(string model) => _lifecycle.UnloadAsync(model);

    public async ValueTask DisposeAsync()
    {
        _metrics.Dispose();
        await _provider.DisposeAsync();
        _repository.Dispose();
    }

    private IPredictor<float[], float> Predictor(string model) => _predictors.GetPredictor<float[], float>(model);
}
