namespace InferenceKit.Tests.ControlPlane.Lifecycle;

/// <summary>The real clock, but coming back from each look a good while later, as a busy machine's does.</summary>
internal sealed class SteppingTimeProvider(TimeSpan step) : TimeProvider
{
    private long _looks;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + (Interlocked.Increment(ref _looks) * step);
}
