using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using InferenceKit.Benchmarks.Load;
using InferenceKit.Benchmarks.UserModels;
using Microsoft.ML.OnnxRuntime;

namespace InferenceKit.Benchmarks.Baselines;

/// <summary>No batches: every caller runs its own row, as many at a time as there are cores.</summary>
internal sealed class SemaphorePolicy : IBatchPolicy
{
    private readonly ConcurrentQueue<RawBatch> _idle;
    private readonly RawBatch[] _all;
    private readonly SemaphoreSlim _slots;
    private readonly UserRow[] _rows;

    public SemaphorePolicy(UserSession session, UserRow[] rows, int slots)
    {
        _rows = rows;
        _all = [.. Enumerable.Range(0, slots).Select(_ => new RawBatch(session, 1))];
        _idle = new(_all);
        _slots = new(slots);
        Name = $"semaphore of {slots}";
    }

    public string Name { get; }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<PolicyAnswer> PredictAsync(int row)
    {
        await _slots.WaitAsync().ConfigureAwait(false);
        if (!_idle.TryDequeue(out var batch))
            throw new InvalidOperationException("There are as many buffers as slots.");
        try
        {
            batch.Put(0, _rows[row]);
            batch.Run(1);
            return new(CallOutcome.Answered, batch.Score(0));
        }
        catch (OnnxRuntimeException)
        {
            return new(CallOutcome.Failed, 0);
        }
        finally
        {
            _idle.Enqueue(batch);
            _slots.Release();
        }
    }

    public ValueTask DisposeAsync()
    {
        foreach (var batch in _all)
            batch.Dispose();
        _slots.Dispose();
        return ValueTask.CompletedTask;
    }
}
