namespace InferenceKit.ControlPlane.Repository.Http;

/// <summary>
/// Lets callers share reads. Each gets a read that began after its call, so that what it sees is not older than the call. However many call at
/// the same time, at most one read runs and one waits. Thread-safe.
/// </summary>
/// <param name="read">Reads; never called while it runs.</param>
internal sealed class SharedRead<T>(Func<Task<T>> read)
{
    private readonly Lock _lock = new();
    private Task<T>? _running;
    private Task<T>? _next;

    public Task<T> ReadAsync()
    {
        lock (_lock)
        {
            // One that waits has not begun, so it suits every caller; one that runs may have read the old content already.
            if (_next is not null) return _next;
            return _running is { IsCompleted: false } ? _next = ReadAfterAsync(_running) : _running = Task.Run(read);
        }
    }

    private async Task<T> ReadAfterAsync(Task running)
    {
        // Yields in any case: this is called under the lock, and must not take it again or read on the caller's thread.
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        lock (_lock) (_running, _next) = (_next, null);
        return await read().ConfigureAwait(false);
    }
}
