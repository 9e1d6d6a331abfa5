namespace InferenceKit.ControlPlane.Lifecycle.Loading;

/// <summary>The times of a few runs, in order of length. By hand, as sorting numbers is generic code compiled at each start.</summary>
internal sealed class RunTimes(int most)
{
    private readonly long[] _sorted = new long[most];

    public int Count { get; private set; }

    public void Clear() => Count = 0;

    public void Add(long ticks)
    {
        var place = Count++;
        for (; place > 0 && _sorted[place - 1] > ticks; place--) _sorted[place] = _sorted[place - 1];
        _sorted[place] = ticks;
    }

    public long Median() => _sorted[Count / 2];
}
