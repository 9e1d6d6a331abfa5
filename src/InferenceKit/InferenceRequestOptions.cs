namespace InferenceKit;

/// <summary>What may differ from request to request. Immutable and reusable: keep one instance for equal requests.</summary>
public sealed class InferenceRequestOptions
{
    /// <summary>
    /// Asks for one version instead of the one that traffic goes to; it must be loaded, and <see cref="TrafficOptions.AllowOverride"/> on.
    /// Default: null.
    /// </summary>
    public string? Version { get; init; }

    /// <summary>
    /// Asks for one variant of a traffic split, or for <c>primary</c>, whatever the split says; compared ignoring case. Only where
    /// <see cref="TrafficOptions.AllowOverride"/> is on, and not together with <see cref="Version"/>. Default: null.
    /// </summary>
    public string? Variant { get; init; }

    /// <summary>
    /// What traffic is split by, as a customer's number: the same key goes to the same variant. 1 to 1,024 characters. It comes before
    /// <see cref="ModelBuilder{TIn, TOut}.RouteBy"/>. Default: null, the model's own, and without one by chance.
    /// </summary>
    public string? RoutingKey { get; init; }

    /// <summary>
    /// What targeting rules look at, by name: texts, numbers and truth values. Not copied: do not change it while a request is under way.
    /// Default: null.
    /// </summary>
    public IReadOnlyDictionary<string, object>? Attributes { get; init; }

    /// <summary>
    /// Time for the whole request, from its arrival; the tighter of this and the model's own wins. More than zero, or
    /// <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> for the model's own. Default: null, the model's own.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is zero or negative: a request without time is a mistake of its caller, and no request that came too late.</exception>
    public TimeSpan? Timeout
    {
        get;
        init
        {
            if (value is { } timeout && timeout <= TimeSpan.Zero && timeout != System.Threading.Timeout.InfiniteTimeSpan)
                throw new ArgumentOutOfRangeException(
                    nameof(value), timeout, "The timeout of a request must be more than zero. Leave it out, or set Timeout.InfiniteTimeSpan, for the model's own.");
            field = value;
        }
    }

    /// <summary>When requests of a model wait, higher goes first, and equal in order of arrival. Default: 0.</summary>
    public int Priority { get; init; }
}
