namespace InferenceKit.Testing;

/// <summary>Says what goes wrong, how often, and for which model and version. Immutable.</summary>
/// <remarks>
/// A rule decides once for each native run, load, listing or copy that it covers, not once for each request: where several
/// requests share a run, the run fails for all of them. The library then repeats the rows in smaller runs, and the rule decides anew for each. Runs by which the library tries and warms up a version before it serves are left alone.
/// Where several rules cover a run, each decides for itself: delays and hangs come first, then a failure, then what is wrong
/// with the outputs.
/// </remarks>
public sealed record FaultRule
{
    /// <summary>What goes wrong.</summary>
    public required FaultKind Kind { get; init; }

    /// <summary>How often, from 0 for never to 1 for always.</summary>
    /// <value>Default: 1.</value>
    public double Rate { get; init; } = 1;

    /// <summary>The model's name, compared ignoring case; null for all models.</summary>
    /// <value>Default: null.</value>
    public string? Model { get; init; }

    /// <summary>The version, as in <c>"2"</c>; null for all versions.</summary>
    /// <value>Default: null.</value>
    public string? Version { get; init; }

    /// <summary>
    /// How much later a run begins, of <see cref="FaultKind.Delay"/> alone: more than 0 and no more than a day, rounded up to
    /// milliseconds. It goes by the host's <see cref="TimeProvider"/>.
    /// </summary>
    /// <value>Default: 0, which that kind does not take.</value>
    public TimeSpan Delay { get; init; }

    /// <summary>
    /// Whether a <see cref="FaultKind.Hang"/> goes on although it is asked to stop, as a run that never leaves one node: until
    /// the rule is switched off, faults are disabled, or the provider is disposed.
    /// </summary>
    /// <value>Default: false.</value>
    public bool IgnoresTermination { get; init; }
}
