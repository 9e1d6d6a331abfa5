using System.Threading.Tasks.Sources;
using InferenceKit.DataPlane.Calls;
using InferenceKit.DataPlane.Execution;
using InferenceKit.DataPlane.Pipeline;
using InferenceKit.Serving;
using InferenceKit.Serving.Leasing;
using InferenceKit.Sessions;
using InferenceKit.Sessions.Rows;

namespace InferenceKit.DataPlane.Batching.Queue;

/// <summary>
/// Many rows of one call. It waits in the queue like any other, is taken with as many rows as a run may have, and goes back to the queue's end for the
/// next ones: so it shares runs with other requests, and holds none of them up for longer than one run.
/// </summary>
/// <remarks>
/// A run with a bad row fails as a whole. The part is then run again in smaller parts, until the row is alone; parts are as large as before
/// after it.
/// </remarks>
internal sealed class ManyRequest<TIn, TOut> : QueuedRequest, IValueTaskSource<ManyOutcome>
{
    // A failed run costs ten times one that succeeds; two parts would fail more often.
    private const int Parts = 8;

    private readonly ManyRows<TIn, TOut> _rows;
    private readonly Func<InferenceFailure, bool> _isForFallback;
    private ManualResetValueTaskSourceCore<ManyOutcome> _source;
    private readonly CancellationTokenRegistration _registration;
    private List<(int Row, InferenceFailure Failure)>? _failed;
    private InferenceFailure? _failure;
    private ModelVersion? _version;
    private bool _isCancelled;
    // Rows before this one run in parts of that size, after a part with them failed.
    private int _narrowUntil;
    private int _narrow;
    private bool _hasFailedAlone;
    private bool _isFinal;
    private int _badRow = -1;

    /// <param name="rows">The rows.</param>
    /// <param name="context">The request; its deadline is for all rows.</param>
    /// <param name="isForFallback">Whether a row that fails so may be answered otherwise; the others go on then.</param>
    public ManyRequest(ManyRows<TIn, TOut> rows, in RequestContext context, Func<InferenceFailure, bool> isForFallback)
    {
        (_rows, _isForFallback) = (rows, isForFallback);
        Context = context;
        QueuedAt = context.Arrival;
        Execution = ExecutionContext.Capture();
        if (context.Cancellation.CanBeCanceled)
            _registration = context.Cancellation.UnsafeRegister(static r => ((ManyRequest<TIn, TOut>)r!).Leave(((ManyRequest<TIn, TOut>)r!).Ticket), this);
    }

    /// <summary>It never came into a queue.</summary>
    public void Drop() => _registration.Unregister();

    /// <summary>How it ended.</summary>
    public ValueTask<ManyOutcome> Task => new(this, _source.Version);

    public override bool HasIndependentRows => true;

    public override RunBatch BatchIn(Slot slot) => slot.Buffers.Single;

    public override InferenceFailure? Encode(ServedVersion version, RunBatch batch)
    {
        if (Range.Start < _narrowUntil) Range.Count = Math.Min(Range.Count, Math.Min(_narrow, _narrowUntil - Range.Start));
        var before = batch.Rows;
        if (_rows.Encode(version, (RowBatch)batch, ref Range) is not { } failure) return null;
        batch.RemoveFrom(before);
        Range.Count = 1;
        return failure;
    }

    public override InferenceFailure? Decode(ServedVersion version, RunBatch batch)
    {
        _version = version.Id.Version;
        for (var i = 0; i < Range.Count; i++)
        {
            if (_rows.Decode(version, (RowBatch)batch, Range.FirstInRun + i, Range.Start + i) is not { } failure) continue;
            if (TryLeaveToFallback(Range.Start + i, failure)) continue;
            // It is known which row it is.
            (_isFinal, _badRow) = (true, Range.Start + i);
            return failure;
        }
        return null;
    }

    public override FailureEffect OnFailure(InferenceFailure failure)
    {
        if (_isFinal) return FailureEffect.Fail;
        if (Range.Count > 1)
        {
            if (Range.Start >= _narrowUntil) _hasFailedAlone = false;
            (_narrowUntil, _narrow) = (Math.Max(_narrowUntil, Range.Start + Range.Count), (Range.Count + Parts - 1) / Parts);
            return FailureEffect.RunAgain;
        }
        _hasFailedAlone = true;
        if (TryLeaveToFallback(Range.Start, failure)) return FailureEffect.GoOn;
        _badRow = Range.Start;
        return FailureEffect.Fail;
    }

    public override bool TryGoOn()
    {
        var wasNarrow = Range.Start < _narrowUntil;
        var hasMore = base.TryGoOn();
        if (wasNarrow && (!hasMore || Range.Start >= _narrowUntil))
        {
            // Rows that fail together and succeed alone: the model declares rows, and cannot take several.
            if (!_hasFailedAlone) Queue!.LearnFailure(failedAll: false, failedNone: true);
            _narrow = 0;
        }
        return hasMore;
    }

    public override void Succeed(PredictionId id, ModelId model, int rowsOfRun, TimeSpan queueTime, TimeSpan computeTime) => _version = model.Version;

    public override void Fail(InferenceFailure? failure)
    {
        _isCancelled = failure is null;
        _failure = failure is not null && _badRow >= 0 ? ManyRows<TIn, TOut>.AtRow(_badRow, failure) : failure;
    }

    public override void Complete()
    {
        _registration.Unregister();
        EndHold();
        if (_isCancelled) _source.SetException(new OperationCanceledException(Context.Cancellation));
        else _source.SetResult(new(_version, _failure, Range.Start, _failed ?? []));
    }

    ManyOutcome IValueTaskSource<ManyOutcome>.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<ManyOutcome>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<ManyOutcome>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    protected override CallSize Measure(ServedVersion version) => new(_rows.Count, true, 0);

    private bool TryLeaveToFallback(int row, InferenceFailure failure)
    {
        if (!_isForFallback(failure)) return false;
        (_failed ??= []).Add((row, failure));
        return true;
    }
}
