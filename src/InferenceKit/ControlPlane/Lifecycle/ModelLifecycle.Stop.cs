namespace InferenceKit.ControlPlane.Lifecycle;

internal sealed partial class ModelLifecycle
{
    /// <summary>
    /// Refuses new requests, waits for those in flight up to the drain timeout, and frees every version that nobody uses
    /// any more. A version still in use is freed when its last request ends, never before.
    /// </summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        lock (_lock) return _stopped ??= StopOnceAsync(cancellationToken);
    }

    /// <summary>Stops.</summary>
    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None).ConfigureAwait(false);

    /// <summary>Stops, for hosts that dispose their provider synchronously.</summary>
    public void Dispose() => Task.Run(() => StopAsync(CancellationToken.None)).GetAwaiter().GetResult();

    private async Task StopOnceAsync(CancellationToken cancellationToken)
    {
        serving.BeginShutdown();
        // Callbacks of a repository or a store are the host's code: the stop goes on, whatever they throw.
        await _stop.CancelAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // A start that has just begun makes loops that end at once.
        if (_connect is { } connect) await ((Task)connect).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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
                // One model's loop that failed keeps nothing else from being freed.
                ControlPlaneLog.StopFailed(_logger, e);
            }
        }
        _locks?.Dispose();
        _staging?.Dispose();
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
            ControlPlaneLog.StopFailed(_logger, e);
        }
    }
}
