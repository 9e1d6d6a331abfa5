using InferenceKit.DataPlane.Batching.Forming;
using InferenceKit.DataPlane.Execution;
using InferenceKit.DataPlane.Pipeline;
using InferenceKit.Serving;
using InferenceKit.Serving.Leasing;
using InferenceKit.Sessions;

namespace InferenceKit.DataPlane.Batching.Queue;

/// <summary>
/// One request that cannot run at once: where it waits, and how it takes part in a run. See <see cref="RequestState"/> for which thread may
/// do what when.
/// </summary>
/// <remarks>
/// The object is used again for other requests. Its state holds a ticket that changes with each use, so that a thread which knows it from
/// an earlier use, as one that was told of a cancellation does, changes nothing.
/// </remarks>
internal abstract class QueuedRequest : QueueEntry, IPoolItem
{
    private const int StateBits = 3, StateMask = (1 << StateBits) - 1;
    private int _state;
    private BatchScheduler? _queue;

    public RequestContext Context;

    /// <summary>The run that has it; written before it is Running.</summary>
    public BatchMembers? Members;

    /// <summary>Which of its batch's runs has it.</summary>
    public int Run;

    /// <summary>What is known of its rows' shapes; 0 for nothing.</summary>
    public int ShapeHash;

    /// <summary>The rows that its next run takes.</summary>
    public RowRange Range;

    /// <summary>The version that answers all of its rows, once it has answered some; held until the request ends.</summary>
    public ServedVersion? Held;

    /// <summary>How many rows it has that run whole although they were taken for rows at first; 0 for none.</summary>
    public int WholeRows { get; protected set; }

    /// <summary>The execution context of its caller; the only one its user code runs in. Null where the caller suppressed the flow.</summary>
    public ExecutionContext? Execution { get; protected set; }

    public int Priority => Context.Options?.Priority ?? 0;

    /// <summary>What it is for the version that it waits for.</summary>
    public CallSize Size { get; protected set; } = CallSize.OneRow;

    /// <summary>Whether each of its rows is a request of its own: a run takes as many of them as it has room for, and one that may not share a run takes one.</summary>
    public virtual bool HasIndependentRows => false;

    /// <summary>Whether its run may take some of its rows and leave the others to the next.</summary>
    public bool IsDivisible => Size.HasRows && Range.Total > 1;

    /// <summary>Whether it may still be late for its caller, which then looks and says how it ended.</summary>
    public bool MayBeLate { get; set; }

    public int State => Volatile.Read(ref _state) & StateMask;

    /// <summary>Tells this use of the object from others.</summary>
    public int Ticket => Volatile.Read(ref _state) >> StateBits;

    /// <summary>The queue that it waits in or was taken from; changed under that queue's lock.</summary>
    public BatchScheduler? Queue
    {
        get => Volatile.Read(ref _queue);
        set => Volatile.Write(ref _queue, value);
    }

    /// <summary>Moves on, where no other thread may at the time.</summary>
    public void MoveTo(int state) => Volatile.Write(ref _state, (_state & ~StateMask) | state);

    /// <summary>Moves on if no other thread was sooner; for the thread that the request belongs to.</summary>
    public bool TryMove(int from, int to) => TryMove(Ticket, from, to);

    /// <summary>Moves on if this is still the use of a ticket, and no other thread was sooner.</summary>
    public bool TryMove(int ticket, int from, int to)
    {
        var expected = (ticket << StateBits) | from;
        return Interlocked.CompareExchange(ref _state, (ticket << StateBits) | to, expected) == expected;
    }

    /// <summary>Measures it for a version, before it waits for that.</summary>
    public void SizeFor(ServedVersion version)
    {
        Size = Measure(version);
        WholeRows = 0;
        // What has begun goes on where it was.
        if (Held is null) Range = new() { Total = Size.Rows, Count = Size.Rows };
        else Range.Count = Range.Total - Range.Start;
    }

    /// <summary>It runs by itself, and whole, from now on: rows were found to depend on each other.</summary>
    public void StayWhole()
    {
        WholeRows = Range.Total;
        (Size, Range) = (CallSize.Alone(Size.ExtraBytes), RowRange.One);
    }

    /// <summary>Its caller has given up, if this is still the use of a ticket.</summary>
    public void Leave(int ticket)
    {
        // Between two queues it has none, and the next one looks at the token.
        while (Queue is { } queue)
        {
            if (queue.TryCancel(this, ticket)) return;
            if (Queue == queue) break;
        }
        if (!TryMove(ticket, RequestState.Running, RequestState.Left)) return;
        // The request is this thread's now. Its batch may be over at any time, and its runner have another: then the mark costs one needless check.
        var waitedIn = Queue!;
        Members!.NoteLeaver();
        waitedIn.NoteLeaver(this);
        Answer(null, waitedIn.Pool);
    }

    /// <summary>Answers it, while it waits or its run goes on, on another thread.</summary>
    /// <param name="failure">Why, or null because its caller cancelled.</param>
    /// <param name="pool">Where its caller goes on.</param>
    public void Answer(InferenceFailure? failure, BackedPool pool)
    {
        Fail(failure);
        pool.Queue(this);
    }

    void IPoolItem.Execute() => Complete();

    /// <summary>The buffers of a slot for a run that it does not share.</summary>
    public abstract RunBatch BatchIn(Slot slot);

    /// <summary>Encodes the rows of its range after those that the batch has; the range receives how many fit. Never throws.</summary>
    /// <returns>Null, or why it does not suit the version.</returns>
    public abstract InferenceFailure? Encode(ServedVersion version, RunBatch batch);

    /// <summary>Decodes its range after a completed run, and compares it with the version's rules. Never throws.</summary>
    /// <returns>Null, or why there is no answer.</returns>
    public abstract InferenceFailure? Decode(ServedVersion version, RunBatch batch);

    /// <summary>What the failure of its range is for it. Not asked for runs that were stopped: those are the end.</summary>
    public virtual FailureEffect OnFailure(InferenceFailure failure) => FailureEffect.Fail;

    /// <summary>The rows of its range have their answers: whether there are more.</summary>
    public virtual bool TryGoOn()
    {
        if (!Range.HasMore) return false;
        Range.Start += Range.Count;
        Range.Count = Range.Total - Range.Start;
        return true;
    }

    /// <summary>Notes what its caller is told of the run.</summary>
    public abstract void Succeed(PredictionId id, ModelId model, int rowsOfRun, TimeSpan queueTime, TimeSpan computeTime);

    /// <summary>Notes a failure, or with null the caller's own cancellation, as the answer.</summary>
    public abstract void Fail(InferenceFailure? failure);

    /// <summary>Lets its caller go on with the answer that was noted, on this thread. No other code may touch it afterwards.</summary>
    public abstract void Complete();

    /// <summary>What the request is for a version.</summary>
    protected abstract CallSize Measure(ServedVersion version);

    /// <summary>Gives the version back that answered its rows.</summary>
    protected void EndHold()
    {
        Held?.EndHold();
        Held = null;
    }

    /// <summary>Begins the next use; threads that know the present one change nothing any more.</summary>
    protected void EndUse() => Volatile.Write(ref _state, unchecked((Ticket + 1) << StateBits) | RequestState.Idle);
}
