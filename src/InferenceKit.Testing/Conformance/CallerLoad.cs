namespace InferenceKit.Testing.Conformance;

/// <summary>Many callers that send the samples one after the other, each caller the next one.</summary>
internal sealed class CallerLoad(ConformanceOptions options, int samples, CancellationToken cancellationToken)
{
    private readonly TimeProvider _time = TimeProvider.System;

    /// <summary>Sends until all requests are sent, or time is over and each sample was sent.</summary>
    /// <param name="send">Sends one sample, by its number, and compares the answer.</param>
    public async Task RunAsync(Func<int, Task> send)
    {
        var began = _time.GetTimestamp();
        var (next, total) = (-1, Math.Max(options.Requests, samples));
        var callers = new Task[options.Callers];
        for (var i = 0; i < callers.Length; i++) callers[i] = Task.Run(CallAsync, cancellationToken);
        await Task.WhenAll(callers).ConfigureAwait(false);

        async Task CallAsync()
        {
            // All callers share one counter, so that each sample is sent once before the time limit may end the load.
            while (Interlocked.Increment(ref next) is var request && request < total)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (request >= samples && _time.GetElapsedTime(began) > options.MaxDuration) return;
                await send(request % samples).ConfigureAwait(false);
            }
        }
    }
}
