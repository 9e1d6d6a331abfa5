using InferenceKit.Configuration;
using InferenceKit.ControlPlane.Lifecycle.Changes;
using InferenceKit.ControlPlane.Lifecycle.Reconciling;
using InferenceKit.ControlPlane.Repository;
using InferenceKit.ControlPlane.State;
using InferenceKit.Monitoring;
using InferenceKit.Serving;
using InferenceKit.Sessions;
using Microsoft.Extensions.Logging;

namespace InferenceKit.ControlPlane.Lifecycle;

/// <summary>
/// Starts and stops the reconcile loops of all models, and takes changes from people. The constructor reads and loads nothing; the start does.
/// Disposing stops.
/// </summary>
internal sealed class ModelLifecycle : IModelLifecycle, IAsyncDisposable, IDisposable
{
    private readonly ServingState _serving;
    private readonly ISettingsSource _settings;
    private readonly IModelRepository _repository;
    private readonly ISessionFactory _sessions;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ModelEditsStore _edits;
    private readonly ReconcileLoops _loops;
    private readonly Lock _lock = new();
    private Task<LifecycleContext>? _connect;
    private Task? _start;
    private Task? _stopped;

    /// <param name="serving">The table that the data plane reads.</param>
    /// <param name="settings">The validated snapshot; first read at the start, where bad configuration throws.</param>
    /// <param name="repository">Where versions come from; usually a <see cref="RepositoryRouter"/>. Owned by the caller.</param>
    /// <param name="state">Where changes are kept. Owned by the caller.</param>
    /// <param name="sessions">Makes sessions.</param>
    /// <param name="metrics">Counts loads and swaps.</param>
    /// <param name="parts">Makes what each version has of the data plane.</param>
    /// <param name="services">Where codecs come from.</param>
    /// <param name="trust">The host's own check of what is loaded; null for no check.</param>
    /// <param name="loggers">For category <see cref="ControlPlaneLog.Category"/>.</param>
    /// <param name="time">Clock and timers.</param>
    public ModelLifecycle(
        ServingState serving, ISettingsSource settings, IModelRepository repository, IModelStateStore state, ISessionFactory sessions,
        InferenceMetrics metrics, IVersionParts parts, IServiceProvider services, IModelTrustPolicy? trust, ILoggerFactory loggers, TimeProvider time)
    {
        (_serving, _settings, _repository, _sessions, _time) = (serving, settings, repository, sessions, time);
        _logger = GuardedLoggerFactory.Of(loggers).CreateLogger(ControlPlaneLog.Category);
        _edits = new(state);
        _loops = new(serving, settings, repository, state, _edits, sessions, metrics, parts, services, trust, _logger, time);
    }

    /// <inheritdoc/>
    public IReadOnlyList<ModelStatus> Models
    {
        get
        {
            var reconcilers = _loops.Reconcilers;
            var status = reconcilers.Length > 0 ? reconcilers.Select(r => r.Status()) : _serving.Registrations.Select(NotStarted);
            return [.. status.OrderBy(m => m.Name, StringComparer.OrdinalIgnoreCase)];
        }
    }

