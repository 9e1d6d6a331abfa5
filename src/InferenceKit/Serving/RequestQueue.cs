using System.Runtime.CompilerServices;

namespace InferenceKit.Serving;

/// <summary>
/// Where requests wait for one version. They hold nothing of it: when traffic goes to another version, they go there, so that
/// a swap never waits for a queue.
/// </summary>
internal abstract class RequestQueue
{
    /// <summary>Whether no request waits or should: an arrival may run at once, on its caller's thread.</summary>
    public bool TakesInline
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Volatile.Read(ref _takesInline);
        protected set => Volatile.Write(ref _takesInline, value);
    }

    private bool _takesInline = true;

    /// <summary>Whether any request waits.</summary>
    public abstract bool HasWaiting { get; }

    /// <summary>Rows that wait.</summary>
    public abstract int Rows { get; }

    /// <summary>Most rows of the next run.</summary>
    public abstract int RowsPerRun { get; }

    /// <summary>When to look at it again, or <see cref="long.MaxValue"/>: the soonest deadline, or the end of a queue delay.</summary>
    public abstract long NextCheck { get; }

    /// <summary>How long runs take, as learnt.</summary>
    public abstract CostCurve Curve { get; }

    /// <summary>Answers those whose time is over, and runs those that have waited long enough.</summary>
    /// <returns><see cref="NextCheck"/> as it is then.</returns>
    public abstract long Check(long now);

    /// <summary>A slot of the version has become free.</summary>
    public abstract void OnSlotFree();

    /// <summary>The table has changed: requests that wait here and belong elsewhere go there.</summary>
    public abstract void OnTableChanged();

    /// <summary>The version takes no request from now on; all that wait go elsewhere.</summary>
    public abstract void Close();

    /// <summary>An inline run is over; called now and then only.</summary>
    /// <param name="now">A timestamp.</param>
    /// <param name="ticks">How long it took.</param>
    public abstract void OnInlineRun(long now, long ticks);
}
