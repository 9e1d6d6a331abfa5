using InferenceKit.Runtime;
using InferenceKit.Sessions;

namespace InferenceKit.DataPlane.Batching;

/// <summary>
/// One request that cannot run at once: its place in the queue, and how it takes part in a run. See <see cref="RequestState"/> for
/// who may do what when.
/// </summary>
internal abstract class QueuedRequest
{
    private int _state;
    private BatchScheduler? _queue;

    public RequestContext Context;

    // Links of the lane it waits in; under its queue's lock.
    public QueuedRequest? Next;
    public QueuedRequest? Previous;
    public RequestLane? Lane;

    /// <summary>The part of its queue that it waits in.</summary>
    public QueueShard? Shard;

    /// <summary>Who runs it.</summary>
    public BatchRunner? Runner;

    /// <summary>Which of its runner's runs has it.</summary>
    public int Run;

    /// <summary>Its first row in the run.</summary>
    public int FirstRow;

    /// <summary>What is known of its rows' shapes; 0 for nothing.</summary>
    public int ShapeHash;

    /// <summary>The execution context of its caller; the only one its user code runs in. Null where the caller suppressed the flow.</summary>
    public ExecutionContext? Execution { get; protected set; }

    public int Priority => Context.Options?.Priority ?? 0;

    /// <summary>Its rows; 1 where they are not counted.</summary>
    public int Rows { get; protected set; } = 1;

    /// <summary>About how many bytes its inputs have beyond those of as many rows as the model declares them.</summary>
    public long Bytes { get; protected set; }

    /// <summary>Whether it comes as rows, that may share a run with others'; otherwise it runs by itself.</summary>
    public bool HasRows { get; protected set; }

    public int State => Volatile.Read(ref _state);

    /// <summary>Moves on, where nobody else may at the time.</summary>
    public void MoveTo(int state) => Volatile.Write(ref _state, state);

    /// <summary>Moves on if nobody was sooner.</summary>
    public bool TryMove(int from, int to) => Interlocked.CompareExchange(ref _state, to, from) == from;

    /// <summary>The queue that it waits in or was taken from; changed under that queue's lock.</summary>
    public BatchScheduler? Queue
    {
        get => Volatile.Read(ref _queue);
        set => Volatile.Write(ref _queue, value);
    }

    /// <summary>Its caller has given up.</summary>
    protected void Leave()
    {
        // Between two queues it has none, and the next one looks at the token.
        while (Queue is { } queue)
        {
            if (queue.TryCancel(this)) return;
            if (Queue == queue) break;
        }
        if (!TryMove(RequestState.Running, RequestState.Left)) return;
        // From here on its runner does not care for it, and may be another's any time.
        Runner!.NoteLeft();
        Queue!.NoteLeft(this);
        Answer(null);
    }

    /// <summary>Its caller gave up while it was put into a queue, if it is still the request of this token.</summary>
    public void LeaveIf(CancellationToken cancellation)
    {
        if (Context.Cancellation == cancellation) Leave();
    }

    /// <summary>Answers it, while it waits or its run goes on, on the thread pool.</summary>
    /// <param name="failure">Why, or null because its caller cancelled.</param>
    public void Answer(InferenceFailure? failure)
    {
        Fail(failure);
        Complete(onPool: true);
    }

    /// <summary>The rows of it that the next run takes: all, or a part of a request larger than a run may be.</summary>
    public (int Start, int Count) Part;

    /// <summary>Encodes the rows of its part after those that the batch has. May run user code and throw.</summary>
    /// <returns>Null, or why it does not suit the version.</returns>
    public abstract InferenceFailure? Append(ServedVersion version, RowBatch batch, out bool fits);

    /// <summary>Encodes it whole for a run of its own, which takes what memory it owns. May run user code and throw.</summary>
    /// <returns>Null, or why it does not suit the version.</returns>
    public abstract InferenceFailure? Encode(Slot slot, out RunBatch batch);

    /// <summary>Decodes its part after a completed run, and holds it against the version's rules. May run user code and throw.</summary>
    /// <returns>Null, or why the answer is none.</returns>
    public abstract InferenceFailure? Decode(ServedVersion version, RunBatch batch);

    /// <summary>Takes the slot instead of a run, if that is what it came for; it gives it back.</summary>
    public virtual bool TryKeep(Slot slot) => false;

    /// <summary>Notes what was decoded as the answer, and what its caller is told of the run.</summary>
    public abstract void Succeed(PredictionId id, ModelId model, int rowsOfRun, TimeSpan queueTime, TimeSpan computeTime);

    /// <summary>Whether it may still be late for its caller, who then looks and says how it ended.</summary>
    public bool MayBeLate { get; set; }

    /// <summary>Notes a failure, or with null the caller's own cancellation, as the answer.</summary>
    public abstract void Fail(InferenceFailure? failure);

    /// <summary>Lets its caller go on with the answer that was noted. Nobody may touch it afterwards.</summary>
    public abstract void Complete(bool onPool);
}
