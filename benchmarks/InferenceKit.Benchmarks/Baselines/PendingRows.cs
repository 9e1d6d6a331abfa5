using System.Collections.Concurrent;
using InferenceKit.Benchmarks.Load;

namespace InferenceKit.Benchmarks.Baselines;

/// <summary>Rows to wait with: a baseline that allocated one for each request would be an easy one to beat.</summary>
internal sealed class PendingRows
{
    private readonly ConcurrentQueue<PendingRow> _idle = new();

    public PendingRow Rent(int row)
    {
        if (!_idle.TryDequeue(out var pending))
            pending = new(this);
        pending.Row = row;
        pending.Since = Ticks.Now;
        return pending;
    }

    public void Return(PendingRow pending) => _idle.Enqueue(pending);
}
