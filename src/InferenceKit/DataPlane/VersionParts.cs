using InferenceKit.DataPlane.Batching;
using InferenceKit.DataPlane.Breaker;
using InferenceKit.DataPlane.Checks;
using InferenceKit.DataPlane.RowChecks;
using InferenceKit.Serving;
using InferenceKit.Serving.Resilience;
using InferenceKit.Serving.Rows;

namespace InferenceKit.DataPlane;

/// <summary>Makes what each version that comes into service has of the data plane.</summary>
/// <param name="shared">What all versions share.</param>
/// <param name="services">Where codecs come from.</param>
internal sealed class VersionParts(BatchServices shared, IServiceProvider services) : IVersionParts
{
    public IRowChecks RowChecks { get; } = new LiveRowChecks(shared.Executor, shared.Time);

    public RequestQueue CreateQueue(ServedVersion version, ModelRegistration registration) => new BatchScheduler(version, registration, shared);

    public CircuitBreaker CreateBreaker(ServedVersion version) => new VersionBreaker(version, shared);

    public OutputChecks BindChecks(OutputRules rules, ServedVersion version) => new BoundOutputChecks(rules, version.Signature);

    public object? BindCodec(CodecRegistration codec, ServedVersion version, out string? problem)
    {
        problem = null;
        try
        {
            return codec.Bind(services, version.Signature);
        }
#pragma warning disable CA1031 // User code.
        catch (Exception exception)
        {
            problem = $"the codec {TypeName.Of(codec.InputType)} -> {TypeName.Of(codec.OutputType)} does not suit {version.Id}: {exception.Message}";
            return null;
        }
#pragma warning restore CA1031
    }
}
