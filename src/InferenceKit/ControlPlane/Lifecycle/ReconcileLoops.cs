using InferenceKit.Configuration;
using InferenceKit.ControlPlane.Lifecycle.Loading;
using InferenceKit.ControlPlane.Lifecycle.Loading.Memory;
using InferenceKit.ControlPlane.Lifecycle.Reconciling;
using InferenceKit.ControlPlane.Repository.Locking;
using InferenceKit.ControlPlane.Repository.Staging;
using InferenceKit.ControlPlane.State;
using InferenceKit.Monitoring;
using InferenceKit.Serving;
using InferenceKit.Sessions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace InferenceKit.ControlPlane.Lifecycle;

/// <summary>The reconcile loops of all models, what they share, and the change tokens that wake them. Begun once and stopped once.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage(
    "Design", "CA1001:Types that own disposable fields should be disposable",
    Justification = "StopAsync disposes what the loops use, once they have ended; the token source must outlive changes that are still under way.")]
internal sealed class ReconcileLoops(
    ServingState serving, ISettingsSource settings, IModelRepository repository, IModelStateStore state, ModelEditsStore edits, ISessionFactory sessions,
    InferenceMetrics metrics, IVersionParts parts, IServiceProvider services, IModelTrustPolicy? trust, ILogger logger, TimeProvider time)
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<IDisposable> _subscriptions = [];
    private ModelReconciler[] _reconcilers = [];
    private StagingArea? _staging;
    private LockSource? _locks;
    private Task? _run;

    /// <summary>One for each registered model, by ordinal; empty before the start.</summary>
    public ModelReconciler[] Reconcilers => Volatile.Read(ref _reconcilers);

    /// <summary>The host is stopping.</summary>
    public CancellationToken Stopping => _stop.Token;

    /// <summary>Makes the loops and starts them.</summary>
    public LifecycleContext Begin(InferenceSettings current)
    {
        serving.BeginWith(registration => current.Models[registration.Name].Serving);
        var memory = new ResidentMemory();
        _staging = new(current.Repository.StagingPath, current.Repository.MaxFileBytes, logger);
        var loader = new VersionLoader(
            repository, _staging, new(settings, trust), sessions, metrics, services, parts, memory, current.Lifecycle.MaxConcurrentLoads, logger, time);
        _locks = new(s => s.Trust.RequireSignature || trust is not null, logger, time);
        var context = new LifecycleContext(serving, settings, repository, edits, loader, memory, metrics, logger, time)
        {
            Locks = _locks,
            Digests = new(repository, current.Repository.MaxFileBytes),
        };
        // Published before the subscriptions: a token that fires at once must find the loops to wake.
        Volatile.Write(ref _reconcilers, [.. serving.Registrations.Select(r => new ModelReconciler(r, context))]);
        Follow(repository, repository.GetReloadToken, readRepository: true, readState: false);
        Follow(settings, settings.GetReloadToken, readRepository: true, readState: true);
        Follow(state, state.GetReloadToken, readRepository: false, readState: true);
        Follow(_locks, _locks.GetReloadToken, readRepository: false, readState: false);
        _run = Task.WhenAll(_reconcilers.Select(r => Task.Run(() => r.RunAsync(_stop.Token), CancellationToken.None)));
        return context;
    }

    /// <summary>Refuses new requests, and waits up to the drain timeout until every version is freed.</summary>
    /// <param name="begin">The <see cref="Begin"/> that may still be under way; null where there was no start.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task StopAsync(Task? begin, CancellationToken cancellationToken)
    {
        serving.BeginShutdown();
        // Callbacks of a repository or a store are the host's code: the stop goes on, whatever they throw.
        await _stop.CancelAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // A start that is under way still makes loops, which end at once, and subscriptions, which have to be disposed.
        if (begin is not null) await begin.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var subscription in _subscriptions) Unsubscribe(subscription);
        if (_run is { } run)
        {
            try
            {
                await run.WaitAsync(settings.Current.Lifecycle.DrainTimeout, time, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is TimeoutException or OperationCanceledException)
            {
                foreach (var reconciler in _reconcilers) reconciler.ReportLeftovers();
            }
            catch (Exception e)
            {
                // The loop of one model failed. Everything else is freed all the same.
                ControlPlaneLog.StopFailed(logger, e);
            }
        }
        _locks?.Dispose();
        _staging?.Dispose();
    }

    private void Follow(object source, Func<IChangeToken> token, bool readRepository, bool readState) =>
        _subscriptions.Add(new ChangeSubscription(source, token, () => WakeAll(readRepository, readState), logger, time));

    private void WakeAll(bool readRepository, bool readState)
    {
        foreach (var reconciler in _reconcilers) reconciler.Wake(readRepository, readState);
    }

    private void Unsubscribe(IDisposable subscription)
    {
        try
        {
            subscription.Dispose();
        }
        catch (Exception e)
        {
            // Tokens of a repository or a store are the host's code.
            ControlPlaneLog.StopFailed(logger, e);
        }
    }
}
