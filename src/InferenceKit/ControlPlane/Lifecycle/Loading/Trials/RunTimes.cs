namespace InferenceKit.ControlPlane.Lifecycle.Loading.Trials;

/// <summary>The times of a few runs, in order of length. By hand, as sorting numbers is generic code compiled at each start.</summary>
internal sealed class RunTimes(int most)
{
    private readonly long[] _sorted = new long[most];

    public int Count { get; private set; }

    public void Clear() => Count = 0;

    public void Add(long ticks)
    {
        var index = Count++;
        for (; index > 0 && _sorted[index - 1] > ticks; index--) _sorted[index] = _sorted[index - 1];
        _sorted[index] = ticks;
    }

    public long Median() => _sorted[Count / 2];
}
