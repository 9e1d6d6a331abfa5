namespace InferenceKit.Benchmarks.Load;

/// <summary>Requests for one model that begin at times of their own, whether or not the ones before were answered.</summary>
internal abstract class OpenStream
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>One more than are under way, so that the count reaches zero only once <see cref="WaitAsync"/> was called.</summary>
    private int _open = 1;
    private long _answered;

    public SharedLatencies Latencies { get; } = new();

    public Tally Tally { get; } = new();

    /// <summary>Requests answered as they should be, so far.</summary>
    public long Answered => Volatile.Read(ref _answered);

    public long Started { get; private set; }

    /// <summary>Is told of every request, from the thread that it ended on. Default: null, none.</summary>
    public Action<CallOutcome, long, long>? OnEnd { get; set; }

    /// <summary>Hands a request to the thread pool, as a server does.</summary>
    /// <param name="intended">When it was meant to start.</param>
    public void Start(long intended)
    {
        Started++;
        Interlocked.Increment(ref _open);
        Dispatch(intended);
    }

    /// <summary>Until every request that was started is over. Nothing is started afterwards.</summary>
    public Task WaitAsync()
    {
        Close();
        return _done.Task;
    }

    protected abstract void Dispatch(long intended);

    /// <param name="outcome">What became of it.</param>
    /// <param name="intended">When it was meant to start.</param>
    /// <param name="began">When the call was made.</param>
    protected void End(CallOutcome outcome, long intended, long began)
    {
        // What is refused at once is not a quick answer.
        if (outcome == CallOutcome.Answered)
        {
            Latencies.Record(Ticks.ToNanoseconds(Ticks.Now - intended));
            Interlocked.Increment(ref _answered);
        }
        else
        {
            Tally.Add(outcome);
        }

        OnEnd?.Invoke(outcome, intended, began);
        Close();
    }

    private void Close()
    {
        if (Interlocked.Decrement(ref _open) == 0)
            _done.SetResult();
    }
}
