using InferenceKit.Sessions;
using InferenceKit.Sessions.Rows;

namespace InferenceKit.Tests.DataPlane;

/// <summary>A session that holds runs of rows of one width, whoever asks them to stop.</summary>
internal sealed class HeldSession(ModelSession inner, int width) : ModelSession
{
    private readonly ManualResetEventSlim _release = new(false);
    private int _held;

    public int Held => Volatile.Read(ref _held);

    public override ModelSignature Signature => inner.Signature;

    public void Release() => _release.Set();

    public override void UseOneRowPerRun() => inner.UseOneRowPerRun();

    public override void UseRuntimeOutputs() => inner.UseRuntimeOutputs();

    public override RowBatch CreateRows(int capacity) => inner.CreateRows(capacity);

    public override ValueBatch CreateValues() => inner.CreateValues();

    public override ValueTask<RunOutcome> RunAsync(RunBatch batch, CancellationToken cancellationToken)
    {
        if (batch is RowBatch rows && rows.Inputs[0].RowElements == width && !_release.IsSet)
        {
            Interlocked.Increment(ref _held);
            _release.Wait(CancellationToken.None);
        }
        return inner.RunAsync(batch, cancellationToken);
    }

    public override void Dispose()
    {
        _release.Dispose();
        inner.Dispose();
    }
}
