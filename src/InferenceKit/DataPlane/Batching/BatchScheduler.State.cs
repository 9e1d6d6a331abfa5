namespace InferenceKit.DataPlane.Batching;

/// <summary>What a decision is made on.</summary>
internal sealed partial class BatchScheduler
{
    /// <summary>Learns from a run that failed and was taken apart.</summary>
    public void LearnFailure(bool failedAll, bool failedNone)
    {
        lock (_lock)
        {
            _sizing.NoteFailure(failedAll);
            // Each succeeds, together they fail: the model declares rows and cannot take several.
            if (failedNone && ++_togetherFailures >= 2) _sizing.StayAtOne();
        }
    }

    private int _togetherFailures;

    private void LimitRows(int byMemory)
    {
        var most = Math.Min(Policy.Batching.MostRows, byMemory);
        if (most == _limited) return;
        _limited = most;
        _sizing.LimitTo(most);
    }

    // By memory as well, once a runner has had a slot to look at.
    private int _limited = int.MaxValue;

    private QueueState StateAt(long now, int running, int waitingRows)
    {
        var policy = Policy.Batching;
        var most = !_version.Rows.MayShare || _sizing.MustRunAlone || policy.Mode == BatchingMode.Off ? 1
            : policy.Mode == BatchingMode.Fixed ? Math.Min(policy.MostRows, _limited)
            : _sizing.Limit;
        return new()
        {
            Mode = policy.Mode,
            Now = now,
            WaitingRows = waitingRows,
            Oldest = policy.Mode == BatchingMode.Fixed ? _queue.Oldest() : 0,
            TightestDeadline = _queue.TightestOfNext(),
            Concurrency = _concurrency,
            Running = running,
            RunningRows = _runningRows,
            IsShedding = IsShedding(now),
            MaxRows = most,
            MaxDelay = (long)(policy.MaxQueueDelay.TotalSeconds * _shared.Frequency),
            ExpectedFull = Curve.Expected(most),
            ExpectedOne = Curve.Expected(1),
            Frequency = _shared.Frequency,
        };
    }

    // For near deadlines, which a free core can tell on time; where many are missed anyway, all cores work off what they can.
    private bool LeavesOne(RunLength length, in QueueState state) => length switch
    {
        RunLength.Short => false,
        RunLength.Middle => _others.AreThere(state.Now),
        _ => (_queue.EarliestDeadline < state.Now + _shared.Frequency / 10 && !state.IsOverloaded) || _others.AreThere(state.Now),
    };
}
