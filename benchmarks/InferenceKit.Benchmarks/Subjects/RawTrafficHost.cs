using InferenceKit.Benchmarks.Baselines;
using InferenceKit.Benchmarks.Load;
using InferenceKit.Benchmarks.UserModels;

namespace InferenceKit.Benchmarks.Subjects;

/// <summary>Raw sessions behind a semaphore: without batches, deadlines or a bound.</summary>
internal sealed class RawTrafficHost(IReadOnlyList<HostedTraffic> models) : ITrafficHost
{
    private readonly Dictionary<string, UserSession> _sessions = models.ToDictionary(m => m.Name, m => m.Model.Open());
    private readonly List<SemaphorePolicy> _policies = [];
    private readonly List<IDisposable> _loops = [];

    public IServedModel Serve(string model, TimeSpan? timeout = null, int priority = 0)
    {
        if (timeout is not null)
            throw new NotSupportedException("A raw session has no deadline.");
        var rows = Rows(model);
        var policy = new SemaphorePolicy(_sessions[model], rows.Rows, Environment.ProcessorCount);
        _policies.Add(policy);
        return PolicyClient.Serve(policy, rows);
    }

    public ICallLoop PredictOne(string model)
    {
        var loop = new UserBoundLoop(_sessions[model], Rows(model).Rows);
        _loops.Add(loop);
        return loop;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var policy in _policies)
            await policy.DisposeAsync();
        foreach (var loop in _loops)
            loop.Dispose();
        foreach (var session in _sessions.Values)
            session.Dispose();
    }

    private ScoredRows Rows(string model) => models.Single(m => m.Name == model).Rows;
}
