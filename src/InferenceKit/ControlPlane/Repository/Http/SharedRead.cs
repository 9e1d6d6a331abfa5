namespace InferenceKit.ControlPlane.Repository.Http;

/// <summary>
/// Lets callers share reads: each gets one that began after its call, so that what it sees is not older than the call, and
/// however many call at once, there are two at most. Thread-safe.
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
            if (_next is not null) return _next;
            return _running is { IsCompleted: false } ? _next = ReadAfterAsync(_running) : _running = Task.Run(read);
        }
    }

    private async Task<T> ReadAfterAsync(Task running)
    {
        // Never at once: this is called under the lock.
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        lock (_lock) (_running, _next) = (_next, null);
        return await read().ConfigureAwait(false);
    }
}
