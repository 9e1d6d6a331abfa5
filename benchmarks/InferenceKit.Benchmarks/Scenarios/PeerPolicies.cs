using InferenceKit.Benchmarks.Baselines;
using InferenceKit.Benchmarks.Load;
using InferenceKit.Benchmarks.UserModels;

namespace InferenceKit.Benchmarks.Scenarios;

/// <summary>The other ways to serve one model, each with the settings that its users would try.</summary>
internal sealed class PeerPolicies : IAsyncDisposable
{
    private readonly IBatchPolicy[] _policies;

    /// <param name="session">The session with the better arena setting.</param>
    /// <param name="rows">The rows to serve.</param>
    /// <param name="bestRows">The size that a sweep found best; a quarter of it is tried as well.</param>
    public PeerPolicies(UserSession session, ScoredRows rows, int bestRows)
    {
        var cores = Environment.ProcessorCount;
        int[] sizes = [.. new[] { bestRows, Math.Max(2, bestRows / 4) }.Distinct()];
        TimeSpan[] delays = [TimeSpan.Zero, TimeSpan.FromMilliseconds(1)];
        _policies =
        [
            new SemaphorePolicy(session, rows.Rows, cores),
            .. sizes.SelectMany(s => delays.Select(d => new TritonPolicy(session, rows.Rows, new(s, d, cores)))),
            .. sizes.SelectMany(s => delays.Select(d => new TensorFlowServingPolicy(session, rows.Rows, new(s, d, cores)))),
            .. sizes.Select(s => new ChannelPolicy(session, rows.Rows, s, TimeSpan.FromMilliseconds(1))),
        ];
        ForCapacity = [PolicyClient.Serve(_policies[0], rows), PolicyClient.Serve(_policies[1], rows)];
        All = [.. _policies.Select(p => (p.Name, PolicyClient.Serve(p, rows)))];
    }

    public IReadOnlyList<(string Name, IServedModel Model)> All { get; }

    /// <summary>Without a batch, and with the largest and no delay: one of them gets the most out of a model.</summary>
    public IReadOnlyList<IServedModel> ForCapacity { get; }

    public async ValueTask DisposeAsync()
    {
        foreach (var policy in _policies)
            await policy.DisposeAsync();
    }
}
