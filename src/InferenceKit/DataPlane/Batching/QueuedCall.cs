using System.Threading.Tasks.Sources;
using InferenceKit.DataPlane.Execution;
using InferenceKit.DataPlane.Pipeline;
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
    // Continuations run on the thread that completes it: BackedPool moves those that must not.
    private ManualResetValueTaskSourceCore<bool> _source;
    private CancellationTokenRegistration _registration;
    private TCall _call;
    private Answer<TValue> _answer;
    private bool _isCancelled;
    private bool _ownsInput;
    private bool _isFree;

    /// <summary>What the caller awaits; once.</summary>
    public ValueTask<PredictionResult<TValue>> Task => new(this, _source.Version);

    public static QueuedCall<TCall, TValue> Rent(TCall call, in RequestContext context)
    {
        var request = KeptObjects<QueuedCall<TCall, TValue>>.TryRent() ?? new();
        request.Begin(call, context);
        return request;
    }

    /// <summary>It never came into a queue.</summary>
    public void Recycle()
    {
        // A registration whose callback runs may still touch it.
        if (Reset()) KeptObjects<QueuedCall<TCall, TValue>>.Return(this);
    }

    private void Begin(TCall call, in RequestContext context)
    {
        _call = call;
        Context = context;
        QueuedAt = context.Arrival;
        Execution = ExecutionContext.Capture();
        _ownsInput = true;
        // The object is not used again while the callback runs: see Reset.
        if (context.Cancellation.CanBeCanceled)
            _registration = context.Cancellation.UnsafeRegister(static r => Unregistered((QueuedCall<TCall, TValue>)r!), this);

        static void Unregistered(QueuedCall<TCall, TValue> request) => request.Leave(request.Ticket);
    }

    public override RunBatch BatchIn(Slot slot) => _call.BatchIn(slot);

    public override InferenceFailure? Encode(ServedVersion version, RunBatch batch)
    {
        var failure = RunExecutor.Encode<TCall, TValue>(ref _call, version, batch, ref Range);
        // A run of its own has taken what memory it owns.
        if (failure is null && batch is ValueBatch) _ownsInput = false;
        return failure;
    }

    public override InferenceFailure? Decode(ServedVersion version, RunBatch batch) =>
        RunExecutor.Decode<TCall, TValue>(ref _call, version, batch, Range, ref _answer.Value);

    public override void Succeed(PredictionId id, ModelId model, int rowsOfRun, TimeSpan queueTime, TimeSpan computeTime) =>
        (_answer.Id, _answer.Model, _answer.RowsOfRun, _answer.QueueTime, _answer.ComputeTime) = (id, model, rowsOfRun, queueTime, computeTime);

    public override void Fail(InferenceFailure? failure)
    {
        if (_answer.Value is not null) _call.Discard(_answer.Value);
        _answer.Value = default;
        if (failure is null) _isCancelled = true;
        else _answer.Failure = failure;
    }

    public override void Complete()
    {
        _isFree = State is RequestState.Done;
        EndHold();
        if (_isCancelled) _source.SetException(new OperationCanceledException(Context.Cancellation));
        else _source.SetResult(true);
    }

    PredictionResult<TValue> IValueTaskSource<PredictionResult<TValue>>.GetResult(short token)
    {
        try
        {
            _source.GetResult(token);
            if (MayBeLate && Queue!.Outcomes.EndNearDeadline(this) is { } late) Fail(late);
            return _answer.ToResult(Context.Route);
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

    protected override CallSize Measure(ServedVersion version) => _call.SizeFor(version);

    private bool Reset()
    {
        if (Context.Cancellation.CanBeCanceled)
        {
            if (!_registration.Unregister()) return false;
            _registration = default;
        }
        // First: from here on a thread that knows this use changes nothing.
        EndUse();
        _source.Reset();
        _call = default;
        _answer = default;
        Context = default;
        Execution = null;
        (_isCancelled, _ownsInput, _isFree, MayBeLate) = (false, false, false, false);
        (ShapeHash, Members) = (0, null);
        Queue = null;
        return true;
    }
}
