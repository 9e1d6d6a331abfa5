using InferenceKit.Benchmarks.Load;
using InferenceKit.Benchmarks.Models;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceKit.Benchmarks.Subjects.Library;

/// <summary>The library with a model that <c>@stable</c> decides of, and state in files.</summary>
internal sealed class PromotionHost : IPromotionHost
{
    private const string Model = "model";
    private const string Alias = "stable";
    private readonly MetricsReader _metrics = new();
    private readonly VersionFolders _repository;
    private readonly StateFolder _state = new();
    private readonly ServiceProvider _provider;
    private readonly IModelLifecycle _lifecycle;
    private bool _isNext;

    private PromotionHost(BenchmarkModel first, BenchmarkModel next, int keepPrevious)
    {
        _repository = new([new(Model, first, next)]);
        var services = new ServiceCollection().AddMetrics();
        services.AddInference(options =>
        {
            options.Repository.Path = _repository.Path;
            options.Repository.SettleTime = TimeSpan.Zero;
            options.State.Path = _state.Path;
            options.Defaults.KeepPrevious = keepPrevious;
        }).AddModel(Model, new ScoreCodec(first.ScoreOutput), m => m.Configure(o => o.Version = $"@{Alias}|{LibraryKit.FirstVersion}"));
        _provider = services.BuildServiceProvider();
        _lifecycle = _provider.GetRequiredService<IModelLifecycle>();
    }

    public static async Task<IPromotionHost> StartAsync(BenchmarkModel first, BenchmarkModel next, int keepPrevious)
    {
        var host = new PromotionHost(first, next, keepPrevious);
        try
        {
            await host._provider.StartInferenceAsync();
            await host._lifecycle.SetAliasAsync(Model, Alias, LibraryKit.FirstVersion);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    public ICaller CreateCaller(float[][] rows, FirstAnswer? ofFirst = null)
    {
        var predictor = _provider.GetRequiredService<IPredictor<float[], float>>();
        return ofFirst is null
            ? new PredictCaller(predictor, rows, 0)
            : new WatchedCaller(predictor, rows, ModelVersion.Parse(LibraryKit.FirstVersion), ofFirst);
    }

    public async Task PromoteAsync()
    {
        await _lifecycle.SetAliasAsync(Model, Alias, _isNext ? LibraryKit.FirstVersion : LibraryKit.NextVersion);
        _isNext = !_isNext;
    }

    public async Task RollBackAsync()
    {
        await _lifecycle.RollbackAsync(Model);
        _isNext = !_isNext;
    }

    public async ValueTask DisposeAsync()
    {
        _metrics.Dispose();
        await _provider.DisposeAsync();
        _state.Dispose();
        _repository.Dispose();
    }
}