    /// <summary>Starts every model and waits for the required ones. Further calls wait for the first.</summary>
    /// <exception cref="InferenceException">Required models are not ready: the message lists each and why.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_stopped is not null, this);
            if (_connect is null)
            {
                // Off the caller's thread, because listing a thousand models is synchronous work. Without its ambient state, because the loops
                // would keep that for ever.
                using var _ = ExecutionContext.SuppressFlow();
                _connect = Task.Run(() => _loops.Begin(_settings.Current), CancellationToken.None);
            }
            return _start ??= StartOnceAsync(_connect, cancellationToken);
        }
    }

    private async Task StartOnceAsync(Task<LifecycleContext> connect, CancellationToken cancellationToken)
    {
        // A start that fails waits for it too: the process may end next, and must not while native code is loading.
        await _sessions.PrepareAsync().ConfigureAwait(false);
        var context = await connect.ConfigureAwait(false);
        await StartUp.WaitAsync(_loops.Reconcilers, _settings.Current, _time, cancellationToken).ConfigureAwait(false);
        CheckChains(_settings.Current);
        context.MarkStarted();
    }

    private void CheckChains(InferenceSettings current)
    {
        var problems = ChainCheck.FindProblems(_serving, current).ToList();
        foreach (var (model, problem) in problems) ControlPlaneLog.ChainUnsuited(_logger, model, problem);
        var required = problems.Where(p => current.Models[p.Model].Required).Select(p => $"  {p.Model}: {p.Problem.TrimEnd('.')}.").ToList();
        if (required.Count > 0)
            throw new InferenceException(
                InferenceError.ModelNotReady, $"Chains, variants or shadows lead to models that do not suit:{Environment.NewLine}{string.Join(Environment.NewLine, required)}");
    }

    /// <inheritdoc/>
    public Task LoadAsync(string model, string version, EditNote? note = null, CancellationToken cancellationToken = default)
    {
        var parsed = ParseVersion(version);
        return ChangeAsync(model, steps => new VersionChange(steps).PinAsync(parsed, note), cancellationToken);
    }

    /// <inheritdoc/>
    public Task UnloadAsync(string model, EditNote? note = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(model, steps => new VersionChange(steps).UnloadAsync(note), cancellationToken);

    /// <inheritdoc/>
    public Task ReloadAsync(string model, EditNote? note = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(model, steps => new VersionChange(steps).ReloadAsync(note), cancellationToken);

    /// <inheritdoc/>
    public Task SetAliasAsync(string model, string alias, string version, EditNote? note = null, CancellationToken cancellationToken = default)
    {
        RequireAlias(alias);
        var parsed = ParseVersion(version);
        return ChangeAsync(model, steps => new VersionChange(steps).SetAliasAsync(alias, parsed, note), cancellationToken);
    }

    /// <inheritdoc/>
    public Task RemoveAliasAsync(string model, string alias, EditNote? note = null, CancellationToken cancellationToken = default)
    {
        RequireAlias(alias);
        return ChangeAsync(model, steps => new VersionChange(steps).RemoveAliasAsync(alias, note), cancellationToken);
    }

    /// <inheritdoc/>
    public Task RollbackAsync(string model, EditNote? note = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(model, steps => new RollbackChange(steps).RunAsync(note), cancellationToken);

    /// <inheritdoc/>
    public Task SetTrafficAsync(string model, TrafficChange change, EditNote? note = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        return ChangeAsync(model, steps => new TrafficSplitChange(steps).RunAsync(change, note), cancellationToken);
    }

    /// <summary>Carries out a change. It goes on when its caller stops waiting, and ends with the host.</summary>
    private Task ChangeAsync(string model, Func<ChangeSteps, Task> run, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var edit = run(new(Find(model), _repository, _edits, _settings, _time, _loops.Stopping));
        // Read here, because no caller may be left to read it: an unobserved exception would reach the host's handler.
        _ = edit.ContinueWith(static e => _ = e.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return edit.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void IsolateCircuit(string model, string version, string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        var served = FindServed(model, version);
        ControlPlaneLog.CircuitIsolated(_logger, served.Id, reason);
        served.Breaker.Isolate(reason);
    }

    /// <inheritdoc/>
    public void CloseCircuit(string model, string version)
    {
        var served = FindServed(model, version);
        ControlPlaneLog.CircuitClosed(_logger, served.Id);
        served.Breaker.Close();
    }

    /// <summary>
    /// Refuses new requests, waits for those in flight up to the drain timeout, and frees every version that is no longer in use. A version that is
    /// still in use is freed when its last request ends, never before.
    /// </summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        // Under the lock of the start: a start at the same time comes before, and is waited for, or after, and is refused.
        lock (_lock) return _stopped ??= _loops.StopAsync(_connect, cancellationToken);
    }

    /// <summary>Stops.</summary>
    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None).ConfigureAwait(false);

    /// <summary>Stops, for hosts that dispose their provider synchronously.</summary>
    public void Dispose() => Task.Run(() => StopAsync(CancellationToken.None)).GetAwaiter().GetResult();

    private ModelReconciler Find(string model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (!_serving.TryFind(model, out var registration))
            throw new InferenceException(
                InferenceError.ModelNotFound,
                $"No model '{model}' is registered; there are: {string.Join(", ", _serving.Registrations.Select(r => r.Name).Take(20))}.");
        var reconcilers = _loops.Reconcilers;
        return reconcilers.Length > 0
            ? reconcilers[registration.Ordinal]
            : throw new InferenceException(InferenceError.ModelNotReady, "Loading has not started: start the host, or call StartInferenceAsync.");
    }

    private static ModelVersion ParseVersion(string version) => ModelVersion.TryParse(version, null, out var parsed)
        ? parsed
        : throw new InferenceException(InferenceError.VersionNotFound, $"'{version}' is not a version: {ModelName.Rule}.");

    private static void RequireAlias(string alias)
    {
        if (!ModelName.IsValid(alias)) throw new InferenceException(InferenceError.InvalidInput, $"'{alias}' is not the name of an alias, which is written without '@': {ModelName.Rule}.");
    }

    private ServedVersion FindServed(string model, string version)
    {
        var registration = Find(model).Registration;
        var parsed = ParseVersion(version);
        var versions = _serving.Current.Models[registration.Ordinal].Versions;
        foreach (var served in versions)
            if (served.Id.Version == parsed) return served;
        throw new InferenceException(
            InferenceError.VersionNotFound,
            $"{registration.Name}: version '{version}' is not in service; in service are: {(versions.IsEmpty ? "none" : string.Join(", ", versions.Select(v => v.Id.Version)))}.");
    }

    private static ModelStatus NotStarted(ModelRegistration registration) =>
        new() { Name = registration.Name, Desired = "not started", Versions = [], Error = "loading has not started" };
}
