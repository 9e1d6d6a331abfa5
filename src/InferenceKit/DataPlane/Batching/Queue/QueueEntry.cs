namespace InferenceKit.DataPlane.Batching.Queue;

/// <summary>Where a request waits: its place in a lane, and what its queue has counted for it. Under the queue's lock once it was sorted in.</summary>
internal abstract class QueueEntry
{
    // Links of the lane it waits in. Next also links those that came and were not sorted in yet.
    public QueuedRequest? Next;
    public QueuedRequest? Previous;
    public RequestLane? Lane;

    /// <summary>The part of its queue that it waits in.</summary>
    public QueueShard? Shard;

    /// <summary>Since when it waits, for the order of the queue.</summary>
    public long QueuedAt;

    /// <summary>The rows that its queue has counted.</summary>
    public int CountedRows;
}
