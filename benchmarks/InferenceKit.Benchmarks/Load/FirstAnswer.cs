namespace InferenceKit.Benchmarks.Load;

/// <summary>
/// Waits for the first answer among the requests that began after a moment: one that was under way then
/// says nothing, however late it is answered. What it adds to a request is one read.
/// </summary>
internal sealed class FirstAnswer
{
    private long _since;
    private long _seen;

    /// <summary>Watches from this moment on.</summary>
    public void Watch()
    {
        Volatile.Write(ref _seen, 0);
        Volatile.Write(ref _since, Ticks.Now);
    }

    /// <summary>To be called before each request.</summary>
    /// <returns>What <see cref="End"/> wants to know of it; zero while nothing is watched.</returns>
    public long Begin() => Volatile.Read(ref _since);

    /// <summary>The request was answered, and its answer is one that is looked for.</summary>
    public void End(long begun)
    {
        // Of several requests under way the first one counts, and only for the search that it began in.
        if (begun != 0 && Interlocked.CompareExchange(ref _since, 0, begun) == begun)
            Volatile.Write(ref _seen, Ticks.Now - begun);
    }

    /// <summary>From <see cref="Watch"/> to the answer.</summary>
    /// <exception cref="TimeoutException">There was none.</exception>
    public async Task<TimeSpan> WaitAsync(TimeSpan longest)
    {
        // Looked for now and then: a signal would have to be sent by the thread whose requests are timed.
        var until = Ticks.Now + Ticks.FromSeconds(longest.TotalSeconds);
        long seen;
        while ((seen = Volatile.Read(ref _seen)) == 0)
        {
            if (Ticks.Now > until)
                throw new TimeoutException($"No request that began within {longest.TotalSeconds:0.#} s was answered as expected.");
            await Task.Delay(1);
        }

        return TimeSpan.FromSeconds(Ticks.ToSeconds(seen));
    }
}
