using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using System.Text;
using InferenceKit.Configuration;
using InferenceKit.ControlPlane.Lifecycle;
using InferenceKit.ControlPlane.Repository;
using InferenceKit.ControlPlane.State;
using InferenceKit.DataPlane;
using InferenceKit.DataPlane.Batching;
using InferenceKit.DataPlane.Execution;
using InferenceKit.Monitoring;
using InferenceKit.Serving;
using InferenceKit.Sessions;
using InferenceKit.Tests.DataPlane;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace InferenceKit.Tests.ControlPlane.Lifecycle;

/// <summary>The control plane over fake sessions, bytes in memory and a clock that stands still.</summary>
internal sealed class LifecycleRig : IAsyncDisposable
{
    public const string Model = "fraud";

    private readonly TempFolder _folder = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public LifecycleRig(
        string[]? models = null, PredictionCodec<float, float>? codec = null, ISessionFactory? sessions = null, TimeProvider? time = null,
        IModelRepository? repository = null, Func<ModelSettings, ModelSettings>? settings = null, IModelStateStore? state = null)
    {
        models ??= [Model];
        codec ??= new ScalarCodec();
        Settings = new(models);
        Settings.Change(s => s with
        {
            Trust = s.Trust with { LockFile = LockFile },
            Repository = s.Repository with { StagingPath = _folder["staging"] },
            Models = settings is null ? s.Models : s.Models.ToImmutableDictionary(m => m.Key, m => settings(m.Value), ModelName.Comparer),
        });
        Serving = new([.. models.Select((name, i) => new ModelRegistration(name, i, [new CodecRegistration<float, float>(_ => codec)]))]);
        Repository = new(repository ?? Memory);
        State = state ?? new MemoryModelStateStore();
        Time = time ?? Clock;
        var metrics = new InferenceMetrics(_services.GetRequiredService<IMeterFactory>(), Serving);
        DataPlane = new(Serving, metrics, new DeadlineScanner(Serving, Time), new WorkerPool(), new ThreadBudget(2), new Watchdog(), Time);
        Lifecycle = new(
            Serving, Settings, Repository, State, sessions ?? Sessions, metrics, new VersionParts(DataPlane, _services), _services, null, NullLoggerFactory.Instance, Time);
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public TimeProvider Time { get; }

    public MemoryModelRepository Memory { get; } = new();

    public FaultyRepository Repository { get; }

    public IModelStateStore State { get; }

    public ScriptedSessionFactory Sessions { get; } = new();

    public StubSettings Settings { get; }

    public ServingState Serving { get; }

    public ModelLifecycle Lifecycle { get; }

    /// <summary>What the queues of the versions are made of.</summary>
    public BatchServices DataPlane { get; }

    public string StagingPath => _folder["staging"];

    public string LockFile => _folder["inference.lock.json"];

    public ServedModel Served => Serving.Current.Models[0];

    public ModelStatus Status => Lifecycle.Models.Single(m => m.Name == Model);

    /// <summary>The version and the factor of what serves: "3 times 2"; empty when nothing does.</summary>
    public string Answer
    {
        get
        {
            if (Served.Primary is not { } primary || primary.TryRent() is not { } slot) return "";
            try
            {
                var rows = slot.Buffers.Single;
                rows.BeginRun();
                rows.BeginRow().Row<float>(0)[0] = 1;
                rows.EndRow();
                Assert.Equal(RunStatus.Completed, primary.Session.RunAsync(rows, default).AsTask().GetAwaiter().GetResult().Status);
                return $"{primary.Id.Version} times {rows.Read(0).Row<float>(0)[0]}";
            }
            finally
            {
                slot.Return();
            }
        }
    }

    public void Add(int version, string content, string model = Model) =>
        Memory.Add(model, ModelVersion.FromNumber(version), Encoding.UTF8.GetBytes(content));

    public void Remove(int version) => Memory.Remove(Model, ModelVersion.FromNumber(version));

    public Task StartAsync() => Lifecycle.StartAsync(TestContext.Current.CancellationToken);

    /// <summary>The status of a version; of one that has not been noticed yet, as if it just had been.</summary>
    public ModelVersionStatus Version(int version) =>
        Status.Versions.SingleOrDefault(v => v.Version == ModelVersion.FromNumber(version))
        ?? new() { Version = ModelVersion.FromNumber(version), State = ModelVersionState.Discovered };

    public async ValueTask DisposeAsync()
    {
        await Lifecycle.DisposeAsync();
        DataPlane.Scanner.Dispose();
        DataPlane.Workers.Dispose();
        await _services.DisposeAsync();
        _folder.Dispose();
    }
}
