namespace InferenceKit.DataPlane.Batching;

/// <summary>
/// Watches over runners whose thread lets callers go on before it runs again: one that makes no step between two looks is held up by a
/// caller that blocks, and the rest of its work goes to other threads. Lock-free; looked at by the deadline scanner.
/// </summary>
internal sealed class HandOutWatch
{
    /// <summary>Between two looks while anybody is watched over, in milliseconds.</summary>
    public const int Interval = 2;

    private const int Most = 64;
    private readonly BatchRunner?[] _watched = new BatchRunner?[Most];
    private readonly (BatchRunner? Runner, long Step)[] _seen = new (BatchRunner?, long)[Most];

    /// <summary>Watches over a runner; gives its number, or -1 if there are too many.</summary>
    public int Enter(BatchRunner runner)
    {
        var start = Environment.CurrentManagedThreadId;
        for (var i = 0; i < Most; i++)
        {
            var at = (start + i) % Most;
            if (Volatile.Read(ref _watched[at]) is null && Interlocked.CompareExchange(ref _watched[at], runner, null) is null) return at;
        }
        return -1;
    }

    public void Exit(int number) => Volatile.Write(ref _watched[number], null);

    /// <summary>Looks after all; called by one thread at a time.</summary>
    /// <returns>Whether anybody is watched over.</returns>
    public bool Look()
    {
        var isAnybody = false;
        for (var i = 0; i < Most; i++)
        {
            var runner = Volatile.Read(ref _watched[i]);
            if (runner is null)
            {
                _seen[i] = default;
                continue;
            }
            isAnybody = true;
            var step = runner.Step;
            if (_seen[i] == (runner, step)) runner.Rescue();
            _seen[i] = (runner, step);
        }
        return isAnybody;
    }
}
