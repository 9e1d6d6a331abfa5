using InferenceKit.Sessions;

namespace InferenceKit.Testing;

/// <summary>
/// A model without ONNX Runtime whose runs a test controls: what they compute, when they end, how they fail.
/// Input <c>x</c> and output <c>y</c> are <c>Float32[batch, n]</c>. Thread-safe.
/// </summary>
public sealed class FakeModel
{
    private readonly FakeRun _run;

    private readonly Lock _lock = new();

    // Tests change both while runs on other threads read them.
    private volatile ManualResetEventSlim? _hold;
    private volatile Exception? _failure;
    private int _holds;
    private int _runs;
    private int _started;
    private int _terminations;
    private int _sessionsAlive;

    /// <summary>Makes a model.</summary>
    /// <param name="inputs">Elements in a row of <c>x</c>.</param>
    /// <param name="outputs">Elements in a row of <c>y</c>.</param>
    /// <param name="run">What it computes for each row; called on the thread of the run. An exception fails the run.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number of elements is negative.</exception>
    public FakeModel(int inputs, int outputs, FakeRun run)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(inputs);
        ArgumentOutOfRangeException.ThrowIfNegative(outputs);
        ArgumentNullException.ThrowIfNull(run);
        _run = run;
        Signature = new(
            [new ValueSpec("x", ValueKind.Tensor, ElementType.Float32, [null, inputs], ["batch", null])],
            [new ValueSpec("y", ValueKind.Tensor, ElementType.Float32, [null, outputs], ["batch", null])]);
    }

    /// <summary>The signature of every version of this model.</summary>
    public ModelSignature Signature { get; }

    /// <summary>Whether a held run ends when it is asked to, as a run does between nodes. Default: true.</summary>
    public bool StopsWhenAsked { get; set; } = true;

    /// <summary>Runs that have begun, of any number of rows.</summary>
    public int RunsStarted => Volatile.Read(ref _started);

    /// <summary>Runs that have ended, with success or failure.</summary>
    public int RunsEnded => Volatile.Read(ref _runs);

    /// <summary>Times a run was asked to stop.</summary>
    public int Terminations => Volatile.Read(ref _terminations);

    /// <summary>Sessions loaded and not yet disposed.</summary>
    public int SessionsAlive => Volatile.Read(ref _sessionsAlive);

    /// <summary>
    /// Makes every run wait after its start until the result is disposed. Holds nest: where there are several, runs wait until all are disposed.
    /// </summary>
    public IDisposable Hold()
    {
        var hold = new ManualResetEventSlim(false);
        lock (_lock)
        {
            // One event for all holds at a time: a run that waits already waits for the later ones, too.
            if (_holds++ == 0) _hold = hold;
        }
        return new Release(this);
    }

    /// <summary>Makes every run fail with this exception; null to let them succeed again.</summary>
    public void FailWith(Exception? failure) => _failure = failure;

    internal ModelSession CreateSession()
    {
        Interlocked.Increment(ref _sessionsAlive);
        return new FakeSession(this);
    }

    internal void CountTermination() => Interlocked.Increment(ref _terminations);

    internal void SessionDisposed() => Interlocked.Decrement(ref _sessionsAlive);

    internal RunOutcome Run(FakeRowBatch batch)
    {
        Interlocked.Increment(ref _started);
        try
        {
            // Each field is read once: a test may change it during the run.
            if (_hold is { } hold)
            {
                var stopped = StopsWhenAsked ? WaitHandle.WaitAny([hold.WaitHandle, batch.Stop.WaitHandle]) : WaitHandle.WaitAny([hold.WaitHandle]);
                if (stopped == 1) return new(RunStatus.Terminated);
            }
            if (_failure is { } failure) return new(RunStatus.Failed, failure.Message, failure);
            for (var row = 0; row < batch.Rows; row++) _run(batch.InputRow(row), batch.OutputRow(row));
            return RunOutcome.Completed;
        }
#pragma warning disable CA1031 // As with a real model, what goes wrong in a run is its outcome.
        catch (Exception exception)
        {
            return new(RunStatus.Failed, exception.Message, exception);
        }
#pragma warning restore CA1031
        finally
        {
            Interlocked.Increment(ref _runs);
        }
    }

    private void EndHold()
    {
        lock (_lock)
        {
            if (--_holds > 0) return;
            // Not disposed: a run may wait on it at this moment.
            _hold!.Set();
            _hold = null;
        }
    }

    private sealed class Release(FakeModel model) : IDisposable
    {
        private int _disposed;

        public void Dispose()
        {
            // Once: a hold that is disposed twice must not end another.
            if (Interlocked.Exchange(ref _disposed, 1) == 0) model.EndHold();
        }
    }
}
