namespace InferenceKit;

/// <summary>
/// How weights go from where they are to where they should be: in equal steps, the first at once. The ramp is kept with the state: it goes on
/// after a restart, and on whatever host is there. Another change of weights ends it. Immutable.
/// </summary>
public sealed class TrafficRamp
{
    internal const int MaxSteps = 1000;

    internal static readonly TimeSpan MaxInterval = TimeSpan.FromDays(366);

    /// <summary>How many steps, from 1 to 1,000.</summary>
    public required int Steps { get; init; }

    /// <summary>The time from one step to the next, up to 366 days.</summary>
    public required TimeSpan Interval { get; init; }
}
