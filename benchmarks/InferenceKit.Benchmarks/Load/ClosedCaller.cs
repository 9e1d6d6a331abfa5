namespace InferenceKit.Benchmarks.Load;

/// <summary>One of many callers of a model: sends its next call when the last one was answered.</summary>
internal abstract class ClosedCaller
{
    /// <summary>Calls answered so far; read by others while it goes on.</summary>
    public abstract long Calls { get; }

    /// <summary>Calls until the flag is raised.</summary>
    public abstract Task RunAsync(CallerSettings settings, StopFlag stop);
}
