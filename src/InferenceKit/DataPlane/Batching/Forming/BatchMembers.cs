using InferenceKit.DataPlane.Batching.Queue;
using InferenceKit.Serving;
using InferenceKit.Serving.Leasing;
using InferenceKit.Sessions;

namespace InferenceKit.DataPlane.Batching.Forming;

/// <summary>
/// The requests of one batch of a queue, while they run: each is answered once, by its run, or before that because its time is over, its
/// caller gave up, or its run does not end.
/// </summary>
/// <remarks>
/// The thread of the run and the one that answers early meet in the state of each request: out of Running, the first one moves it.
/// </remarks>
internal sealed class BatchMembers : IRunMembers
{
    private readonly List<QueuedRequest> _requests = [];
    private BatchScheduler _scheduler = null!;
    private ServedVersion _version = null!;
    private BatchServices _shared = null!;
    private volatile bool _hasLeavers;
    // Written while the slot is held, and read after its return.
    private bool _isAbandoned;
    // When the run in flight has taken as long as a run may.
    private long _limit = long.MaxValue;
    // Of those that wait for a run; those that have been answered meanwhile included.
    private long _tightest = long.MaxValue;
    private int _answered;

    /// <summary>What took it from the queue.</summary>
    public required BatchRunner Runner { get; init; }

    /// <summary>What the batch took, in order.</summary>
    public List<QueuedRequest> Requests => _requests;

    /// <summary>When the batch began.</summary>
    public long Began { get; private set; }

    /// <summary>Counts the runs of the batch; a request has the number of the one that it is in.</summary>
    public int Run { get; private set; }

    /// <summary>Whether its run was stopped, did not end, and has lost its slot.</summary>
    public bool IsAbandoned => _isAbandoned;

    bool IRunMembers.HasLeavers => _hasLeavers;

    /// <summary>Begins a batch, before its requests are taken.</summary>
    public void Begin(BatchScheduler scheduler, ServedVersion version, BatchServices shared, long now)
    {
        (_scheduler, _version, _shared) = (scheduler, version, shared);
        (Began, _answered, _tightest, _isAbandoned) = (now, 0, long.MaxValue, false);
    }

    /// <summary>Forgets all, before the next use.</summary>
    public void Clear()
    {
        _requests.Clear();
        (_scheduler, _version, _shared) = (null!, null!, null!);
    }

    /// <summary>Begins a run of some of the requests.</summary>
    public void BeginRun() => Run++;

    /// <summary>When a run that begins now must be over, for its members and by the longest that a run may take.</summary>
    public long EndOfRun(long now)
    {
        _limit = _version.EndOfRun(now, long.MaxValue);
        return Math.Min(_tightest, _limit);
    }

    /// <summary>A caller gave up while its run goes on.</summary>
    public void NoteLeaver() => _hasLeavers = true;

    /// <summary>Encodes a request's rows, in its caller's context.</summary>
    /// <returns>False where it failed and has its answer.</returns>
    public bool TryEncode(QueuedRequest request, RunBatch batch)
    {
        Enter(request);
        if (request.Encode(_version, batch) is not { } refused) return true;
        Fail(request, refused);
        return false;
    }

    /// <summary>It is encoded, or waits for the batch's next run: from here on it may be answered early.</summary>
    public void BeginRunning(QueuedRequest request)
    {
        request.Members = this;
        if (request.Context.Deadline < _tightest) _tightest = request.Context.Deadline;
        request.MoveTo(RequestState.Running);
        if (!request.Context.Cancellation.CanBeCanceled) return;
        // A callback that came while it was being prepared has found it busy.
        Interlocked.MemoryBarrier();
        if (request.Context.Cancellation.IsCancellationRequested && request.TryMove(RequestState.Running, RequestState.Left))
            AnswerEarly(request, null, _shared.Time.GetTimestamp());
    }

    /// <summary>Reads the answers of a completed run: a few at a time, so that what was read is still near, and the clock is asked once for them.</summary>
    /// <param name="group">The requests that were in it.</param>
    /// <param name="from">The first of them.</param>
    /// <param name="count">How many.</param>
    /// <param name="batch">The run.</param>
    /// <param name="slot">Where it ran.</param>
    /// <param name="began">When it began.</param>
    /// <returns>How many have an answer.</returns>
    public int Decode(List<QueuedRequest> group, int from, int count, RunBatch batch, Slot slot, long began)
    {
        const int Few = 16;
        var succeeded = 0;
        for (var i = from; i < from + count; i += Few)
        {
            var end = Math.Min(i + Few, from + count);
            for (var j = i; j < end; j++)
            {
                var request = group[j];
                if (!request.TryMove(RequestState.Running, RequestState.Reading)) continue;
                Enter(request);
                if (request.Decode(_version, batch) is { } failure) Fail(request, failure);
            }
            var now = _shared.Time.GetTimestamp();
            var computeTime = _shared.ToTimeSpan(now - began);
            for (var j = i; j < end; j++)
            {
                if (group[j].State != RequestState.Reading) continue;
                Succeed(group[j], batch.Rows, computeTime, slot, now);
                succeeded++;
            }
        }
        return succeeded;
    }

    /// <summary>A run failed, and this request with it.</summary>
    public void FailRun(QueuedRequest request, RunOutcome outcome)
    {
        if (!request.TryMove(RequestState.Running, RequestState.Reading)) return;
        if (outcome.Status == RunStatus.Terminated) End(request, WhyStopped(isLate: request.Context.Deadline <= _limit));
        else Fail(request, Failures.Running(_version.Id, outcome));
    }

