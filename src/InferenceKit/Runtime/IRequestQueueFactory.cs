namespace InferenceKit.Runtime;

/// <summary>Makes the queue of each version that comes into service: the data plane does, at the control plane's call.</summary>
internal interface IRequestQueueFactory
{
    RequestQueue Create(ServedVersion version, ModelRegistration registration);
}
