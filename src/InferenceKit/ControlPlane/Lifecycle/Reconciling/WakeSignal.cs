namespace InferenceKit.ControlPlane.Lifecycle.Reconciling;

/// <summary>Wakes one loop; several calls before the loop waits count as one.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage(
    "Design", "CA1001:Types that own disposable fields should be disposable",
    Justification = "A semaphore holds nothing to dispose as long as its wait handle is not used.")]
internal sealed class WakeSignal
{
    private readonly SemaphoreSlim _signal = new(0, 1);
    private readonly Lock _lock = new();

    public void Set()
    {
        // The lock makes the check and the release one step: two releases would exceed the maximum, and throw.
        lock (_lock)
            if (_signal.CurrentCount == 0) _signal.Release();
    }

    public Task WaitAsync(CancellationToken cancellationToken) => _signal.WaitAsync(cancellationToken);
}
