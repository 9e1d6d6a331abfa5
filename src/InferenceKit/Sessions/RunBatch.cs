namespace InferenceKit.Sessions;

/// <summary>What one run at a time reads and writes.</summary>
internal abstract class RunBatch : IDisposable
{
    /// <summary>Rows encoded so far for the next run; 1 for values.</summary>
    public abstract int Rows { get; }

    /// <summary>Begins a run without rows.</summary>
    public abstract void BeginRun();

    /// <summary>Takes back the rows from here on.</summary>
    public abstract void RemoveFrom(int row);

    /// <summary>The run is over, and its outputs are not read any more. Never throws.</summary>
    public abstract void EndRun();

    /// <summary>Is set as long as the run is asked to stop; for a session that waits around its runs. Null where none does.</summary>
    public ManualResetEventSlim? StopSignal { get; set; }

    /// <summary>Asks the run in flight to stop. Any thread, while the batch is not disposed; acts between nodes only.</summary>
    public void Terminate()
    {
        // The flag first: a session that the signal wakes must find it set.
        TerminateRun();
        StopSignal?.Set();
    }

    /// <summary>Takes a termination back, so that the next run may start.</summary>
    public void ResetTermination()
    {
        StopSignal?.Reset();
        ResetRun();
    }

    public abstract void Dispose();

    /// <summary>See <see cref="Terminate"/>.</summary>
    protected abstract void TerminateRun();

    /// <summary>See <see cref="ResetTermination"/>.</summary>
    protected abstract void ResetRun();
}