    /// <summary>Fails a request that is Preparing or Reading, so that no other thread answers it; unless it goes on.</summary>
    public void Fail(QueuedRequest request, InferenceFailure failure)
    {
        switch (request.OnFailure(failure))
        {
            case FailureEffect.RunAgain:
                GoOn(request);
                break;
            case FailureEffect.GoOn:
                if (request.TryGoOn()) GoOn(request);
                else Succeed(request, 1, TimeSpan.Zero, null, _shared.Time.GetTimestamp());
                break;
            default:
                End(request, failure);
                break;
        }
    }

    /// <summary>No request may be left without an answer, whatever went wrong.</summary>
    public void FailRest(Exception? exception)
    {
        if (_answered == _requests.Count) return;
        foreach (var request in _requests)
        {
            if (request.State is RequestState.Done or RequestState.Left or RequestState.Unfinished) continue;
            if (request.State == RequestState.Running && !request.TryMove(RequestState.Running, RequestState.Reading)) continue;
            End(request, new(InferenceError.ExecutionFailed, $"{_version.Id}: the run failed ({exception?.GetType().Name ?? "it was left out"}).") { Model = _version.Id, Cause = exception });
        }
    }

    long IRunMembers.AnswerOverdue(long now)
    {
        _hasLeavers = false;
        var isOver = _limit <= now;
        var next = isOver ? long.MaxValue : _limit;
        var waits = false;
        foreach (var request in _requests)
        {
            if (request.State != RequestState.Running) continue;
            // A copy: asked in its field, the token's source is read twice.
            var cancellation = request.Context.Cancellation;
            var isCancelled = cancellation.IsCancellationRequested;
            var isLate = request.Context.Deadline <= now;
            if (isCancelled || isLate || (isOver && request.Run == Run))
            {
                if (request.TryMove(RequestState.Running, RequestState.Left)) AnswerEarly(request, isCancelled ? null : WhyStopped(isLate), now);
                continue;
            }
            next = Math.Min(next, request.Context.Deadline);
            waits |= request.Run == Run;
        }
        return waits ? next : IRunMembers.NoneWaiting;
    }

    void IRunMembers.Abandon(long now)
    {
        // The thread of the run may come back at any time, or never, and must touch nothing that is others' by then.
        _isAbandoned = true;
        foreach (var request in _requests)
        {
            // Of other shapes, for the next run.
            if (request.TryMove(RequestState.Running, RequestState.Left)) AnswerEarly(request, Failures.BehindStuckRun(_version.Id), now);
            else if (request.State == RequestState.Done)
            {
                // Of a run before this one: its answer was to go out at the end of the batch. Its runner may still read it, so it is not kept.
                request.MoveTo(RequestState.Left);
                _shared.Pool.Queue(request);
            }
            else if (request.State == RequestState.Unfinished)
            {
                request.MoveTo(RequestState.Left);
                AnswerEarly(request, Failures.BehindStuckRun(_version.Id), now);
            }
        }
    }

    void IRunMembers.OnReplaced(long now) => _scheduler.Runners.GiveUp(Runner, now - Began);

    private void Succeed(QueuedRequest request, int rows, TimeSpan computeTime, Slot? slot, long end)
    {
        // An answer after the deadline counts as a failure.
        if (end > request.Context.Deadline)
        {
            End(request, Failures.DeadlineWhileRunning(_version.Id));
            return;
        }
        if (request.IsDivisible && request.TryGoOn())
        {
            GoOn(request);
            return;
        }
        _answered++;
        // Many rows take long, which makes none of them slow.
        _version.Breaker.Succeeded(request.IsDivisible ? 0 : end - Began, end, request.Context.IsTrial);
        request.Succeed(slot?.NextPredictionId() ?? default, _version.Id, rows, _shared.ToTimeSpan(Math.Max(0, Began - request.Context.Arrival)), computeTime);
        if (request.Context.Deadline - end < _shared.Frequency / 100) request.MayBeLate = true;
        else Record(request, null, isSuccess: true, end);
        request.MoveTo(RequestState.Done);
    }

    // The same version has to answer its other rows; it cannot go while this one's slot is held.
    private void GoOn(QueuedRequest request)
    {
        if (request.Held is null)
        {
            _version.Hold();
            request.Held = _version;
        }
        _answered++;
        request.MoveTo(RequestState.Unfinished);
    }

    private void End(QueuedRequest request, InferenceFailure failure)
    {
        _answered++;
        request.Fail(failure);
        var now = _shared.Time.GetTimestamp();
        _version.Breaker.Failed(failure.Error, now - Began, now, request.Context.IsTrial);
        Record(request, failure, isSuccess: false, now);
        request.MoveTo(RequestState.Done);
    }

    private void AnswerEarly(QueuedRequest request, InferenceFailure? failure, long now)
    {
        _version.Instruments.Runs.NoteAbandoned();
        if (failure is not null) _version.Breaker.Failed(failure.Error, now - Began, now, request.Context.IsTrial);
        Record(request, failure, isSuccess: false, now);
        request.Answer(failure, _shared.Pool);
    }

    private InferenceFailure WhyStopped(bool isLate) =>
        isLate ? Failures.DeadlineWhileRunning(_version.Id) : Failures.RunTooLong(_version.Id, _version.MaxRunTime);

    private void Record(QueuedRequest request, InferenceFailure? failure, bool isSuccess, long now)
    {
        if (_version.Instruments.Enabled) _scheduler.Outcomes.Record(request, failure, isSuccess, now);
    }

    // User code runs in its own caller's execution context.
    private static void Enter(QueuedRequest request)
    {
        if (request.Execution is { } context) ExecutionContext.Restore(context);
    }
}
