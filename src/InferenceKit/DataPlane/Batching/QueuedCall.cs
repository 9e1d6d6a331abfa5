using System.Threading.Tasks.Sources;
using InferenceKit.Runtime;
using InferenceKit.Sessions;

namespace InferenceKit.DataPlane.Batching;

/// <summary>
/// A prediction or an inference in the queue, and what its caller awaits. Kept for the next request once its caller has read the
/// answer, so that waiting allocates nothing in steady state.
/// </summary>
internal sealed class QueuedCall<TCall, TValue> : QueuedRequest, IValueTaskSource<PredictionResult<TValue>>
    where TCall : struct, IInferenceCall<TValue>
{
    // The answer's parts are kept beside it, and put together on its caller's stack: it is large, and to copy it within the heap is slow.
    private ManualResetValueTaskSourceCore<bool> _source;
    private CancellationTokenRegistration _registration;
    private TCall _call;
    private TValue? _value;
    private InferenceFailure? _failure;
    private PredictionId _id;
    private ModelId? _model;
    private int _rowsOfRun;
    private TimeSpan _queueTime;
    private TimeSpan _computeTime;
    private bool _isCancelled;
    private bool _ownsInput;
    private bool _isFree;

    /// <summary>What the caller awaits; once.</summary>
    public ValueTask<PredictionResult<TValue>> Task => new(this, _source.Version);

    public static QueuedCall<TCall, TValue> Rent(TCall call, in RequestContext context, ServedVersion version)
    {
        var request = KeptObjects<QueuedCall<TCall, TValue>>.TryRent() ?? new();
        request.Begin(call, context, version);
        return request;
    }

    /// <summary>It never came into a queue.</summary>
    public void Recycle()
    {
        // A registration whose callback runs may still touch it.
        if (Reset()) KeptObjects<QueuedCall<TCall, TValue>>.Return(this);
    }

    private void Begin(TCall call, in RequestContext context, ServedVersion version)
    {
        _call = call;
        Context = context;
        Execution = ExecutionContext.Capture();
        Rows = _call.RowsFor(version);
        HasRows = Rows > 0;
        if (!HasRows) Rows = 1;
        Part = (0, Rows);
        Bytes = _call.BytesFor(version, Rows);
        _ownsInput = true;
        if (context.Cancellation.CanBeCanceled)
            _registration = context.Cancellation.UnsafeRegister(static r => ((QueuedCall<TCall, TValue>)r!).Leave(), this);
    }

    public override InferenceFailure? Append(ServedVersion version, RowBatch batch, out bool fits) =>
        _call.Append(version, batch, Part.Start, Part.Count, out fits);

    public override InferenceFailure? Encode(Slot slot, out RunBatch batch)
    {
        var failure = _call.Encode(slot, out batch);
        _ownsInput = false;
        return failure;
    }

    public override InferenceFailure? Decode(ServedVersion version, RunBatch batch)
    {
        if (batch is RowBatch rows)
        {
            _value = _call.DecodeRows(rows, FirstRow, Part.Start, Part.Count, Rows, _value);
            return _call.CheckRows(version, rows, FirstRow, Part.Count, _value);
        }
        _value = _call.Decode(batch);
        return _call.Check(version, batch, _value);
    }

    public override void Succeed(PredictionId id, ModelId model, int rowsOfRun, TimeSpan queueTime, TimeSpan computeTime) =>
        (_id, _model, _rowsOfRun, _queueTime, _computeTime) = (id, model, rowsOfRun, queueTime, computeTime);

    public override void Fail(InferenceFailure? failure)
    {
        if (_value is not null) _call.Discard(_value);
        if (failure is null) _isCancelled = true;
        else _failure = failure;
    }

    public override void Complete(bool onPool)
    {
        _isFree = State is RequestState.Done;
        _source.RunContinuationsAsynchronously = onPool;
        if (_isCancelled) _source.SetException(new OperationCanceledException(Context.Cancellation));
        else _source.SetResult(true);
    }

    PredictionResult<TValue> IValueTaskSource<PredictionResult<TValue>>.GetResult(short token)
    {
        try
        {
            _source.GetResult(token);
            if (MayBeLate && Queue!.EndNearDeadline(this) is { } late) Fail(late);
            return _failure is null ? new(_value!, new InferenceInfo(_id, _model!, _rowsOfRun, _queueTime, _computeTime, Context.Route)) : new(_failure);
        }
        finally
        {
            // In its caller's context, because it is user code. What shared a run was copied, and goes now as well.
            if (_ownsInput) _call.Refuse();
            // What its runner may still look at is left to the collector.
            if (_isFree && Reset()) KeptObjects<QueuedCall<TCall, TValue>>.Return(this);
        }
    }

    ValueTaskSourceStatus IValueTaskSource<PredictionResult<TValue>>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<PredictionResult<TValue>>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    private bool Reset()
    {
        if (Context.Cancellation.CanBeCanceled)
        {
            if (!_registration.Unregister()) return false;
            _registration = default;
        }
        _source.Reset();
        _call = default;
        _value = default;
        (_failure, _model) = (null, null);
        Context = default;
        Execution = null;
        (_isCancelled, _ownsInput, _isFree, MayBeLate) = (false, false, false, false);
        ShapeHash = 0;
        Queue = null;
        MoveTo(RequestState.Idle);
        return true;
    }
}
