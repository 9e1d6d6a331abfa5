namespace InferenceKit.DataPlane.Batching.Sizing;

/// <summary>
/// How long to wait before sharing runs is tried again after it did not pay. Each failure doubles the pause, up to five minutes. The first pause
/// is short: the first runs are slow, because code is compiled and memory is bound. Used under the scheduler's lock.
/// </summary>
internal sealed class RetryPause(long second)
{
    private readonly long _shortest = second / 20;
    private readonly long _longest = 300 * second;
    private long _next = second / 20;
    private long _until;

    /// <summary>Whether the pause is over.</summary>
    public bool IsOver(long now) => now >= _until;

    /// <summary>Begins a pause; the next one is twice as long.</summary>
    public void Begin(long now)
    {
        _until = now + _next;
        _next = Math.Min(_next * 2, _longest);
    }

    /// <summary>The next pause is a short one again.</summary>
    public void Reset() => _next = _shortest;
}
