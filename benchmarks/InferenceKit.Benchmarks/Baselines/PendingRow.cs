using System.Threading.Tasks.Sources;
using InferenceKit.Benchmarks.Load;

namespace InferenceKit.Benchmarks.Baselines;

/// <summary>A row that waits for its batch, and its caller's answer. Used again once the caller has taken it.</summary>
internal sealed class PendingRow(PendingRows pool) : IValueTaskSource<PolicyAnswer>
{
    // A continuation on the worker's thread would be run by the batch that it waits for.
    private ManualResetValueTaskSourceCore<PolicyAnswer> _core = new() { RunContinuationsAsynchronously = true };

    public int Row { get; set; }

    /// <summary>When it came.</summary>
    public long Since { get; set; }

    public ValueTask<PolicyAnswer> Answer => new(this, _core.Version);

    public void Complete(CallOutcome outcome, float score = 0) => _core.SetResult(new(outcome, score));

    public PolicyAnswer GetResult(short token)
    {
        var answer = _core.GetResult(token);
        _core.Reset();
        pool.Return(this);
        return answer;
    }

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
