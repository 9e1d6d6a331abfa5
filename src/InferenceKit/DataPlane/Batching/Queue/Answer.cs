using System.Runtime.InteropServices;
using InferenceKit.Serving.Traffic;

namespace InferenceKit.DataPlane.Batching.Queue;

/// <summary>The parts of an answer, kept beside its request and put together on its caller's stack: it is large, and to copy it within the heap is slow.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct Answer<TValue>
{
    public TValue? Value;
    public InferenceFailure? Failure;
    public PredictionId Id;
    public ModelId? Model;
    public int RowsOfRun;
    public TimeSpan QueueTime;
    public TimeSpan ComputeTime;

    public readonly PredictionResult<TValue> ToResult(RouteChoice? route) =>
        Failure is null ? new(Value!, new InferenceInfo(Id, Model!, RowsOfRun, QueueTime, ComputeTime, route)) : new(Failure);
}
