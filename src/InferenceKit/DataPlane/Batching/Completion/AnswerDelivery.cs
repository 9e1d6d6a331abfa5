using InferenceKit.DataPlane.Batching.Forming;
using InferenceKit.DataPlane.Batching.Queue;
using InferenceKit.DataPlane.Execution;

namespace InferenceKit.DataPlane.Batching.Completion;

/// <summary>
/// Lets the callers of a batch go on, one after the other on the batch's thread: cheaper than a work item for each, and callers that ask
/// again at once find the next run forming. A caller that blocks stalls no other, for a second thread takes the rest.
/// </summary>
/// <remarks>
/// After a long run the second thread stands by in the pool's queue from the start. After a short one that would cost more than the run:
/// then <see cref="DeliveryWatch"/> calls it when it is needed, and the batch's thread, unless it was called, runs the next batch as well.
/// Each answer is delivered by the thread that took its number; the last of the threads gives the runner back.
/// </remarks>
internal sealed class AnswerDelivery(BatchRunner runner) : IPoolItem
{
    private const int Delivering = 1, Rescued = 2;
    private long _turn;
    private int _next;
    private int _users;
    private int _state;

    /// <summary>Changes with each caller that goes on.</summary>
    public long Step => (Volatile.Read(ref _turn) << 20) + Volatile.Read(ref _next);

    private List<QueuedRequest> Requests => runner.Members.Requests;

    /// <summary>Delivers, and ends the batch before, unless its thread may go on.</summary>
    /// <param name="mayGoOn">Whether the thread may run the next batch as well.</param>
    /// <returns>Whether it does; otherwise the batch has been ended.</returns>
    public bool Run(bool mayGoOn)
    {
        _next = 0;
        if (mayGoOn) return RunAndGoOn();
        _users = 1;
        runner.EndBatch();
        // A worker has runs to do, and its next one may be waiting already.
        if (runner.IsLong || Requests.Count > 1) StandBy();
        if (!runner.IsLong) DeliverRest();
        Leave();
        return false;
    }

    /// <summary>A caller holds the delivery's thread up: others take its work.</summary>
    public void Rescue()
    {
        // It may be done by now.
        if (Interlocked.CompareExchange(ref _state, Rescued, Delivering) != Delivering) return;
        StandBy();
        runner.EndBatch();
        Leave();
    }

    void IPoolItem.Execute()
    {
        if (Volatile.Read(ref _next) < Requests.Count)
        {
            // One more stands by while this one delivers: the next caller may block, too.
            StandBy();
            DeliverRest();
        }
        Leave();
    }

    private bool RunAndGoOn()
    {
        // Its thread, and the one that may come to its rescue.
        _users = 2;
        Volatile.Write(ref _turn, _turn + 1);
        Volatile.Write(ref _state, Delivering);
        var number = runner.Watch.Enter(this);
        if (number < 0) Rescue();
        DeliverRest();
        if (number >= 0) runner.Watch.Exit(number);
        if (Interlocked.CompareExchange(ref _state, 0, Delivering) == Delivering) return true;
        Leave();
        return false;
    }

    private void StandBy()
    {
        Interlocked.Increment(ref _users);
        runner.Pool.Queue(this);
    }

    private void DeliverRest()
    {
        int i;
        while ((i = Interlocked.Increment(ref _next) - 1) < Requests.Count)
        {
            var request = Requests[i];
            if (request.State == RequestState.Done) request.Complete();
        }
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _users) == 0) runner.Keep();
    }
}
