using System.Threading.Tasks.Sources;
using InferenceKit.Runtime;
using InferenceKit.Sessions;

namespace InferenceKit.DataPlane.Batching;

/// <summary>A request for a slot, by a caller that will run many rows in it.</summary>
internal sealed class SlotRequest : QueuedRequest, IValueTaskSource<SlotAnswer>
{
    private ManualResetValueTaskSourceCore<SlotAnswer> _source = new() { RunContinuationsAsynchronously = true };
    private readonly CancellationTokenRegistration _registration;
    private SlotAnswer _answer;
    private bool _isCancelled;

    public SlotRequest(in RequestContext context)
    {
        Context = context;
        if (context.Cancellation.CanBeCanceled)
            _registration = context.Cancellation.UnsafeRegister(static r => ((SlotRequest)r!).Leave(), this);
    }

    /// <summary>The slot, or why there is none.</summary>
    public ValueTask<SlotAnswer> Task => new(this, _source.Version);

    public override bool TryKeep(Slot slot)
    {
        _answer = new(slot, null);
        MoveTo(RequestState.Done);
        Complete(onPool: true);
        return true;
    }

    public override InferenceFailure? Append(ServedVersion version, RowBatch batch, out bool fits) => throw new NotSupportedException();

    public override InferenceFailure? Encode(Slot slot, out RunBatch batch) => throw new NotSupportedException();

    public override InferenceFailure? Decode(ServedVersion version, RunBatch batch) => throw new NotSupportedException();

    public override void Succeed(PredictionId id, ModelId model, int rowsOfRun, TimeSpan queueTime, TimeSpan computeTime) => throw new NotSupportedException();

    public override void Fail(InferenceFailure? failure)
    {
        _isCancelled = failure is null;
        _answer = new(null, failure);
    }

    public override void Complete(bool onPool)
    {
        _registration.Unregister();
        if (_isCancelled) _source.SetException(new OperationCanceledException(Context.Cancellation));
        else _source.SetResult(_answer);
    }

    SlotAnswer IValueTaskSource<SlotAnswer>.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<SlotAnswer>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<SlotAnswer>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}
