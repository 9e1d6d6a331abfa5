using InferenceKit.Benchmarks.Load;
using InferenceKit.Benchmarks.UserModels;

namespace InferenceKit.Benchmarks.Baselines;

/// <summary>Batches of one size on every core, without callers that wait for them: what a model can give at most.</summary>
internal sealed class StaticBatches(UserSession session, ScoredRows rows, int rowsPerRun, int threads, bool timesRuns = false) : IDisposable
{
    private readonly RawBatch[] _batches = [.. Enumerable.Range(0, threads).Select(_ => new RawBatch(session, rowsPerRun))];
    private readonly SharedLatencies _times = new();
    private readonly PaddedCount[] _counts = new PaddedCount[threads];

    /// <returns>Null where callers fill the best ones.</returns>
    public static StaticBatches? ThatCallersFill(BestStatic best, ScoredRows rows, int callers)
    {
        var cores = Environment.ProcessorCount;
        var size = Math.Max(1, callers / cores);
        return size < best.Batches.RowsPerRun ? new(best.Session, rows, size, cores) : null;
    }

    public int RowsPerRun => _batches[0].MostRows;

    public async Task<TrafficSample> MeasureAsync(TimeSpan rampUp, TimeSpan window)
    {
        var stop = new StopFlag();
        var running = Enumerable.Range(0, _batches.Length).Select(i => Task.Factory.StartNew(
            () => Run(i, stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        await Task.Delay(rampUp);
        _times.Clear();
        var (began, cpu, count) = (Ticks.Now, Environment.CpuUsage.TotalTime, Count());
        await Task.Delay(window);
        var sample = new TrafficSample(
            Count() - count, TimeSpan.FromSeconds(Ticks.ToSeconds(Ticks.Now - began)), Environment.CpuUsage.TotalTime - cpu, _times.Take());
        stop.Raise();
        await Task.WhenAll(running);
        return sample;
    }

    /// <summary>How long one run takes, on this thread.</summary>
    public TimeSpan TimeOfRun()
    {
        Fill(_batches[0], 0);
        _batches[0].Run(RowsPerRun);
        var began = Ticks.Now;
        _batches[0].Run(RowsPerRun);
        return TimeSpan.FromSeconds(Ticks.ToSeconds(Ticks.Now - began));
    }

    public void Dispose()
    {
        foreach (var batch in _batches)
            batch.Dispose();
    }

    private void Run(int thread, StopFlag stop)
    {
        var batch = _batches[thread];
        var next = thread * rows.Count / _batches.Length;
        while (!stop.IsRaised)
        {
            var began = timesRuns ? Ticks.Now : 0;
            Fill(batch, next);
            batch.Run(RowsPerRun);

            // Read and compared, as a caller's answer is.
            for (var i = 0; i < RowsPerRun; i++)
            {
                if (rows.OutcomeOf((next + i) % rows.Count, batch.Score(i)) != CallOutcome.Answered)
                    throw new InvalidOperationException($"Row {(next + i) % rows.Count} has another score in a batch of {RowsPerRun} than alone.");
            }

            if (timesRuns)
                _times.Record(Ticks.ToNanoseconds(Ticks.Now - began));
            next = (next + RowsPerRun) % rows.Count;
            Volatile.Write(ref _counts[thread].Value, _counts[thread].Value + RowsPerRun);
        }
    }

    private void Fill(RawBatch batch, int first)
    {
        for (var i = 0; i < RowsPerRun; i++)
            batch.Put(i, rows.Rows[(first + i) % rows.Count]);
    }

    private long Count()
    {
        var sum = 0L;
        for (var i = 0; i < _counts.Length; i++)
            sum += Volatile.Read(ref _counts[i].Value);
        return sum;
    }

    /// <summary>A cache line for each: threads that write to the same one wait for each other.</summary>
    [System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Explicit, Size = 128)]
    private struct PaddedCount
    {
        [System.Runtime.InteropServices.FieldOffset(0)]
        public long Value;
    }
}
