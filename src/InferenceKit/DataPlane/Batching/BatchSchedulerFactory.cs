using InferenceKit.Runtime;

namespace InferenceKit.DataPlane.Batching;

/// <summary>Makes the scheduler of each version that comes into service.</summary>
internal sealed class BatchSchedulerFactory(BatchServices shared) : IRequestQueueFactory
{
    public RequestQueue Create(ServedVersion version, ModelRegistration registration) => new BatchScheduler(version, registration, shared);
}
