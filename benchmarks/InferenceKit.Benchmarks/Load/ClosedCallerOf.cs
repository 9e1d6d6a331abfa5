namespace InferenceKit.Benchmarks.Load;

/// <inheritdoc/>
internal sealed class ClosedCallerOf<TClient, TAnswer>(TClient client, int firstRow) : ClosedCaller
    where TClient : struct, IRowClient<TAnswer>
{
    private long _calls;
    private int _row = firstRow % client.Rows;

    public override long Calls => Volatile.Read(ref _calls);

    public override async Task RunAsync(CallerSettings settings, StopFlag stop)
    {
        // A request arrives when it is put into the pool's queue, so the time that it waits there counts.
        var mask = settings.TimedEvery - 1;
        var began = Ticks.Now;

        // Away from the thread that starts all of them: a call that never waits would keep it.
        await Task.Yield();
        while (!stop.IsRaised)
        {
            var row = _row;
            _row = row + 1 == client.Rows ? 0 : row + 1;
            var call = client.CallAsync(row);
            var isDone = call.IsCompleted;
            var outcome = client.OutcomeOf(await call, row);
            if (began != 0)
                settings.Latencies.Record(Ticks.ToNanoseconds(Ticks.Now - began), settings.ExpectedInterval);
            if (outcome != CallOutcome.Answered)
                settings.Tally.Add(outcome);
            Volatile.Write(ref _calls, _calls + 1);
            began = (_calls & mask) == 0 ? Ticks.Now : 0;

            // A service takes each request from the pool's queue. A caller whose calls never wait would keep a thread of the pool for
            // itself, and the others out.
            if (isDone)
                await Task.Yield();
        }
    }
}
