using System.Diagnostics;

namespace InferenceKit.Soak.Measuring;

/// <summary>Reads everything each second, or less often in a long run, on a thread of its own: the pool's may all be busy.</summary>
internal sealed class Sampler : IDisposable
{
    private const double MostSamples = 3600;
    private const double Megabyte = 1 << 20;
    private readonly LatencyWindow _latencies;
    private readonly TimeSpan _interval;
    private readonly HeapReader _heap;
    private readonly Thread _thread;
    private readonly ManualResetEventSlim _stop = new();

    public Sampler(LatencyWindow latencies, TimeSpan duration)
    {
        _latencies = latencies;
        _interval = TimeSpan.FromSeconds(Math.Max(1, duration.TotalSeconds / MostSamples));

        // Every 10 seconds, and more often in a short run, which would have too few of them.
        _heap = new(TimeSpan.FromSeconds(Math.Clamp(duration.TotalSeconds / 60, 1, 10)));
        _thread = new(Run) { IsBackground = true, Name = "sampler" };
    }

    // On a machine that is shared, latencies come and go with its other programs, and two soaks at the same time were seen to have
    // the same trend: one that is the library's own has to double them.
    public Series P50 { get; } = new("latency p50", "us", new(1, 100));

    public Series P99 { get; } = new("latency p99", "us", new(1, 5000));

    public Series Heap { get; } = new("managed heap", "MB", new(0.05, 8));

    /// <summary>What the collector has taken from the system, used or not: it says how much of the private memory is native.</summary>
    public Series Committed { get; } = new("committed by the collector", "MB", new(0.05, 8));

    public Series Private { get; } = new("private memory", "MB", new(0.05, 8));

    public Series Resident { get; } = new("resident memory", "MB", new(0.05, 8));

    public Series Handles { get; } = new("handles", "", new(0.05, 10));

    // Runs that hang hold threads of the pool, which then makes some more: 22 to 32 are there at a time.
    public Series Threads { get; } = new("threads", "", new(0.05, 6));

    public IReadOnlyList<Series> All => [P50, P99, Heap, Committed, Private, Resident, Handles, Threads];

    public void Start() => _thread.Start();

    public void Stop()
    {
        _stop.Set();
        _thread.Join();
    }

    public void Dispose() => _stop.Dispose();

    private void Run()
    {
        var start = Stopwatch.GetTimestamp();
        _latencies.Read();
        while (!_stop.Wait(_interval))
            Read(Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    private void Read(double seconds)
    {
        var (p50, p99) = _latencies.Read();
        P50.Add(seconds, p50);
        P99.Add(seconds, p99);
        Heap.Add(seconds, _heap.Read(seconds) / Megabyte);
        Committed.Add(seconds, GC.GetGCMemoryInfo().TotalCommittedBytes / Megabyte);
        var reading = ProcessReading.Take();
        Private.Add(seconds, reading.PrivateBytes / Megabyte);
        Resident.Add(seconds, reading.ResidentBytes / Megabyte);
        Handles.Add(seconds, reading.Handles);
        Threads.Add(seconds, reading.Threads);
    }
}
