using InferenceKit.DataPlane.Execution;
using InferenceKit.Runtime;
using InferenceKit.Runtime.Routing;

namespace InferenceKit.DataPlane.Shadows;

/// <summary>
/// One shadow of one model: its queue, which drops what does not fit, and its threads, which only get what nobody else wants of the processor.
/// </summary>
/// <remarks>
/// Its threads look for work every millisecond while there was some within the last second, and otherwise sleep until they are woken: to wake
/// a thread would cost a request more than its share of all of this.
/// </remarks>
internal sealed class ShadowLane(ModelRegistration model, ShadowPolicy policy, string salt, DeadlineScanner scanner, TimeProvider time)
{
    private const int NapMilliseconds = 1;
    private const int NapsBeforeSleep = 1000;

    private readonly ShadowRing<ShadowJob> _queue = new(policy.MaxQueuedRows);
    private readonly object _gate = new();
    private readonly byte[] _prefix = RoutingHash.Prefix($"{salt}/shadow/{policy.Name}");
    private readonly long _timeout = (long)(policy.Timeout.TotalSeconds * time.TimestampFrequency);
    private readonly Random _noise = new(policy.Name.Length);
    private int _rows;
    private long _bytes;
    private int _sleepers;
    private int _threads;
    private double _percent = policy.SamplePercent;
    private volatile bool _isEnding;

    public ShadowPolicy Policy => policy;

    public ShadowTally Tally { get; } = new(model.Name, policy.Name, policy);

    /// <summary>The pairs that lie furthest apart.</summary>
    public WorstExamples Examples { get; } = new(policy.KeepExamples, model.RedactExample);

    /// <summary>Rows that wait.</summary>
    public int Rows => Volatile.Read(ref _rows);

    /// <summary>The part of the requests that it sees; all else stays as it was made with.</summary>
    public double SamplePercent
    {
        get => Volatile.Read(ref _percent);
        set => Volatile.Write(ref _percent, value);
    }

    /// <summary>Whether a request is of its sample.</summary>
    /// <param name="key">The routing key; null for one that has none, and chance decides.</param>
    public bool Wants(string? key)
    {
        var percent = SamplePercent;
        if (percent >= 100) return true;
        if (percent <= 0) return false;
        var slot = key is null ? Random.Shared.Next(RoutingHash.Slots) : RoutingHash.SlotOf(RoutingHash.Of(_prefix, key));
        return slot < percent * (RoutingHash.Slots / 100);
    }

    /// <summary>Whether there is room for one more row; counts it as dropped where there is none, before anything is copied.</summary>
    public bool HasRoom()
    {
        if (Rows < policy.MaxQueuedRows && Volatile.Read(ref _bytes) < policy.MaxQueuedBytes) return true;
        Tally.AddSampled();
        Tally.AddDropped(Rows >= policy.MaxQueuedRows ? ShadowDrop.QueueFull : ShadowDrop.TooManyBytes);
        return false;
    }

    /// <summary>Takes a sample, or drops it; never waits.</summary>
    public void Offer(ShadowJob job)
    {
        if (_isEnding) return;
        Tally.AddSampled();
        var rows = Interlocked.Add(ref _rows, job.Sample.Rows);
        var bytes = Interlocked.Add(ref _bytes, job.Sample.Bytes);
        if (rows > policy.MaxQueuedRows) Drop(job, ShadowDrop.QueueFull);
        else if (bytes > policy.MaxQueuedBytes) Drop(job, ShadowDrop.TooManyBytes);
        else if (!_queue.TryAdd(job)) Drop(job, ShadowDrop.QueueFull);
        else if (Volatile.Read(ref _sleepers) > 0) Wake();
        else if (Volatile.Read(ref _threads) < policy.MaxConcurrency) StartThread();
    }

    /// <summary>Ends its threads once they have done what they are at.</summary>
    public void End()
    {
        _isEnding = true;
        Wake();
    }

    private void Wake()
    {
        lock (_gate) Monitor.PulseAll(_gate);
    }

    private void Drop(ShadowJob job, ShadowDrop reason)
    {
        Forget(job);
        Tally.AddDropped(reason);
    }

    private void Forget(ShadowJob job)
    {
        Interlocked.Add(ref _rows, -job.Sample.Rows);
        Interlocked.Add(ref _bytes, -job.Sample.Bytes);
    }

    private void StartThread()
    {
        if (Interlocked.Increment(ref _threads) > policy.MaxConcurrency)
        {
            Interlocked.Decrement(ref _threads);
            return;
        }
        // Without its caller's ambient state, and in the background: a host that stops does not wait for it.
        new Thread(Work) { IsBackground = true, Name = $"inferencekit shadow {policy.Name}" }.UnsafeStart();
    }

    private void Work()
    {
        SchedulingClass.EnterIdle();
        for (var naps = 0; !_isEnding;)
        {
            if (_queue.TryTake(out var job))
            {
                naps = 0;
                Forget(job);
                Run(job);
            }
            else Rest(++naps < NapsBeforeSleep ? NapMilliseconds : Timeout.Infinite);
        }
    }

    private void Rest(int milliseconds)
    {
        lock (_gate)
        {
            if (milliseconds == Timeout.Infinite) Interlocked.Increment(ref _sleepers);
            // What came before the mark has seen nobody asleep.
            if (Rows == 0 && !_isEnding) Monitor.Wait(_gate, milliseconds);
            if (milliseconds == Timeout.Infinite) Interlocked.Decrement(ref _sleepers);
        }
    }

    private void Run(ShadowJob job)
    {
        try
        {
            var began = time.GetTimestamp();
            if (began - job.Arrival > _timeout) Tally.AddDropped(ShadowDrop.TooLate);
            else Compare(job, began);
        }
#pragma warning disable CA1031 // Nobody is there to be told, and the thread must go on.
        catch (Exception)
        {
            Tally.AddDropped(ShadowDrop.Unsuited);
        }
#pragma warning restore CA1031
    }

    private void Compare(ShadowJob job, long began)
    {
        var sample = job.Sample;
        var dropped = ShadowRun.Run(job.Version, sample, began + _timeout, scanner, Tally.AddTyped, out var outputs, out var failure);
        if (dropped is { } reason) Tally.AddDropped(reason);
        else
        {
            var result = Tally.Add(sample.Outputs, outputs, sample.Failure, failure, sample.Time, time.GetElapsedTime(began), hasRows: !sample.IsRow);
            if (!result.IsEqual) Examples.Offer(time.GetUtcNow(), sample.Inputs, sample.Outputs, outputs, result.Distance);
        }
        if (sample.Outputs is { } first && _noise.NextDouble() * 100 < policy.NoisePercent) RunAgain(job, first);
    }

    /// <summary>The primary against itself: what differs then is no difference of the shadow's.</summary>
    private void RunAgain(ShadowJob job, NamedValue[] first)
    {
        var dropped = ShadowRun.Run(job.Primary, job.Sample, time.GetTimestamp() + _timeout, scanner, null, out var again, out _);
        if (dropped is null && again is not null) Tally.AddNoise(first, again, hasRows: !job.Sample.IsRow);
    }
}
