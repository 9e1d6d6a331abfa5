using System.Diagnostics.Metrics;
using InferenceKit.DataPlane;
using InferenceKit.DataPlane.Batching;
using InferenceKit.DataPlane.Execution;
using InferenceKit.DataPlane.Pipeline;
using InferenceKit.Monitoring;
using InferenceKit.Serving;
using InferenceKit.Serving.Resilience;
using InferenceKit.Sessions;
using InferenceKit.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace InferenceKit.Tests.DataPlane;

/// <summary>The data plane over a fake model, with the tests in the role of the control plane.</summary>
internal sealed class DataPlaneRig : IDisposable
{
    public const string Model = "doubler";
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly DeadlineScanner _scanner;
    private readonly WorkerPool _workers = new();
    private readonly Watchdog _watchdog = new();
    private readonly ServingPolicy _default;

    public DataPlaneRig(int maxWaiting = 100, TimeProvider? time = null, PredictionCodec<float, float>? codec = null, int threads = 2, Action<Exception>? onScanFault = null)
    {
        codec ??= new ScalarCodec();
        Time = time ?? TimeProvider.System;
        Registration = new(Model, 0, [new CodecRegistration<float, float>(_ => codec)]);
        _default = new() { Batching = new() { MaxQueuedRows = maxWaiting } };
        Serving = new([Registration]);
        Metrics = new(Meters, Serving);
        _scanner = new(Serving, Time, onScanFault);
        Shared = new BatchServices(Serving, Metrics, _scanner, _workers, new ThreadBudget(threads), _watchdog, Time);
        Parts = new VersionParts(Shared, _services);
        var pipeline = new RequestPipeline(Shared, new(Shared.Serving, Shared.Metrics, Shared.Executor, Shared.Time));
        Predictor = new PredictorProvider(Serving, pipeline, new(pipeline, Shared)).GetPredictor<float, float>(Model);
        Client = new InferenceClient(Serving, pipeline);
    }

    public IMeterFactory Meters => _services.GetRequiredService<IMeterFactory>();

    public TimeProvider Time { get; }

    public FakeTimeProvider Clock => (FakeTimeProvider)Time;

    public ModelRegistration Registration { get; }

    public ServingState Serving { get; }

    /// <summary>What all schedulers of the rig share.</summary>
    public BatchServices Shared { get; }

    /// <summary>Makes what versions have of the data plane.</summary>
    public IVersionParts Parts { get; }

    public InferenceMetrics Metrics { get; }

    /// <summary>Rows that wait, for any version.</summary>
    public int Waiting => Serving.LiveVersions.Sum(v => v.Queue.Rows);

    public IPredictor<float, float> Predictor { get; }

    public IInferenceClient Client { get; }

    public WorkerPool Workers => _workers;

    /// <summary>A model that answers <c>factor * x</c>.</summary>
    public static FakeModel Times(float factor) => new(1, 1, (x, y) => y[0] = factor * x[0]);

    /// <summary>Puts a version into service as the primary, and gives it.</summary>
    public ServedVersion Publish(FakeModel model, int version, int concurrency = 2, bool onWorkers = false, ServingPolicy? policy = null) =>
        Publish(model.CreateSession(), version, concurrency, onWorkers, policy);

    /// <summary>As with a fake model, but of any session.</summary>
    public ServedVersion Publish(
        ModelSession session, int version, int concurrency = 2, bool onWorkers = false, ServingPolicy? policy = null, Func<Func<IReadOnlyList<NamedValue>, IReadOnlyList<string>, ProbeRun>, string?>? probe = null)
    {
        var id = new ModelId(Model, ModelVersion.FromNumber(version));
        var expected = onWorkers ? Time.TimestampFrequency : 1;
        var codecs = Registration.Codecs.Select(c => c.Bind(_services, session.Signature)).ToArray();
        var served = new ServedVersion(id, session, codecs, concurrency, expected, Registration, Parts, Metrics.For(id), Time)
        {
            Probe = probe,
        };
        Serving.Publish(Registration, m => m with { Primary = served, Versions = [served], Policy = policy ?? _default });
        return served;
    }

    /// <summary>Drains a version that is no longer in the table, and frees it.</summary>
    public static async Task RetireAsync(ServedVersion version)
    {
        await version.DrainAsync();
        version.Dispose();
    }

    public void Dispose()
    {
        _scanner.Dispose();
        _watchdog.Dispose();
        _workers.Dispose();
        _services.Dispose();
    }
}
