using InferenceKit.Sessions.Rows;

namespace InferenceKit.Sessions;

/// <summary>
/// One loaded version of a model: the seam between the library and what computes. A local session completes
/// <see cref="RunAsync"/> synchronously; a remote one need not.
/// </summary>
/// <remarks>
/// Its caller holds a lease: disposing a native session during a run kills the process. Runs are concurrent,
/// each with its own batch.
/// </remarks>
internal abstract class ModelSession : IDisposable
{
    public abstract ModelSignature Signature { get; }

    /// <summary>The largest output of a request that is handed out, in bytes; may change while runs go on.</summary>
    public long MaxOutputBytes { get; set; } = long.MaxValue;

    /// <summary>Whether runs allocate from an arena, which other settings of the session could avoid.</summary>
    public virtual bool AllocatesFromArena => false;

    /// <summary>
    /// Notes, before any other use, that a trial showed outputs that do not count rows: every run has one row from now
    /// on, and its outputs are its answer whole.
    /// </summary>
    public abstract void UseOneRowPerRun();

    /// <summary>
    /// Notes, before any other use, that outputs come in other shapes than the model declares: no memory is reserved for them, and they
    /// are taken as they come.
    /// </summary>
    public virtual void UseRuntimeOutputs() { }

    /// <summary>Notes that it has been tried and warmed up: from here on its runs are requests'.</summary>
    public virtual void BeginServing() { }

    /// <summary>Makes the buffers of a run of up to <paramref name="capacity"/> rows; one run at a time uses them.</summary>
    public abstract RowBatch CreateRows(int capacity);

    /// <summary>Makes the holder of a run on values; one run at a time uses it.</summary>
    public abstract ValueBatch CreateValues();

    /// <summary>Runs. Never throws for what the model does: that is an outcome.</summary>
    public abstract ValueTask<RunOutcome> RunAsync(RunBatch batch, CancellationToken cancellationToken);

    /// <summary>Frees native memory; every batch has been disposed before.</summary>
    public abstract void Dispose();
}
