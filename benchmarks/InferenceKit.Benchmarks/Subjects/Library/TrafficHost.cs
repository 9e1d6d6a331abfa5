using InferenceKit.Benchmarks.Load;
using InferenceKit.Benchmarks.UserModels;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceKit.Benchmarks.Subjects.Library;

/// <summary>A provider with models for many callers in it, started; metrics on.</summary>
internal sealed class TrafficHost : ITrafficHost
{
    private readonly MetricsReader _metrics = new();
    private readonly ServiceProvider _provider;
    private readonly IReadOnlyList<HostedTraffic> _models;

    private TrafficHost(ServiceProvider provider, IReadOnlyList<HostedTraffic> models) => (_provider, _models) = (provider, models);

    public static async Task<ITrafficHost> StartAsync(IReadOnlyList<HostedTraffic> models)
    {
        var services = new ServiceCollection().AddMetrics();
        var inference = services.AddInference(options => options.State.Persist = false);
        foreach (var model in models)
        {
            using var session = model.Model.Open();
            var codec = new UserCodec(session.Inputs, session.ScoreOutput);
            inference.AddModel(model.Name, codec, m => m.FromFile(Path.GetFullPath(model.Model.Path)).Configure(o => Set(o, model)));
        }

        var host = new TrafficHost(services.BuildServiceProvider(), models);
        try
        {
            await host._provider.StartInferenceAsync();
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    public IServedModel Serve(string model, TimeSpan? timeout = null, int priority = 0)
    {
        var options = timeout is null && priority == 0 ? null : new InferenceRequestOptions { Timeout = timeout, Priority = priority };
        return new ServedModel<LibraryClient, PredictionResult<float>>(new(Predictor(model), Rows(model), options));
    }

    public ICallLoop PredictOne(string model) => new UserRowLoop(Predictor(model), Rows(model).Rows);

    public ValueTask DisposeAsync()
    {
        _metrics.Dispose();
        return _provider.DisposeAsync();
    }

    private static void Set(ModelOptions options, HostedTraffic model)
    {
        options.Batching.Mode = model.Mode;
        options.Batching.MaxBatchSize = model.MaxBatchSize;
        options.Batching.MaxQueueDelay = model.MaxQueueDelay;
        options.Batching.MaxQueuedRows = model.MaxQueuedRows;
        options.Resilience.Timeout = model.Timeout;
        options.Execution.Threads = model.Threads;
        options.Execution.MaxConcurrency = model.MaxConcurrency;
        options.Execution.UseArena = model.UseArena;
    }

    private ScoredRows Rows(string model) => _models.Single(m => m.Name == model).Rows;

    private IPredictor<UserRow, float> Predictor(string model) =>
        _provider.GetRequiredService<IPredictorProvider>().GetPredictor<UserRow, float>(model);
}
