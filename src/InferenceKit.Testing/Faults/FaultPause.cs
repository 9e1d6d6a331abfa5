namespace InferenceKit.Testing.Faults;

/// <summary>Blocks the thread of a run.</summary>
internal static class FaultPause
{
    /// <summary>Waits as long as a delay or a hang lasts.</summary>
    /// <param name="fault">The rule; the wait ends when it is switched off.</param>
    /// <param name="stop">Whether the run is asked to stop.</param>
    /// <param name="time">Measures delays.</param>
    public static void Wait(ActiveFault fault, ManualResetEventSlim stop, TimeProvider time)
    {
        if (fault.Kind == FaultKind.Delay) Delay(fault, stop, time);
        else if (fault.Rule.IgnoresTermination) fault.Off.WaitOne();
        else WaitHandle.WaitAny([fault.Off, stop.WaitHandle]);
    }

    private static void Delay(ActiveFault fault, ManualResetEventSlim stop, TimeProvider time)
    {
        var delay = TimeSpan.FromMilliseconds(Math.Ceiling(fault.Rule.Delay.TotalMilliseconds));
        if (time == TimeProvider.System)
        {
            // Not a timer: timers fire on the thread pool, and every thread of the pool may be in a delay.
            WaitHandle.WaitAny([fault.Off, stop.WaitHandle], delay);
            return;
        }
        // Not disposed: the timer may fire at the same moment and set it.
        var isOver = new ManualResetEvent(false);
        using var timer = time.CreateTimer(static over => ((ManualResetEvent)over!).Set(), isOver, delay, Timeout.InfiniteTimeSpan);
        WaitHandle.WaitAny([fault.Off, stop.WaitHandle, isOver]);
    }
}
