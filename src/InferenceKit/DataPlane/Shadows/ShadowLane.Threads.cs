using InferenceKit.Runtime;

namespace InferenceKit.DataPlane.Shadows;

/// <summary>The threads of a shadow, which only get what nobody else wants of the processor.</summary>
/// <remarks>
/// Its threads look for work every millisecond while there was some within the last second, and otherwise sleep until they are woken: to wake
/// a thread would cost a request more than its share of all of this.
/// </remarks>
internal sealed partial class ShadowLane
{
    private const int NapMilliseconds = 1;
    private const int NapsBeforeSleep = 1000;

    private readonly object _gate = new();
    private int _sleepers;
    private int _threads;
    private volatile bool _isEnding;

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
        // Without its caller's ambient state, and in the background: a host that stops does not wait for it.
        new Thread(Work) { IsBackground = true, Name = $"inferencekit shadow {Policy.Name}" }.UnsafeStart();
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
            // What came before the mark has seen nobody asleep.
            if (_room.Rows == 0 && !_isEnding) Monitor.Wait(_gate, milliseconds);
            if (milliseconds == Timeout.Infinite) Interlocked.Decrement(ref _sleepers);
        }
    }
}
