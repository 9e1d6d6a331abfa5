using InferenceKit.Sessions;
using InferenceKit.Sessions.Rows;

namespace InferenceKit.Testing;

/// <summary>A session of a fake model. It throws where a native session would crash.</summary>
internal sealed class FakeSession(FakeModel model) : ModelSession
{
    private int _running;
    private int _disposed;

    public override ModelSignature Signature => model.Signature;

    public override void UseOneRowPerRun() => throw new InvalidOperationException("A fake model's outputs count rows.");

    public override RowBatch CreateRows(int capacity) => new FakeRowBatch(model, capacity);

    public override ValueBatch CreateValues() => new FakeValueBatch(model);

    public override ValueTask<RunOutcome> RunAsync(RunBatch batch, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _disposed) != 0) throw new InvalidOperationException("A run began after the session was disposed: a native session would crash.");
        Interlocked.Increment(ref _running);
        try
        {
            return new(batch is FakeValueBatch values ? values.Run() : model.Run((FakeRowBatch)batch));
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    public override void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        if (Volatile.Read(ref _running) != 0) throw new InvalidOperationException("The session was disposed during a run: a native session would crash.");
        model.SessionDisposed();
    }
}
