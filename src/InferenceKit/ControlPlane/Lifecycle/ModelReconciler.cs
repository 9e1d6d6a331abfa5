using InferenceKit.Runtime;

namespace InferenceKit.ControlPlane.Lifecycle;

/// <summary>
/// The loop of one model: look at what should be, let the policy decide the next step, take it, until nothing is left
/// to do; then wait for a signal. Loads run on threads of their own; the loop only awaits them.
/// </summary>
internal sealed class ModelReconciler
{
    private readonly ModelRegistration _registration;
    private readonly LifecycleContext _context;
    private readonly VersionRecords _records;
    private readonly ModelObserver _observer;
    private readonly RetiredVersions _retired;
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
        _observer = new(registration, _records, context);
        _retired = new(_records, context, _wake.Set);
        _rollout = new(registration, _records, _retired, context);
        _timer = context.Time.CreateTimer(_ => Wake(readRepository: true), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public ModelRegistration Registration => _registration;

    /// <summary>The versions in the repository, as last seen.</summary>
    public IReadOnlyCollection<ModelVersion> Available => _records.Read(r => r.Available);

    /// <summary>The last report.</summary>
    public ReconcileReport Last => _waiters.Last;

    public ModelStatus Status() => _records.Read(r => StatusReport.Of(_registration, _context.Settings, _waiters.Last, r));

    /// <summary>Something may have changed.</summary>
    public void Wake(bool readRepository)
    {
        if (readRepository) _observer.MarkListingStale();
        _wake.Set();
    }

    /// <summary>The report of a pass that begins after this call.</summary>
    /// <param name="retryFailures">Whether versions that failed are tried again at once.</param>
    public Task<ReconcileReport> RequestPassAsync(bool retryFailures)
    {
        if (retryFailures) Interlocked.Exchange(ref _retryWanted, 1);
        var report = _waiters.OfNextPassAsync();
        Wake(readRepository: true);
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
            // Whatever the stop broke off: what was loaded is freed below.
        }
        finally
        {
            await _timer.DisposeAsync().ConfigureAwait(false);
            _waiters.Close(new InferenceException(InferenceError.ShuttingDown, "The host is stopping."));
        }
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
                ControlPlaneLog.ReconcileFailed(_context.Logger, e, _registration.Name, delay.TotalSeconds);
                _timer.Change(delay, Timeout.InfiniteTimeSpan);
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
            view = await _observer.LookAsync(stop).ConfigureAwait(false);
            _rollout.Apply(view.Model);
            now = _context.Time.GetUtcNow();
            var snapshot = _records.Read(r => r.Snapshot(view, now));
            action = ReconcilePolicy.Next(snapshot);
            await _rollout.TakeAsync(action, view, stop).ConfigureAwait(false);
        }
        while (action.Kind is not (ReconcileActionKind.None or ReconcileActionKind.Wait));

        var report = _records.Read(r => StatusReport.Report(pass, view, _observer, r, action.Kind == ReconcileActionKind.Wait));
        _rollout.Explain(report);
        Schedule(view, decidedAt: now);
        _waiters.End(report);
    }

    /// <summary>Wakes the loop when files will have settled or a retry is due.</summary>
    /// <param name="view">What was looked at last.</param>
    /// <param name="decidedAt">
    /// The time that the last decision went by: what became due since then was not acted on, and would never be if it counted as past.
    /// </param>
    private void Schedule(ModelView view, DateTimeOffset decidedAt)
    {
        var due = _records.Read(r => r.NextLook(view, decidedAt));
        if (_observer.RetryAt < due) due = _observer.RetryAt;
        var wait = due - _context.Time.GetUtcNow();
        _timer.Change(due == DateTimeOffset.MaxValue ? Timeout.InfiniteTimeSpan : wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
