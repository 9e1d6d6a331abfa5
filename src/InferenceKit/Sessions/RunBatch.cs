namespace InferenceKit.Sessions;

/// <summary>What one run at a time reads and writes.</summary>
internal abstract class RunBatch : IDisposable
{
    /// <summary>Asks the run in flight to stop. Any thread, while the batch is not disposed; acts between nodes only.</summary>
    public abstract void Terminate();

    /// <summary>Takes a termination back, so that the next run may start.</summary>
    public abstract void ResetTermination();

    public abstract void Dispose();
}
