namespace InferenceKit.Benchmarks.Load;

/// <summary>Answers that were not there when the call returned.</summary>
internal sealed class LateAnswers
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _allAnswered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>One more than are open, so that the count reaches zero only once <see cref="WaitAsync"/> was called.</summary>
    private int _open = 1;

    public LatencyHistogram Latencies { get; } = new();

    public long Failed { get; private set; }

    public void Add(ValueTask<bool> answer, long intended)
    {
        Interlocked.Increment(ref _open);
        _ = FinishAsync(answer, intended);
    }

    public Task WaitAsync()
    {
        Close();
        return _allAnswered.Task;
    }

    private async Task FinishAsync(ValueTask<bool> answer, long intended)
    {
        var isAnswered = false;
        try
        {
            isAnswered = await answer.ConfigureAwait(false);
        }
        catch (Exception)
        {
            // Whatever went wrong, the caller was not answered: that is what is counted.
        }

        var latency = Ticks.ToNanoseconds(Ticks.Now - intended);
        lock (_lock)
        {
            Latencies.Record(latency);
            if (!isAnswered)
                Failed++;
        }

        Close();
    }

    private void Close()
    {
        if (Interlocked.Decrement(ref _open) == 0)
            _allAnswered.SetResult();
    }
}
