using InferenceKit.DataPlane.Batching.Queue;
using InferenceKit.DataPlane.Execution;
using InferenceKit.Serving;
using InferenceKit.Serving.Leasing;
using InferenceKit.Sessions;

namespace InferenceKit.Tests.DataPlane.Batching;

/// <summary>A request that only waits.</summary>
internal sealed class WaitingRequest : QueuedRequest
{
    public override RunBatch BatchIn(Slot slot) => throw new NotSupportedException();

    public override InferenceFailure? Encode(ServedVersion version, RunBatch batch) => throw new NotSupportedException();

    public override InferenceFailure? Decode(ServedVersion version, RunBatch batch) => throw new NotSupportedException();

    public override void Succeed(PredictionId id, ModelId model, int rowsOfRun, TimeSpan queueTime, TimeSpan computeTime) => throw new NotSupportedException();

    public override void Fail(InferenceFailure? failure) => throw new NotSupportedException();

    public override void Complete() => throw new NotSupportedException();

    protected override CallSize Measure(ServedVersion version) => CallSize.OneRow;
}
