using InferenceKit.Benchmarks.Judging;

namespace InferenceKit.Benchmarks.Scenarios;

/// <summary>Turns nanoseconds a call into calls a second, so that "faster" is a ratio above one.</summary>
internal static class CallsPerSecond
{
    public static Pair[] Of(IEnumerable<Pair> nanoseconds) =>
        nanoseconds.Select(p => new Pair(1e9 / p.Subject, 1e9 / p.Baseline)).ToArray();
}
