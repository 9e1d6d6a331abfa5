using InferenceKit.ControlPlane.Lifecycle.Changes;
using InferenceKit.ControlPlane.Lifecycle.Loading;
using InferenceKit.ControlPlane.Lifecycle.Status;
using InferenceKit.ControlPlane.State;
using InferenceKit.Serving;

namespace InferenceKit.ControlPlane.Lifecycle.Reconciling;

/// <summary>
/// The loop of one model: observe what should be, let the policy decide the next step, take it, until nothing is left
/// to do; then wait for a signal. Loads and writes of state take time: they run beside the loop, and wake it at their end.
/// </summary>
internal sealed class ModelReconciler
{
    private readonly ModelRegistration _registration;
    private readonly LifecycleContext _context;
    private readonly VersionRecords _records;
    private readonly EditsOverlay _edits = new();
    private readonly HeldVersions _held;
    private readonly ModelObserver _observer;
    private readonly EditsWriter _writer;
    private readonly RetiredVersions _retired;
    private readonly LoadSteps _loads;
    private readonly Rollout _rollout;
    private readonly ReportWaiters _waiters = new();
    private readonly WakeSignal _wake = new();
    private readonly ITimer _timer;
    private int _retryWanted;

    public ModelReconciler(ModelRegistration registration, LifecycleContext context)
    {
        _registration = registration;
        _context = context;
        _records = new(context.Memory);
        _held = new(_wake.Set);
        _observer = new(registration, _records, _edits, _held, context);
        _writer = new(registration.Name, _edits, context, _wake.Set);
        _retired = new(_records, context, _wake.Set);
        _loads = new(registration, _records, context, _wake.Set);
        _rollout = new(registration, _records, _retired, _loads, _edits, context);
        // Reads both, because no token reports that a store or a repository is in reach again.
        _timer = context.Time.CreateTimer(_ => Wake(readRepository: true, readState: true), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public ModelRegistration Registration => _registration;

    /// <summary>The versions in the repository, as last seen.</summary>
    public IReadOnlyCollection<ModelVersion> Available => _records.Read(r => r.Available);

    /// <summary>The last report.</summary>
    public ReconcileReport Last => _waiters.Last;

    /// <summary>The edits in effect: what is stored, and what is not stored yet.</summary>
    public EditsOverlay Edits => _edits;

    public ModelStatus Status() => _records.Read(r => StatusReport.Of(_registration, _context.Settings, _context.Serving.Current, _waiters.Last, _edits, _writer.Error, r));

    /// <summary>Something may have changed.</summary>
    public void Wake(bool readRepository, bool readState)
    {
        if (readRepository) _observer.MarkListingStale();
        if (readState) _observer.MarkStateStale();
        _wake.Set();
    }

    /// <summary>Wants a version loaded beside what serves until the hold is disposed.</summary>
    public IDisposable Hold(ModelVersion version) => _held.Hold(version);

    /// <summary>A version as it stands now; null when nothing is known of it.</summary>
    public LoadedVersion? Serving(ModelVersion version) => _records.Read(r => r[version].Serving);

    /// <summary>Whether a version serves what the repository and the settings say now.</summary>
    public bool IsCurrent(ModelVersion version) => _records.Read(r =>
        r[version] is { Serving: { } serving } record
        && (record.Artifact is null || serving.Key == LoadKey.Of(record.Artifact, _context.Settings.Current.Models[_registration.Name])));

    /// <summary>What a rollback would go back to, and what from; null when there is nothing.</summary>
    public (ModelVersion? From, ModelVersion To)? FindPrevious() => _records.Read<(ModelVersion?, ModelVersion)?>(r =>
    {
        var from = r.Primary ?? r.LastGood;
        foreach (var text in _edits.Effective.Previous ?? [])
            if (ModelVersion.TryParse(text, null, out var to) && to != from && (r[to].Serving is not null || r[to].Artifact is not null)) return (from, to);
        return null;
    });

    /// <summary>The report of a pass that begins after this call, over what repository and state say then.</summary>
    /// <param name="retryFailures">Whether versions that failed are tried again at once.</param>
    public Task<ReconcileReport> RequestPassAsync(bool retryFailures)
    {
        if (retryFailures) Interlocked.Exchange(ref _retryWanted, 1);
        // Before the wake: the pass that it starts would otherwise not count as later than this call.
        var report = _waiters.OfNextPassAsync();
        Wake(readRepository: true, readState: true);
        return report;
    }

    /// <summary>The report of a pass that begins after this call, over what is known: nothing is read for it.</summary>
    public Task<ReconcileReport> RequestQuickPassAsync()
    {
        var report = _waiters.OfNextPassAsync();
        _wake.Set();
        return report;
    }

    /// <summary>The first report later than another.</summary>
    public Task<ReconcileReport> NextReportAsync(ReconcileReport after) => _waiters.AfterAsync(after.Pass);

    /// <summary>Logs what is still in use.</summary>
    public void ReportLeftovers() => _retired.ReportLeftovers();

    /// <summary>Runs until stopped, then takes every version out of service; ends when the last lease has.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            await LoopAsync(stop).ConfigureAwait(false);
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // An exception of what the stop broke off. What was loaded is freed below.
        }
        finally
        {
            await _timer.DisposeAsync().ConfigureAwait(false);
            _waiters.Close(new InferenceException(InferenceError.ShuttingDown, "The host is stopping."));
        }
        // In this order: a load may still bring a version, a version that was loaded must be retired, and a retired one drains last.
        await _loads.WhenIdleAsync().ConfigureAwait(false);
        await _writer.FinishAsync(_records.Primary).ConfigureAwait(false);
        _rollout.RetireAll();
        await _retired.WhenAllFreedAsync().ConfigureAwait(false);
    }

