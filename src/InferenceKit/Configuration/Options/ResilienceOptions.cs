
namespace InferenceKit;

/// <summary>Deadlines of one model, and what happens when an answer does not come, or is not valid.</summary>
public sealed class ResilienceOptions
{
    /// <summary>
    /// Time for one request, from its arrival; a request may ask for less. -1 milliseconds (<c>"-00:00:00.001"</c>) for
    /// no limit. <value>Default: 10 seconds.</value>
    /// </summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>
    /// What answers instead, by numbers from 1: the steps of the chain, taken in ascending order. Delegates that code adds and no step names
    /// come after them. <value>Default: none.</value>
    /// </summary>
    public IDictionary<int, FallbackStepOptions> Fallback { get; } = new SortedDictionary<int, FallbackStepOptions>();

    /// <summary>
    /// Which failures of the first attempt send a request down the chain. An input that does not suit, or the caller's own cancellation, never
    /// do. <value>Default: all of them.</value>
    /// </summary>
    public IDictionary<FallbackReason, bool> FallbackOn { get; } = new Dictionary<FallbackReason, bool>();

    /// <summary>What the outputs of the model must hold, by output; an answer that does not is a failure. <value>Default: none.</value></summary>
    public IDictionary<string, OutputValidatorOptions> Validators { get; } = new Dictionary<string, OutputValidatorOptions>(StringComparer.Ordinal);

    /// <summary>When a version counts as broken, so that no request goes to it for a while.</summary>
    public CircuitBreakerOptions CircuitBreaker { get; set; } = new();
}
