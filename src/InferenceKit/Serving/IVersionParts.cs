using InferenceKit.Serving.Resilience;
using InferenceKit.Serving.Rows;

namespace InferenceKit.Serving;

/// <summary>Makes what each version that comes into service has of the data plane; the control plane calls it.</summary>
internal interface IVersionParts
{
    /// <summary>Where its requests wait.</summary>
    RequestQueue CreateQueue(ServedVersion version, ModelRegistration registration);

    /// <summary>What keeps requests from it while it is broken.</summary>
    CircuitBreaker CreateBreaker(ServedVersion version);

    /// <summary>The rules of its model's outputs, bound to its signature.</summary>
    OutputChecks BindChecks(OutputRules rules, ServedVersion version);

    /// <summary>A model's codec, bound to it; null where it does not suit, and why.</summary>
    object? BindCodec(CodecRegistration codec, ServedVersion version, out string? problem);

    /// <summary>What checks its live rows.</summary>
    IRowChecks RowChecks { get; }
}
