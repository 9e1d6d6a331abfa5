using System.Threading.Channels;
using InferenceKit.Benchmarks.Load;
using InferenceKit.Benchmarks.UserModels;

namespace InferenceKit.Benchmarks.Baselines;

/// <summary>What people write: a channel, one worker that reads it, and a batch once it is full or its first row has waited for so long.</summary>
internal sealed class ChannelPolicy : IBatchPolicy
{
    // Not SingleReader: in .NET 10.0.12 a wait of that kind of channel, cancelled while a row comes, now and then goes on twice and ends the process.
    private readonly Channel<PendingRow> _channel = Channel.CreateUnbounded<PendingRow>();
    private readonly PendingRows _pool = new();
    private readonly UserRow[] _rows;
    private readonly RawBatch _batch;
    private readonly TimeSpan _delay;
    private readonly Task _worker;

    public ChannelPolicy(UserSession session, UserRow[] rows, int mostRows, TimeSpan delay)
    {
        _rows = rows;
        _delay = delay;
        _batch = new(session, mostRows);
        Name = $"channel, {_batch.MostRows} rows or {delay.TotalMilliseconds:0.###} ms";
        _worker = Task.Run(WorkAsync);
    }

    public string Name { get; }

    public ValueTask<PolicyAnswer> PredictAsync(int row)
    {
        var pending = _pool.Rent(row);
        var answer = pending.Answer;
        _channel.Writer.TryWrite(pending);
        return answer;
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Writer.Complete();
        await _worker;
        _batch.Dispose();
    }

    private async Task WorkAsync()
    {
        var reader = _channel.Reader;
        var pending = new List<PendingRow>(_batch.MostRows);
        while (await reader.WaitToReadAsync())
        {
            var until = Ticks.Now + Ticks.FromSeconds(_delay.TotalSeconds);
            while (pending.Count < _batch.MostRows)
            {
                if (reader.TryRead(out var row))
                    pending.Add(row);
                else if (!await WaitAsync(until))
                    break;
            }

            BatchRun.Execute(_batch, _rows, pending);
            pending.Clear();
        }
    }

    /// <returns>Whether there may be more before the time is over.</returns>
    private async Task<bool> WaitAsync(long until)
    {
        var left = Ticks.ToSeconds(until - Ticks.Now);
        if (left <= 0)
            return false;
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(left));
        try
        {
            return await _channel.Reader.WaitToReadAsync(late.Token);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
