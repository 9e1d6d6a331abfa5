using InferenceKit.DataPlane.Batching;
using InferenceKit.DataPlane.Batching.Admission;
using InferenceKit.DataPlane.Batching.Queue;
using InferenceKit.DataPlane.Batching.Sizing;
using InferenceKit.DataPlane.Pipeline;
using InferenceKit.Serving;

namespace InferenceKit.Tests.DataPlane.Batching;

/// <summary>The state that the policy decides on, while requests come in without the scheduler's lock.</summary>
public sealed class QueueViewTests
{
    [Fact]
    public void A_request_that_is_announced_and_not_yet_in_the_queue_does_not_fill_a_run()
    {
        using var rig = new DataPlaneRig();
        var policy = new ServingPolicy { Batching = new() { Mode = BatchingMode.Fixed, MaxBatchSize = 2, MaxQueueDelay = TimeSpan.FromMinutes(1) } };
        var version = rig.Publish(DataPlaneRig.Times(2), version: 1, policy: policy);
        var shared = rig.Shared;
        var queue = new QueueShards(cores: 1, shared.Frequency);
        var plan = new RunPlan(version, rig.Registration, shared);
        plan.LimitRows(64);
        var admission = new QueueAdmission(version, queue, new DrainRate(shared.Frequency), plan.Curve, 2, shared);
        var view = new QueueView(queue, admission, plan, new BacklogSwitch(shared.Frequency), 2, shared);
        var now = shared.Time.GetTimestamp();

        var first = Announce(admission, now);
        first.Shard!.Put(first);
        var second = Announce(admission, now);
        Assert.Equal(BatchAction.Wait, Decide(view, now).Action);

        second.Shard!.Put(second);
        Assert.Equal(new BatchDecision(BatchAction.Run, 2, Reason: ReleaseReason.Full), Decide(view, now));
    }

    private static BatchDecision Decide(QueueView view, long now)
    {
        view.Open(now);
        return BatchPolicy.Decide(view.ForRunner(now, running: 0, runningRows: 0));
    }

    private static WaitingRequest Announce(QueueAdmission admission, long now)
    {
        var request = new WaitingRequest { Context = new RequestContext(now, null, default) { Deadline = long.MaxValue }, QueuedAt = now };
        request.Range = new() { Total = 1, Count = 1 };
        admission.Announce(request);
        return request;
    }
}
