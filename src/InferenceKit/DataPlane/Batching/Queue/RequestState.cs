namespace InferenceKit.DataPlane.Batching.Queue;

/// <summary>Where a request stands.</summary>
/// <remarks>
/// <code>
///             +------------- more rows -----------+
///             v                                   |
///   Idle --> Queued --> Preparing --> Running --> Reading --> Done
///              |            ^            |  |
///              |            +------------+  |      (isolated from others, once more)
///              v                            v
///             Done                         Left     (answered while the run goes on)
/// </code>
/// Only its queue's lock moves it out of Queued, only its runner out of Preparing and Reading; out of Running, whichever thread is first.
/// While it is Preparing or Reading, its codec is at work, and it is not answered. Unfinished is Reading for a request that goes back to
/// the queue for its next rows.
/// </remarks>
internal static class RequestState
{
    public const int Idle = 0, Queued = 1, Preparing = 2, Running = 3, Reading = 4, Done = 5, Left = 6, Unfinished = 7;
}
