using InferenceKit.Sessions;
using InferenceKit.Sessions.Rows;
using Microsoft.Extensions.Time.Testing;

namespace InferenceKit.Tests.ControlPlane.Lifecycle.Loading.Trials;

/// <summary>A session, with an arena or not, of which each run takes a given time by a clock that else stands still.</summary>
internal sealed class ArenaSession(ModelSession inner, bool usesArena, TimeSpan run, FakeTimeProvider clock, Action? beforeRun = null) : ModelSession
{
    public bool HasOneRowPerRun { get; private set; }

    public override bool AllocatesFromArena => usesArena;

    public override ModelSignature Signature => HasOneRowPerRun ? inner.Signature.WithOneRowPerRun() : inner.Signature;

    public override void UseOneRowPerRun() => HasOneRowPerRun = true;

    public override RowBatch CreateRows(int capacity) => inner.CreateRows(capacity);

    public override ValueBatch CreateValues() => inner.CreateValues();

    public override ValueTask<RunOutcome> RunAsync(RunBatch batch, CancellationToken cancellationToken)
    {
        beforeRun?.Invoke();
        clock.Advance(run);
        return inner.RunAsync(batch, cancellationToken);
    }

    public override void Dispose() => inner.Dispose();
}
