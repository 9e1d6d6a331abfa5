using InferenceKit.Runtime;

namespace InferenceKit.DataPlane.Batching;

/// <summary>The run was stopped and does not end. Its thread may come back at any time, or never, and then must touch nothing that is others' by now.</summary>
internal sealed partial class BatchRunner
{
    // Written while the slot is held, and read after its return.
    private bool _isGivenUp;

    void IRunMembers.GiveUp(long now)
    {
        _isGivenUp = true;
        foreach (var request in _taken)
        {
            // Of other shapes, for the next run.
            if (request.TryMove(RequestState.Running, RequestState.Left)) LetGo(request, Failures.BehindZombie(_version.Id), now);
            else if (request.State == RequestState.Done)
            {
                // Of a run before this one: its answer was to go out at the end of the turn. This runner may look at it still, so it is not kept.
                request.MoveTo(RequestState.Left);
                request.Complete(onPool: true);
            }
        }
    }

    void IRunMembers.OnReplaced(long now) => _scheduler.GiveUp(this, now - _began);
}
