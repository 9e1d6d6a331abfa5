namespace InferenceKit.Benchmarks.Tuning;

/// <summary>One way to run a model.</summary>
/// <param name="BatchSize">Rows of a run.</param>
/// <param name="Threads">Threads within a run.</param>
/// <param name="Concurrency">Runs at a time.</param>
/// <param name="UseArena">Whether runs allocate from an arena.</param>
internal readonly record struct TuneSetting(int BatchSize, int Threads, int Concurrency, bool UseArena)
{
    /// <summary>What the points of one line of a chart share.</summary>
    public string Series => $"{Concurrency} at a time, {Threads} thread{(Threads == 1 ? "" : "s")} each, {(UseArena ? "arena" : "no arena")}";
}
