namespace InferenceKit.ControlPlane.Lifecycle.Reconciling;

/// <summary>Wakes one loop; several calls before it looks are one.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage(
    "Design", "CA1001:Types that own disposable fields should be disposable",
    Justification = "A semaphore whose wait handle nobody asked for holds nothing.")]
internal sealed class WakeSignal
{
    private readonly SemaphoreSlim _signal = new(0, 1);
    private readonly Lock _lock = new();

    public void Set()
    {
        lock (_lock)
            if (_signal.CurrentCount == 0) _signal.Release();
    }

    public Task WaitAsync(CancellationToken cancellationToken) => _signal.WaitAsync(cancellationToken);
}
