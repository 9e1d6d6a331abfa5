namespace InferenceKit;

public sealed partial class ModelBuilder<TIn, TOut>
{
    /// <summary>
    /// Says what the requests of this model are split by (<see cref="ModelOptions.Traffic"/>), as a customer's number: the same key always goes
    /// to the same variant. A request's own <see cref="InferenceRequestOptions.RoutingKey"/> comes before it.
    /// </summary>
    /// <param name="routingKey">
    /// The key of an input, with 1 to 1,024 characters; null for none, and chance decides. Called once for each request of a model with variants
    /// or shadows, from many threads at once; where it throws, the request fails with <see cref="InferenceError.InvalidInput"/>.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="routingKey"/> is null.</exception>
    public ModelBuilder<TIn, TOut> RouteBy(Func<TIn, string?> routingKey)
    {
        ArgumentNullException.ThrowIfNull(routingKey);
        _codec.RoutingKey = routingKey;
        return this;
    }

    /// <summary>
    /// Tells of each routing key that is assigned to an arm of the split for the first time since the weights last changed: who was part of the
    /// experiment. Keys are remembered in memory of a fixed size (<see cref="TrafficOptions.MaxExposureKeys"/>), and by this process alone: some
    /// may be told again, and none is missed.
    /// </summary>
    /// <param name="exposed">
    /// Called on the thread of the request before it is answered, from many threads at once: it must be fast, and hand on what takes time. What
    /// it throws is logged, and the request goes on.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="exposed"/> is null.</exception>
    public ModelBuilder<TIn, TOut> OnExposure(Action<Exposure> exposed)
    {
        ArgumentNullException.ThrowIfNull(exposed);
        _model.Exposed += exposed;
        return this;
    }

    /// <summary>Adds a comparison of decoded answers of shadows, beside those of their outputs: <see cref="ShadowReport.Comparers"/> tells how often it agrees.</summary>
    /// <param name="name">For the report.</param>
    /// <param name="areAlike">
    /// Gets the primary's answer, then the shadow's. Called on a thread of the shadow; one that throws counts as not agreeing.
    /// </param>
    /// <exception cref="ArgumentException">The name is blank, or was added before.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="areAlike"/> is null.</exception>
    public ModelBuilder<TIn, TOut> CompareShadows(string name, Func<TOut, TOut, bool> areAlike)
    {
        ArgumentNullException.ThrowIfNull(areAlike);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (_codec.ShadowComparers.Exists(c => c.Name == name)) throw new ArgumentException($"Model '{_model.Name}' already compares '{name}'.", nameof(name));
        _codec.ShadowComparers.Add((name, areAlike));
        return this;
    }

    /// <summary>Takes out of examples of shadows (<see cref="ShadowOptions.KeepExamples"/>) what must not be kept, before they are kept.</summary>
    /// <param name="redact">Gives what may be kept; null, or an exception, drops the example. Called on a thread of the shadow.</param>
    /// <exception cref="ArgumentNullException"><paramref name="redact"/> is null.</exception>
    public ModelBuilder<TIn, TOut> RedactShadowExamples(Func<ShadowExample, ShadowExample?> redact)
    {
        ArgumentNullException.ThrowIfNull(redact);
        _model.RedactExample = redact;
        return this;
    }
}
