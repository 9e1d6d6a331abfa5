using InferenceKit.Configuration;
using InferenceKit.ControlPlane.Repository;
using InferenceKit.ControlPlane.Repository.Locking;
using InferenceKit.ControlPlane.State;
using InferenceKit.Monitoring;
using InferenceKit.Runtime;
using InferenceKit.Sessions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace InferenceKit.ControlPlane.Lifecycle;

/// <summary>
/// Starts and stops the loops of all models and takes edits. Making one reads and loads nothing; starting does.
/// Disposing stops.
/// </summary>
/// <param name="serving">The table that the data plane reads.</param>
/// <param name="settings">The validated snapshot; first read at the start, where bad configuration throws.</param>
/// <param name="repository">Where versions come from; usually a <see cref="RepositoryRouter"/>. Owned by the caller.</param>
/// <param name="state">Where edits are kept. Owned by the caller.</param>
/// <param name="sessions">Makes sessions.</param>
/// <param name="metrics">Counts loads and swaps.</param>
/// <param name="parts">Makes what each version has of the data plane.</param>
/// <param name="services">Where codecs come from.</param>
/// <param name="trust">The host's own say in what is loaded; null when there is none.</param>
/// <param name="loggers">For category <see cref="ControlPlaneLog.Category"/>.</param>
/// <param name="time">Clock and timers.</param>
internal sealed partial class ModelLifecycle(
    ServingState serving, ISettingsSource settings, IModelRepository repository, IModelStateStore state, ISessionFactory sessions,
    InferenceMetrics metrics, IVersionParts parts, IServiceProvider services, IModelTrustPolicy? trust, ILoggerFactory loggers, TimeProvider time) : IModelLifecycle, IAsyncDisposable, IDisposable
{
    private readonly ILogger _logger = GuardedLoggerFactory.Of(loggers).CreateLogger(ControlPlaneLog.Category);
    private readonly ModelEditsStore _edits = new(state);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<IDisposable> _subscriptions = [];
    private readonly Lock _lock = new();
    private ModelReconciler[] _reconcilers = [];
    private StagingArea? _staging;
    private LockSource? _locks;
    private Task<LifecycleContext>? _connect;
    private Task? _start;
    private Task? _run;
    private Task? _stopped;

    /// <inheritdoc/>
    public IReadOnlyList<ModelStatus> Models
    {
        get
        {
            var reconcilers = Volatile.Read(ref _reconcilers);
            var status = reconcilers.Length > 0 ? reconcilers.Select(r => r.Status()) : serving.Registrations.Select(NotStarted);
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
                // Off the caller's thread, as listing a thousand models is synchronous work; and without its ambient state,
                // which the loops would keep for ever.
                using var _ = ExecutionContext.SuppressFlow();
                _connect = Task.Run(() => Connect(settings.Current), CancellationToken.None);
            }
            return _start ??= StartOnceAsync(_connect, cancellationToken);
        }
    }

    private async Task StartOnceAsync(Task<LifecycleContext> connect, CancellationToken cancellationToken)
    {
        // A start that fails waits for it too: the process may end next, and must not while native code is loading.
        await sessions.PrepareAsync().ConfigureAwait(false);
        var context = await connect.ConfigureAwait(false);
        await StartUp.WaitAsync(_reconcilers, settings.Current, time, cancellationToken).ConfigureAwait(false);
        CheckChains(settings.Current);
        context.MarkStarted();
    }

    private void CheckChains(InferenceSettings current)
    {
        var problems = ChainCheck.FindProblems(serving, current).ToList();
        foreach (var (model, problem) in problems) ControlPlaneLog.ChainUnsuited(_logger, model, problem);
        var required = problems.Where(p => current.Models[p.Model].Required).Select(p => $"  {p.Model}: {p.Problem.TrimEnd('.')}.").ToList();
        if (required.Count > 0)
            throw new InferenceException(
                InferenceError.ModelNotReady, $"Chains, variants or shadows lead to models that do not suit:{Environment.NewLine}{string.Join(Environment.NewLine, required)}");
    }

    private LifecycleContext Connect(InferenceSettings current)
    {
        serving.BeginWith(registration => current.Models[registration.Name].Serving);
        var memory = new ResidentMemory();
        _staging = new(current.Repository.StagingPath, current.Repository.MaxFileBytes, _logger);
        var loader = new VersionLoader(
            repository, _staging, new(settings, trust), sessions, metrics, services, parts, memory, current.Lifecycle.MaxConcurrentLoads, _logger, time);
        _locks = new(s => s.Trust.RequireSignature || trust is not null, _logger, time);
        var context = new LifecycleContext(serving, settings, repository, _edits, loader, memory, metrics, _logger, time)
        {
            Locks = _locks,
            Digests = new(repository, current.Repository.MaxFileBytes),
        };
        Volatile.Write(ref _reconcilers, [.. serving.Registrations.Select(r => new ModelReconciler(r, context))]);
        _subscriptions.Add(ChangeToken.OnChange(repository.GetReloadToken, () => WakeAll(readRepository: true, readState: false)));
        _subscriptions.Add(ChangeToken.OnChange(settings.GetReloadToken, () => WakeAll(readRepository: true, readState: true)));
        _subscriptions.Add(ChangeToken.OnChange(state.GetReloadToken, () => WakeAll(readRepository: false, readState: true)));
        _subscriptions.Add(ChangeToken.OnChange(_locks.GetReloadToken, () => WakeAll(readRepository: false, readState: false)));
        _run = Task.WhenAll(_reconcilers.Select(r => Task.Run(() => r.RunAsync(_stop.Token), CancellationToken.None)));
        return context;
    }

    private void WakeAll(bool readRepository, bool readState)
    {
        foreach (var reconciler in _reconcilers) reconciler.Wake(readRepository, readState);
    }

    private static ModelStatus NotStarted(ModelRegistration registration) =>
        new() { Name = registration.Name, Desired = "not started", Versions = [], Error = "loading has not started" };
}
