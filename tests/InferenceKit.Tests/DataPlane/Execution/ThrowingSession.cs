using InferenceKit.Sessions;
using InferenceKit.Sessions.Rows;

namespace InferenceKit.Tests.DataPlane.Execution;

/// <summary>A session that breaks its promise: it throws instead of giving a failed run as an outcome, as often as it is told to.</summary>
internal sealed class ThrowingSession(ModelSession inner) : ModelSession
{
    private int _throws;

    public override ModelSignature Signature => inner.Signature;

    /// <summary>Makes so many runs throw, the next ones.</summary>
    public void Throw(int times) => Volatile.Write(ref _throws, times);

    public override void UseOneRowPerRun() => inner.UseOneRowPerRun();

    public override RowBatch CreateRows(int capacity) => inner.CreateRows(capacity);

    public override ValueBatch CreateValues() => inner.CreateValues();

    public override ValueTask<RunOutcome> RunAsync(RunBatch batch, CancellationToken cancellationToken)
    {
        if (Interlocked.Decrement(ref _throws) >= 0) throw new InvalidOperationException("A session's own bug.");
        return inner.RunAsync(batch, cancellationToken);
    }

    public override void Dispose() => inner.Dispose();
}
