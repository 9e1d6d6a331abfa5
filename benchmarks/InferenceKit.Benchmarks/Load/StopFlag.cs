namespace InferenceKit.Benchmarks.Load;

/// <summary>Read on every call, so it must cost next to nothing.</summary>
internal sealed class StopFlag
{
    private volatile bool _isRaised;

    public bool IsRaised => _isRaised;

    public void Raise() => _isRaised = true;
}
