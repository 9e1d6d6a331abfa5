using InferenceKit.Benchmarks.UserModels;

namespace InferenceKit.Benchmarks.Baselines;

/// <summary>
/// One queue and several instances, as Triton's dynamic batcher has them by its published rules. A free instance forms its batch itself,
/// which saves the hand-over from a batcher thread: kinder than the original.
/// </summary>
internal sealed class TritonPolicy : QueuePolicy
{
    private readonly TritonSettings _settings;
    private readonly Queue<PendingRow> _queue = new();

    public TritonPolicy(UserSession session, UserRow[] rows, TritonSettings settings)
        : base(NameOf(session, settings), session, rows, MostRows(session, settings), settings.Instances)
    {
        _settings = settings with { MaxBatchSize = MostRows(session, settings) };
        Start();
    }

    protected override bool TryAdd(PendingRow row)
    {
        if (_settings.MaxQueueSize > 0 && _queue.Count >= _settings.MaxQueueSize)
            return false;
        _queue.Enqueue(row);
        return true;
    }

    protected override TimeSpan? Take(List<PendingRow> batch)
    {
        if (_queue.Count == 0)
            return Timeout.InfiniteTimeSpan;
        var (rows, wait) = TritonRule.Decide(_settings, _queue.Count, Now - TimeSpan.FromSeconds(Load.Ticks.ToSeconds(_queue.Peek().Since)));
        if (rows == 0)
            return wait;
        while (rows-- > 0)
            batch.Add(_queue.Dequeue());
        return null;
    }

    private static int MostRows(UserSession session, TritonSettings settings) => session.TakesManyRows ? settings.MaxBatchSize : 1;

    private static string NameOf(UserSession session, TritonSettings settings) =>
        $"as Triton, {MostRows(session, settings)} rows or {settings.MaxQueueDelay.TotalMilliseconds:0.###} ms";
}