    private async Task LoopAsync(CancellationToken stop)
    {
        for (var failures = 0; ;)
        {
            try
            {
                await PassAsync(stop).ConfigureAwait(false);
                failures = 0;
            }
            catch (Exception e) when (!stop.IsCancellationRequested)
            {
                var delay = RetrySchedule.DelayAfter(TimeSpan.FromSeconds(1), ++failures);
                _timer.Change(delay, Timeout.InfiniteTimeSpan);
                ControlPlaneLog.ReconcileFailed(_context.Logger, e, _registration.Name, delay.TotalSeconds);
            }
            await _wake.WaitAsync(stop).ConfigureAwait(false);
        }
    }

    private async Task PassAsync(CancellationToken stop)
    {
        var pass = _waiters.Begin();
        if (Interlocked.Exchange(ref _retryWanted, 0) == 1) _records.Update(r => r.ForgetFailures());
        ModelView view;
        ReconcileAction action;
        DateTimeOffset now;
        do
        {
            // A load that the stop breaks off leaves everything as it was. Without this check the loop would begin it again and again.
            stop.ThrowIfCancellationRequested();
            view = await _observer.ObserveAsync(stop).ConfigureAwait(false);
            _rollout.Apply(view);
            now = _context.Time.GetUtcNow();
            var snapshot = _records.Read(r => r.Snapshot(view, now));
            action = ReconcilePolicy.Next(snapshot);
            _rollout.Take(action, view, stop);
        }
        while (action.Kind is not (ReconcileActionKind.None or ReconcileActionKind.Wait));

        _writer.Begin(_records.Primary, stop);
        var report = _records.Read(r => StatusReport.Report(pass, view, _observer, r, action.Kind == ReconcileActionKind.Wait));
        _rollout.Explain(report);
        Schedule(view, decidedAt: now);
        _waiters.End(report);
    }

    /// <summary>Sets the timer for when files will be stable or a retry is due.</summary>
    /// <param name="view">What was observed last.</param>
    /// <param name="decidedAt">
    /// The time that the last decision went by: what became due since then was not acted on, and would never be if it counted as past.
    /// </param>
    private void Schedule(ModelView view, DateTimeOffset decidedAt)
    {
        var due = _records.Read(r => r.NextDue(view, decidedAt));
        if (_observer.RetryAt < due) due = _observer.RetryAt;
        if (_writer.RetryAt < due) due = _writer.RetryAt;
        var wait = due - _context.Time.GetUtcNow();
        _timer.Change(due == DateTimeOffset.MaxValue ? Timeout.InfiniteTimeSpan : wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
