using InferenceKit.DataPlane.Execution;
using InferenceKit.Serving;
using InferenceKit.Serving.Traffic;

namespace InferenceKit.DataPlane.Shadows;

/// <summary>
/// One shadow of one model: its queue, which drops what does not fit, and its threads, which only get processor time that no other thread wants.
/// </summary>
/// <remarks>
/// Its threads look for work every millisecond while there was some within the last second, and otherwise sleep until they are woken: to wake
/// a thread would cost a request more than its share of all of this.
/// </remarks>
internal sealed class ShadowLane
{
    private const int NapMilliseconds = 1;
    private const int NapsBeforeSleep = 1000;

    private readonly object _gate = new();
    private int _sleepers;
    private int _threads;
    private volatile bool _isEnding;

    private readonly ShadowRing<ShadowJob> _queue;
    private readonly Func<ShadowComparison> _newComparison;
    private readonly byte[] _prefix;
    private readonly ShadowRoom _room;
    private double _percent;

    /// <param name="model">The model that it shadows.</param>
    /// <param name="policy">What it is, and how much it may take.</param>
    /// <param name="salt">What routing keys of the model are hashed with.</param>
    /// <param name="executor">Runs it.</param>
    /// <param name="time">The clock.</param>
    public ShadowLane(ModelRegistration model, ShadowPolicy policy, string salt, RunExecutor executor, TimeProvider time)
    {
        (Model, Policy, _percent) = (model.Name, policy, policy.SamplePercent);
        _queue = new(policy.MaxQueuedRows);
        _room = new(policy.MaxQueuedRows, policy.MaxQueuedBytes);
        _prefix = RoutingHash.Prefix($"{salt}/shadow/{policy.Name}");
        Tally = new(model.Name, policy.Name, policy);
        Examples = new(policy.KeepExamples, model.RedactExample);
        _newComparison = () => new(policy, Tally, Examples, executor, time);
    }

    public ShadowPolicy Policy { get; }

    /// <summary>The model that it shadows.</summary>
    public string Model { get; }

    public ShadowTally Tally { get; }

    /// <summary>The pairs that lie furthest apart.</summary>
    public WorstExamples Examples { get; }

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

    /// <summary>Whether there is room for one more row; counts it as dropped otherwise, before anything is copied.</summary>
    public bool HasRoom()
    {
        if (_room.WhyFull() is not { } reason) return true;
        Drop(reason);
        return false;
    }

    /// <summary>Counts a request of the sample that it will not see.</summary>
    public void Drop(ShadowDrop reason)
    {
        Tally.AddSampled();
        Tally.AddDropped(reason);
    }

    /// <summary>Takes a sample, or drops it; never waits.</summary>
    /// <returns>A free sample, this one or another; null where no sample is free.</returns>
    public ShadowSample? Offer(ShadowSample sample, ServedVersion version)
    {
        // First: its pair may be counted at any time after.
        Tally.AddSampled();
        if (TryAdd(sample, version, out var free) is { } reason)
        {
            Tally.AddDropped(reason);
            return sample.IsReusable ? sample : null;
        }
        if (Volatile.Read(ref _sleepers) > 0) Wake();
        else if (Volatile.Read(ref _threads) < Policy.MaxConcurrency) StartThread();
        return free;
    }

    private ShadowDrop? TryAdd(ShadowSample sample, ServedVersion version, out ShadowSample? free)
    {
        free = null;
        var (rows, bytes) = (sample.Rows, sample.Bytes);
        if (_isEnding) return ShadowDrop.NotReady;
        if (_room.TryTake(rows, bytes) is { } reason) return reason;
        if (_queue.TryAdd(new(sample, version), out var back))
        {
            free = back.Sample;
            return null;
        }
        _room.TakeBack(rows, bytes);
        return ShadowDrop.QueueFull;
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

    private void StartThread()
    {
        if (Interlocked.Increment(ref _threads) > Policy.MaxConcurrency)
        {
            Interlocked.Decrement(ref _threads);
            return;
        }
        try
        {
            // Without its caller's ambient state, and in the background: a host that stops does not wait for it.
            new Thread(Work) { IsBackground = true, Name = $"inferencekit shadow {Policy.Name}" }.UnsafeStart();
        }
#pragma warning disable CA1031 // There may be no memory or no process id for a thread: that must not fail a request. The next sample tries again.
        catch (Exception)
        {
            Interlocked.Decrement(ref _threads);
        }
#pragma warning restore CA1031
    }

    private void Work()
    {
        SchedulingClass.EnterIdle();
        var comparison = _newComparison();
        ShadowJob done = default;
        for (var naps = 0; !_isEnding;)
        {
            if (_queue.TryTake(done, out var job))
            {
                var sample = job.Sample!;
                naps = 0;
                _room.Free(sample.Rows, sample.Bytes);
                comparison.Run(sample, job.Version!);
                // In all no more than may wait.
                done = new(sample.IsReusable && sample.Bytes <= Policy.MaxQueuedBytes / Policy.MaxQueuedRows ? sample : null, null);
            }
            else Rest(++naps < NapsBeforeSleep ? NapMilliseconds : Timeout.Infinite);
        }
    }

    private void Rest(int milliseconds)
    {
        lock (_gate)
        {
            if (milliseconds == Timeout.Infinite) Interlocked.Increment(ref _sleepers);
            // A producer that came before the mark has not seen this thread asleep, and does not wake it.
            if (_room.Rows == 0 && !_isEnding) Monitor.Wait(_gate, milliseconds);
            if (milliseconds == Timeout.Infinite) Interlocked.Decrement(ref _sleepers);
        }
    }
}
