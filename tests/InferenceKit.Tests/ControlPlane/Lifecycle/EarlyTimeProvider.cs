namespace InferenceKit.Tests.ControlPlane.Lifecycle;

/// <summary>The system's clock with timers that come at half their time, as coarse timers may.</summary>
internal sealed class EarlyTimeProvider : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new EarlyTimer(base.CreateTimer(callback, state, dueTime / 2, period));

    private sealed class EarlyTimer(ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(dueTime > TimeSpan.Zero ? dueTime / 2 : dueTime, period);

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
