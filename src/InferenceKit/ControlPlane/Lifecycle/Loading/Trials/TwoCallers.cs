using InferenceKit.Serving;
using InferenceKit.Sessions;
using InferenceKit.Sessions.Rows;

namespace InferenceKit.ControlPlane.Lifecycle.Loading.Trials;

/// <summary>Two callers that run at the same time for a moment: the calling thread, and one that this holds.</summary>
internal sealed class TwoCallers : IDisposable
{
    /// <summary>How many runs a measurement is the time of.</summary>
    public const int Runs = 1000;

    // Far more than fit in a slice: a bound for a clock that stands still.
    private const int MostRuns = 100_000;

    private readonly TimeSpan _slice;
    private readonly bool _isIdle;
    private readonly TimeProvider _time;
    private readonly RunLimit _limitHere;
    private readonly RunLimit _limitThere;
    private readonly SemaphoreSlim _begin = new(0);
    private readonly SemaphoreSlim _ended = new(0);
    private readonly Thread _thread;
    private TrialSide? _side;
    private double _rateThere;

    /// <param name="limit">Each caller gets one of the same length.</param>
    /// <param name="slice">How long a measurement takes.</param>
    /// <param name="isIdle">Whether the second caller belongs in the idle scheduling class, as the first one.</param>
    /// <param name="time">Measures.</param>
    public TwoCallers(RunLimit limit, TimeSpan slice, bool isIdle, TimeProvider time)
    {
        (_slice, _isIdle, _time) = (slice, isIdle, time);
        _limitHere = new(limit.Limit, time, limit.Watch);
        _limitThere = new(limit.Limit, time, limit.Watch);
        _thread = new(Serve) { IsBackground = true, Name = "InferenceKit second caller" };
        try
        {
            _thread.UnsafeStart();
        }
        catch
        {
            _limitHere.Dispose();
            _limitThere.Dispose();
            throw;
        }
    }

    /// <returns>What <see cref="Runs"/> runs of both together take; null when a run failed or was stopped.</returns>
    public long? Measure(TrialSide side)
    {
        // Written before the release, which publishes it to the other thread; likewise _rateThere before _ended.
        _side = side;
        _begin.Release();
        var rate = RateOf(side.Session, side.Here, _limitHere);
        // Waits in any case, without cancellation: the other thread uses the batch until it has ended.
        _ended.Wait(CancellationToken.None);
        return rate > 0 && _rateThere > 0 ? (long)(Runs / (rate + _rateThere)) : null;
    }

    public void Dispose()
    {
        _side = null;
        _begin.Release();
        _thread.Join();
        _limitHere.Dispose();
        _limitThere.Dispose();
        _begin.Dispose();
        _ended.Dispose();
    }

    private void Serve()
    {
        if (_isIdle) SchedulingClass.EnterIdle();
        while (true)
        {
            _begin.Wait(CancellationToken.None);
            if (_side is not { } side) return;
            _rateThere = RateOf(side.Session, side.There, _limitThere);
            _ended.Release();
        }
    }

    /// <returns>Runs per timestamp tick; 0 when a run failed or was stopped, or no time passed.</returns>
    private double RateOf(ModelSession session, RowBatch batch, RunLimit limit)
    {
        try
        {
            return limit.RunMany(batch, () => Run(session, batch));
        }
#pragma warning disable CA1031 // A session must not throw; if one does, the second caller's thread must not take the process with it.
        catch (Exception)
#pragma warning restore CA1031
        {
            return 0;
        }
    }

    private double Run(ModelSession session, RowBatch batch)
    {
        var ticks = (long)(_slice.TotalSeconds * _time.TimestampFrequency);
        var start = _time.GetTimestamp();
        for (var runs = 1; runs <= MostRuns; runs++)
        {
            var run = session.RunAsync(batch, CancellationToken.None);
            var outcome = run.IsCompletedSuccessfully ? run.Result : run.AsTask().GetAwaiter().GetResult();
            if (outcome.Status != RunStatus.Completed) return 0;
            var taken = _time.GetTimestamp() - start;
            if (taken >= ticks) return runs / (double)taken;
        }
        return 0;
    }
}
