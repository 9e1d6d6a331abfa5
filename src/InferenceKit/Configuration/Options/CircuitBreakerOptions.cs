namespace InferenceKit;

/// <summary>
/// When a version counts as broken: no request goes to it then, and all fail with <see cref="InferenceError.CircuitOpen"/> or fall back.
/// There is a breaker only where one of the two percentages is said.
/// </summary>
public sealed class CircuitBreakerOptions
{
    /// <summary>
    /// The part of the requests in the window that fail, in percent. What is not the version's fault does not count: inputs, full queues,
    /// cancellation. <value>Default: none.</value>
    /// </summary>
    public double? FailurePercent { get; set; }

    /// <summary>The part of the requests in the window that take longer than <see cref="SlowAfter"/>, in percent. <value>Default: none.</value></summary>
    public double? SlowPercent { get; set; }

    /// <summary>What is slow. <value>Default: 1 second.</value></summary>
    public TimeSpan? SlowAfter { get; set; }

    /// <summary>With fewer requests in the window it stays closed; at least 2. <value>Default: 20.</value></summary>
    public int? MinimumRequests { get; set; }

    /// <summary>
    /// Over which requests count; at least half a second. It begins with a bad one: what went well before does not count. <value>Default: 10 seconds.</value>
    /// </summary>
    public TimeSpan? Window { get; set; }

    /// <summary>
    /// How long the version gets no request before it is tried again; at least half a second. Where it came with samples in its manifest they
    /// are replayed; otherwise one request tries. <value>Default: 5 seconds.</value>
    /// </summary>
    public TimeSpan? BreakDuration { get; set; }
}
