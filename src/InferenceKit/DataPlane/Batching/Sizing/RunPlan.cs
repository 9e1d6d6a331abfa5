using InferenceKit.Serving;

namespace InferenceKit.DataPlane.Batching.Sizing;

/// <summary>
/// How large and how long the runs of one version are to be: what configuration and memory allow, and what live runs have taught. Used under
/// the scheduler's lock.
/// </summary>
internal sealed class RunPlan
{
    private readonly ServedVersion _version;
    private readonly ModelRegistration _registration;
    private readonly BatchServices _shared;
    private readonly BatchSizing _sizing;
    private readonly OtherTraffic _others;
    private int _limited = int.MaxValue;
    private int _togetherFailures;
    private long _learntAt;

    public RunPlan(ServedVersion version, ModelRegistration registration, BatchServices shared)
    {
        (_version, _registration, _shared) = (version, registration, shared);
        Curve = new(shared.Frequency);
        _sizing = new(Curve, shared.Frequency);
        if (version.Rows.NeverShares) _sizing.StayAtOne();
        _others = new(shared.Serving, registration, shared.Frequency);
    }

    /// <summary>How long runs take, as learnt.</summary>
    public CostCurve Curve { get; }

    /// <summary>The model's settings now.</summary>
    public ServingPolicy Policy => _shared.Serving.Current.Models[_registration.Ordinal].Policy;

    /// <summary>Most rows that requests share a run with, as learnt.</summary>
    public int RowsPerRun => _version.Rows.MayShare ? _sizing.Limit : 1;

    /// <summary>Whether one row runs alone for a moment, to see that sharing still pays.</summary>
    public bool IsProbingOne => _sizing.IsProbingOne;

    /// <summary>Whether sharing pays, as far as is known.</summary>
    public bool Pays => _sizing.Pays;

    /// <summary>Whether requests should come together rather than run at once.</summary>
    public bool MayBatch(BatchingPolicy policy) => policy.Mode == BatchingMode.Auto && _version.Rows.MayShare && _sizing is { Pays: true, IsReady: true };

    /// <summary>About how long a run of so many rows takes.</summary>
    public long ExpectedOf(int rows) => Curve.IsKnown(0) ? Curve.Expected(rows) : _version.RunTime.P99 * rows;

    /// <summary>How long that is, for the thread that it runs on. Long for a version that once outlived a deadline on its caller's thread.</summary>
    public RunLength LengthOf(int rows)
    {
        if (_version.RunTime.HasOverrun) return RunLength.Long;
        var expected = ExpectedOf(rows);
        return expected >= _shared.Frequency / 1000 ? RunLength.Long : expected >= _shared.Frequency / 5000 ? RunLength.Middle : RunLength.Short;
    }

    /// <summary>Most rows of one run on behalf of one request; a request with more runs in parts.</summary>
    /// <param name="isLearnt">Whether as many as proved fastest, or as many as there may be.</param>
    public int RowsOfPart(bool isLearnt)
    {
        if (!_version.Rows.MayShare || _sizing.MustRunAlone) return 1;
        var policy = Policy;
        var most = policy.Batching.Mode == BatchingMode.Off ? policy.MaxRowsPerRun : Math.Min(policy.MaxRowsPerRun, policy.Batching.MaxBatchSize ?? int.MaxValue);
        most = Math.Min(most, _limited);
        return Math.Max(1, isLearnt ? Math.Min(most, _sizing.Limit) : most);
    }

    /// <summary>Most rows of a run that requests share.</summary>
    public int SharedRows(BatchingPolicy policy) =>
        !_version.Rows.MayShare || _sizing.MustRunAlone || policy.Mode == BatchingMode.Off ? 1
        : policy.Mode == BatchingMode.Fixed ? Math.Min(policy.MostRows, _limited)
        : _sizing.Limit;

    /// <summary>A runner has a slot, which tells what memory allows.</summary>
    public void LimitRows(int byMemory)
    {
        var policy = Policy.Batching;
        var most = Math.Min(policy.Mode == BatchingMode.Off ? int.MaxValue : policy.MostRows, byMemory);
        if (most == _limited) return;
        _limited = most;
        _sizing.LimitTo(most);
    }

    /// <summary>A run from the queue is over.</summary>
    public void Learn((int Rows, long Ticks, long Taking) run, long now)
    {
        _learntAt = now;
        _sizing.Observe(run.Rows, run.Ticks, now, run.Taking);
    }

    /// <summary>A run on its caller's thread is over.</summary>
    /// <param name="ticks">How long it took.</param>
    /// <param name="ready">Callers that are ready to come, for each slot.</param>
    /// <param name="now">The clock.</param>
    public void LearnInline(long ticks, long ready, long now)
    {
        _sizing.Observe(1, ticks, now);
        _sizing.NoteCrowd((int)Math.Min(ready, int.MaxValue - 1));
    }

    /// <summary>A run failed and was run again in parts.</summary>
    public void LearnFailure(bool failedAll, bool failedNone)
    {
        _sizing.NoteFailure(failedAll);
        // Each succeeds, together they fail: the model declares rows and cannot take several.
        if (failedNone && ++_togetherFailures >= 2) _sizing.StayAtOne();
    }

    /// <summary>
    /// Whether a run leaves the last core: to near deadlines, which a free core can tell on time, and to other models that are being used.
    /// Where many deadlines are missed anyway, all cores work off what they can.
    /// </summary>
    public bool LeavesOne(RunLength length, in QueueState state, long earliestDeadline) => length switch
    {
        RunLength.Short => false,
        RunLength.Middle => _others.AreThere(state.Now),
        _ => (earliestDeadline < state.Now + _shared.Frequency / 10 && !state.IsOverloaded) || _others.AreThere(state.Now),
    };

    /// <summary>
    /// How long a request must have left to be taken. A run that ends too late only takes time from those that could be in time. Half as much
    /// again as is expected, for that is the median, and all that go next have about the same time left. What is expected may be wrong,
    /// though: it is believed only while runs confirm it, or it might keep all requests from running for ever.
    /// </summary>
    public long TimeNeeded(in QueueState state) =>
        state.IsOverloaded && state.Now - _learntAt < _shared.Frequency / 10 ? state.ExpectedFull + state.ExpectedFull / 2 : 0;
}
