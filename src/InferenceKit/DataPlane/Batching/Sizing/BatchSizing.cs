using InferenceKit.Serving;

namespace InferenceKit.DataPlane.Batching.Sizing;

/// <summary>
/// Finds by live runs whether and how far sharing runs pays: climbs through 2, 4, 8, ... rows while each takes less time a row than
/// the one before, and stays at the elbow, the smallest size within 5 % of the best. A gain of 15 % or less does not count: noise in what is
/// learnt costs more than it brings. Used under the scheduler's lock.
/// </summary>
internal sealed class BatchSizing(CostCurve curve, long second)
{
    private const int ReviewAfter = 256, LongestStep = 64;

    private readonly SharingCosts _costs = new(curve, second);
    private readonly RetryPause _pause = new(second);
    private readonly SingleRowProbe _probe = new(second);
    // The size that is being tried; the elbow once the climb is over.
    private int _size = 1;
    private bool _isClimbing = true;
    private bool _alone;
    private bool _triesLarger;
    private int _largest = CostCurve.Sizes - 1;
    private int _most = 1 << (CostCurve.Sizes - 1);
    private int _runs;
    private int _stepRuns;
    private bool _failsAlways;
    // Rows that did not come together when the climb ended.
    private int _unreached = int.MaxValue;

    /// <summary>Whether requests should share runs: yes while nothing speaks against it.</summary>
    public bool Pays { get; private set; } = true;

    /// <summary>Whether there is anything to compare with: the time of one row alone.</summary>
    public bool IsReady => !_alone && _costs.IsKnown(0);

    /// <summary>Whether runs of several rows have failed in a way that says not to form any, whatever the mode.</summary>
    public bool MustRunAlone => _alone || _failsAlways;

    /// <summary>Most rows of the next run.</summary>
    public int Limit => MustRunAlone || !IsReady || !Pays || IsProbingOne ? 1 : _size == _largest ? _most : 1 << _size;

    /// <summary>Whether rows run alone for a moment, although sharing pays, to see that it still does.</summary>
    public bool IsProbingOne => _probe.IsOn;

    /// <summary>The most rows that memory and configuration allow.</summary>
    public void LimitTo(int rows)
    {
        _most = Math.Clamp(rows, 1, (1 << CostCurve.Sizes) - 1);
        _largest = CostCurve.SizeOf(_most);
        _size = Math.Clamp(_size, Math.Min(1, _largest), _largest);
    }

    /// <summary>Learns from a run that several requests shared, or one alone.</summary>
    /// <param name="rows">Its rows.</param>
    /// <param name="ticks">How long it took.</param>
    /// <param name="now">The clock.</param>
    /// <param name="taking">How long it took to take the rows from the queue, which a run on its caller's thread is spared.</param>
    public void Observe(int rows, long ticks, long now, long taking = 0)
    {
        _costs.Add(rows, ticks, taking);
        _failsAlways = false;
        if (rows == 1 && _probe.Note(now)) Decide(now);
        if (_largest == 0) return;
        if (!Pays)
        {
            if (_pause.IsOver(now)) StartAnew();
            return;
        }
        if (!_isClimbing)
        {
            if (rows > 1) _probe.BeginIfDue(now);
            // Full runs say that more would come if more were taken.
            _runs += rows >= Limit ? 4 : 1;
            if (_runs >= ReviewAfter) Review(now);
        }
        else if (!_costs.IsKnown(0)) return;
        else if (_costs.IsKnown(_size)) Climb(now);
        // So many rows do not come together here: make do with what was seen.
        else if (rows > 1 && ++_stepRuns >= LongestStep)
        {
            _unreached = 1 << _size;
            Decide(now);
        }
    }

    /// <summary>So many rows could share a run now. Where too few did when it was found not to pay, it is tried anew.</summary>
    public void NoteCrowd(int rows)
    {
        if (Pays || rows < _unreached) return;
        _pause.Reset();
        StartAnew();
    }

    /// <summary>Several rows in one run fail where each alone does not: from now on, each runs alone.</summary>
    public void StayAtOne() => _alone = true;

    /// <summary>Whether every row of a run that was taken apart failed: then each runs alone, and nothing is taken apart, until one succeeds.</summary>
    public void NoteFailure(bool failedAll) => _failsAlways = failedAll;

    private void Climb(long now)
    {
        if (_costs.MayGainAbove(_size) && _size < _largest) (_size, _stepRuns) = (_size + 1, 0);
        else Decide(now);
    }

    private void Decide(long now)
    {
        (_isClimbing, _stepRuns, _runs) = (false, 0, 0);
        _probe.End();
        _size = _costs.Elbow(_largest);
        Pays = _costs.Pays(_size);
        if (Pays)
        {
            _pause.Reset();
            return;
        }
        _pause.Begin(now);
    }

    private void StartAnew()
    {
        _costs.ForgetLarge();
        _unreached = int.MaxValue;
        (Pays, _isClimbing, _size, _stepRuns) = (true, true, Math.Min(1, _largest), 0);
    }

    // Machines and rows change: now and then the next larger size is tried, and the elbow is found anew from what was seen since.
    private void Review(long now)
    {
        _triesLarger = !_triesLarger;
        _unreached = int.MaxValue;
        if (_triesLarger && _size < _largest) (_isClimbing, _size, _stepRuns) = (true, _size + 1, 0);
        else Decide(now);
    }
}
