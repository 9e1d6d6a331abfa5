namespace InferenceKit.Tests.ControlPlane.Lifecycle;

/// <summary>Holds whoever sets a timer of a given length: here, the start about to wait for its models.</summary>
internal sealed class LateStartTimeProvider(TimeSpan held, ManualResetEventSlim release) : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime == held) release.Wait();
        return base.CreateTimer(callback, state, dueTime, period);
    }
}
