namespace InferenceKit.Benchmarks.Load;

/// <summary>What the callers of a closed loop share.</summary>
/// <param name="Tally">Counts what is not answered as it should be.</param>
/// <param name="Latencies">Where times go.</param>
/// <param name="TimedEvery">Every so many-th call is timed, a power of two: two readings of the clock cost as much as a small row.</param>
/// <param name="ExpectedInterval">How often one caller calls, in nanoseconds; 0 leaves times as they are.</param>
internal sealed record CallerSettings(Tally Tally, SharedLatencies Latencies, int TimedEvery = 1, long ExpectedInterval = 0);
