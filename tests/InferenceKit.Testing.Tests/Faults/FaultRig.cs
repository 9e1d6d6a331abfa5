using InferenceKit.Serving;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace InferenceKit.Testing.Tests.Faults;

/// <summary>The whole library with a real model <c>sum</c> of two inputs, and faults.</summary>
internal sealed class FaultRig : IAsyncDisposable
{
    private readonly ServiceProvider _provider;

    private FaultRig(ServiceProvider provider) => _provider = provider;

    public FaultInjector Faults => _provider.GetRequiredService<FaultInjector>();

    public IModelLifecycle Lifecycle => _provider.GetRequiredService<IModelLifecycle>();

    public IInferenceClient Client => _provider.GetRequiredService<IInferenceClient>();

    public IPredictor<float[], float> Sum => Predictor("sum");

    public IReadOnlyList<FakeLogRecord> Logged => _provider.GetFakeLogCollector().GetSnapshot();

    public static async Task<FaultRig> StartAsync(Action<InferenceBuilder>? more = null, Action<InferenceBuilder>? faults = null, TimeProvider? time = null)
    {
        var rig = Build(more, faults, time);
        await rig._provider.StartInferenceAsync(TestContext.Current.CancellationToken);
        return rig;
    }

    public static FaultRig Build(Action<InferenceBuilder>? more = null, Action<InferenceBuilder>? faults = null, TimeProvider? time = null)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddFakeLogging());
        if (time is not null) services.AddSingleton(time);
        var builder = services.AddInference(options => (options.State.Persist, options.Defaults.Resilience.Timeout) = (false, TimeSpan.FromMinutes(5)));
        builder.AddModel("sum", Codec.Scalar<float, float>(), m => m.FromBytes(OnnxModels.RowSum(2)));
        (faults ?? (b => b.AddFaults()))(builder);
        more?.Invoke(builder);
        return new(services.BuildServiceProvider());
    }

    public Task StartAsync() => _provider.StartInferenceAsync(TestContext.Current.CancellationToken);

    public IPredictor<float[], float> Predictor(string model) => _provider.GetRequiredKeyedService<IPredictor<float[], float>>(model);

    public IPredictor<float[], float[]> Vectors(string model) => _provider.GetRequiredKeyedService<IPredictor<float[], float[]>>(model);

    /// <summary>Which of so many predictions of the sum failed.</summary>
    public async Task<bool[]> FailuresAsync(int count)
    {
        var failures = new bool[count];
        for (var i = 0; i < count; i++) failures[i] = !(await Sum.TryPredictAsync([1, i])).IsSuccess;
        return failures;
    }

    /// <summary>As after a run that passed its deadline: runs go to workers, and callers are answered while their runs go on.</summary>
    public void RunOnWorkers()
    {
        foreach (var version in _provider.GetRequiredService<ServingState>().LiveVersions) version.RunTime.MarkOverrun();
    }

    public int InFlight(string model) => Lifecycle.Models.Single(m => m.Name == model).Versions.Sum(v => v.InFlight);

    public ValueTask DisposeAsync() => _provider.DisposeAsync();
}
