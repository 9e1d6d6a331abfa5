using InferenceKit.DataPlane.Execution;
using InferenceKit.Runtime;
using InferenceKit.Sessions;

namespace InferenceKit.DataPlane.Batching;

/// <summary>One run, its callers while it goes on, and what they are told.</summary>
internal sealed partial class BatchRunner : IRunMembers
{
    private volatile bool _somebodyLeft;
    private Slot? _slot;

    // Counts the runs of this turn; a request has the number of the one that it is in.
    private int Run { get; set; }

    bool IRunMembers.SomebodyLeft => _somebodyLeft;

    long IRunMembers.LetGo(long now)
    {
        _somebodyLeft = false;
        var isOver = _limit <= now;
        var next = isOver ? long.MaxValue : _limit;
        var waits = false;
        foreach (var request in _taken)
        {
            if (request.State != RequestState.Running) continue;
            var isCancelled = request.Context.Cancellation.IsCancellationRequested;
            var isLate = request.Context.Deadline <= now;
            if (isCancelled || isLate || (isOver && request.Run == Run))
            {
                if (request.TryMove(RequestState.Running, RequestState.Left)) LetGo(request, isCancelled ? null : WhyStopped(isLate), now);
                continue;
            }
            next = Math.Min(next, request.Context.Deadline);
            waits |= request.Run == Run;
        }
        return waits ? next : IRunMembers.Nobody;
    }

    /// <summary>A caller gave up while its run goes on.</summary>
    public void NoteLeft() => _somebodyLeft = true;

    private InferenceFailure WhyStopped(bool isLate) =>
        isLate ? Failures.DeadlineWhileRunning(_version.Id) : Failures.RunTooLong(_version.Id, _version.MaxRunTime);

    private void LetGo(QueuedRequest request, InferenceFailure? failure, long now)
    {
        _version.Instruments.Runs.NoteAbandoned();
        if (failure is not null) _version.Breaker.Failed(failure.Error, now - _began, now, request.Context.IsTrial);
        Record(request, failure, isSuccess: false, now);
        request.Answer(failure);
    }

    /// <summary>Runs, with the scanner watching over the callers.</summary>
    private async ValueTask<RunOutcome> RunAsync(Slot slot, RunBatch batch, long began)
    {
        _limit = _version.EndOfRun(began, long.MaxValue);
        var end = Math.Min(_tightest, _limit);
        slot.Arm(batch, end, default, this);
        _shared.Scanner.NoteWaiting(end);
        var outcome = await SupervisedRun.RunAsync(_version.Session, batch).ConfigureAwait(false);
        slot.Disarm();
        return outcome;
    }

    // When the run has taken as long as a run may.
    private long _limit = long.MaxValue;

    // Of those who wait for a run; those who have been answered meanwhile included.
    private long _tightest = long.MaxValue;

    /// <summary>From here on it may be answered early.</summary>
    private void BeginRunning(QueuedRequest request)
    {
        request.MoveTo(RequestState.Running);
        if (request.Context.Deadline < _tightest) _tightest = request.Context.Deadline;
        if (!request.Context.Cancellation.CanBeCanceled) return;
        // A callback that came while it was being prepared has found it busy.
        Interlocked.MemoryBarrier();
        if (request.Context.Cancellation.IsCancellationRequested && request.TryMove(RequestState.Running, RequestState.Left))
            LetGo(request, null, _shared.Time.GetTimestamp());
    }

    /// <returns>Whether there is an answer to give.</returns>
    private bool TryDecode(QueuedRequest request, RunBatch batch)
    {
        try
        {
            Enter(request);
            if (request.Decode(_version, batch) is not { } invalid) return true;
            Fail(request, invalid);
            return false;
        }
#pragma warning disable CA1031 // User code: whatever it throws fails its own caller only.
        catch (Exception exception)
        {
            Fail(request, Failures.Decoding(_version.Id, exception));
            return false;
        }
#pragma warning restore CA1031
    }

    private void Succeed(QueuedRequest request, int rows, TimeSpan computeTime, long end)
    {
        // An answer after its deadline is none.
        if (end > request.Context.Deadline)
        {
            Fail(request, Failures.DeadlineWhileRunning(_version.Id));
            return;
        }
        _succeeded++;
        _answered++;
        _version.Breaker.Succeeded(end - _began, end, request.Context.IsTrial);
        request.Succeed(_slot!.NextPredictionId(), _version.Id, rows, _shared.ToTimeSpan(Math.Max(0, _began - request.Context.Arrival)), computeTime);
        if (request.Context.Deadline - end < _shared.Frequency / 100) request.MayBeLate = true;
        else Record(request, null, isSuccess: true, end);
        request.MoveTo(RequestState.Done);
    }

    private void FailRun(QueuedRequest request, RunOutcome outcome, bool wasTerminated)
    {
        if (!request.TryMove(RequestState.Running, RequestState.Reading)) return;
        Fail(request, wasTerminated || outcome.Status == RunStatus.Terminated
            ? WhyStopped(isLate: request.Context.Deadline <= _limit)
            : Failures.Running(_version.Id, outcome));
    }

    // It is Preparing or Reading, so nobody else answers it.
    private void Fail(QueuedRequest request, InferenceFailure failure)
    {
        _answered++;
        request.Fail(failure);
        var now = _shared.Time.GetTimestamp();
        _version.Breaker.Failed(failure.Error, now - _began, now, request.Context.IsTrial);
        Record(request, failure, isSuccess: false, now);
        request.MoveTo(RequestState.Done);
    }

    private void Record(QueuedRequest request, InferenceFailure? failure, bool isSuccess, long now)
    {
        if (_version.Instruments.Enabled) _scheduler.Record(request, failure, isSuccess, now);
    }

    /// <summary>User code runs in its own caller's execution context.</summary>
    private static void Enter(QueuedRequest request)
    {
        if (request.Execution is { } context) ExecutionContext.Restore(context);
    }
}
