using InferenceKit.Benchmarks.UserModels;

namespace InferenceKit.Benchmarks.Baselines;

/// <summary>Batches and batch threads as TensorFlow Serving has them by its published rules.</summary>
internal sealed class TensorFlowServingPolicy : QueuePolicy
{
    private readonly TensorFlowServingQueue<PendingRow> _queue;

    public TensorFlowServingPolicy(UserSession session, UserRow[] rows, TensorFlowServingSettings settings)
        : base(NameOf(session, settings), session, rows, MostRows(session, settings), settings.BatchThreads)
    {
        _queue = new(MostRows(session, settings), settings.BatchTimeout, settings.MaxEnqueuedBatches);
        Start();
    }

    protected override bool TryAdd(PendingRow row) => _queue.TryAdd(row, Now);

    protected override TimeSpan? Take(List<PendingRow> batch)
    {
        if (_queue.Take(Now, out var wait) is not { } taken)
            return wait;
        batch.AddRange(taken);
        _queue.Return(taken);
        return null;
    }

    private static int MostRows(UserSession session, TensorFlowServingSettings settings) => session.TakesManyRows ? settings.MaxBatchSize : 1;

    private static string NameOf(UserSession session, TensorFlowServingSettings settings) =>
        $"as TensorFlow Serving, {MostRows(session, settings)} rows or {settings.BatchTimeout.TotalMilliseconds:0.###} ms";
}
