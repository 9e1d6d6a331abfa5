using InferenceKit.ControlPlane.Lifecycle.Loading.Memory;
using InferenceKit.ControlPlane.Lifecycle.Loading.Trials;
using InferenceKit.ControlPlane.Lifecycle.Loading.Verification;
using InferenceKit.ControlPlane.Repository.Staging;
using InferenceKit.Monitoring;
using InferenceKit.Serving;
using InferenceKit.Serving.Resilience;
using InferenceKit.Sessions;
using InferenceKit.Sessions.Rows;
using Microsoft.Extensions.Logging;

namespace InferenceKit.ControlPlane.Lifecycle.Loading;

/// <summary>
/// Makes a version ready to serve, on a thread of its own: stage, verify, load, bind the codecs, warm up. The number of loads at a time is limited.
/// Thread-safe.
/// </summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage(
    "Design", "CA1001:Types that own disposable fields should be disposable",
    Justification = "A semaphore holds nothing to dispose as long as its wait handle is not used.")]
internal sealed class VersionLoader(
    IModelRepository repository, StagingArea staging, VersionVerification verification, ISessionFactory sessions, InferenceMetrics metrics,
    IServiceProvider services, IVersionParts parts, ResidentMemory memory, int maxConcurrent, ILogger logger, TimeProvider time)
{
    /// <summary>A run on zeros that takes longer counts as stuck.</summary>
    public static readonly TimeSpan LongestWarmUpRun = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _slots = new(maxConcurrent);
    // A native load that does not return keeps its thread. Up to this many of them give their slots to other loads.
    private readonly LoadsLeftBehind _leftBehind = new(4, logger);
    private readonly ArenaTrial _arena = new(sessions, Environment.ProcessorCount, logger, time);

    /// <summary>Loads; everything that goes wrong is an outcome.</summary>
    /// <exception cref="OperationCanceledException">The host is stopping. Nothing is left behind.</exception>
    public async Task<LoadOutcome> LoadAsync(LoadRequest request, CancellationToken cancellationToken)
    {
        if (_leftBehind.Contains(request.Id))
            return new(null, "An earlier load of this version took too long and has not ended. The version is not loaded again before that load ends.");
        await _slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var isLeftBehind = false;
        try
        {
            request.Progress(ModelVersionState.Loading);
            var start = time.GetTimestamp();
            var load = LoaderThread.RunAsync($"InferenceKit load {request.Id}", () => Load(request, stop.Token));
            // Not cancelled by the stop of the host: the load itself hears it, and frees first what it has made.
            await ((Task)load.WaitAsync(request.Timeout, time, CancellationToken.None)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (load.IsCompleted) return await load.ConfigureAwait(false);
            isLeftBehind = true;
            _leftBehind.Add(request.Id, load, () => _slots.Release());
            // Callbacks of a repository are the host's code: the load has failed, whatever they throw.
            await stop.CancelAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return Failed(request.Id, start, $"It did not load within {request.Timeout:c} (Lifecycle:LoadTimeout).", null);
        }
        finally
        {
            // A load that was left behind still uses the token and its slot.
            if (!isLeftBehind)
            {
                stop.Dispose();
                _slots.Release();
            }
        }
    }

    private LoadOutcome Load(LoadRequest request, CancellationToken cancellationToken)
    {
        var id = request.Id;
        var start = time.GetTimestamp();
        StagedVersion? staged = null;
        ModelSession? session = null;
        LoadWatch? watch = null;
        try
        {
            if (sessions.FindProblem(request.Settings.Session) is { } problem) return Failed(id, start, problem, null);
            if (request.Verdict.Refusal is { } refusal) throw new VersionRefusedException(refusal);
            staged = staging.Stage(repository, request.Artifact, work => Run(request, work), cancellationToken);
            if (request.Verdict.FindProblem(request.Artifact, staged.Digest) is { } other) throw new VersionRefusedException(other);
            var manifest = verification.CheckFiles(request, staged, cancellationToken);
            watch = Watch(request, staged, cancellationToken);
            // Cancelled by the stop of the host, and when the load takes too much memory.
            var stop = watch.Token;
            using var limit = new RunLimit(LongestWarmUpRun, time, watch);
            session = Run(request, () => sessions.Load(id, staged.ModelPath, request.Settings.Session, stop));
            session.MaxOutputBytes = request.Settings.Serving.MaxOutputBytes;
            if (DeclaredOutputs.FindTooLarge(session.Signature, session.MaxOutputBytes) is { } output) throw new VersionRefusedException(output);
            if (manifest is not null && Run(request, () => SampleCheck.FindProblem(manifest, session, request.Settings.Session, limit)) is { } disagreement)
                throw new VersionRefusedException(disagreement);
            // A limit of its own, and a shorter one: a trial run that has to be stopped shows nothing, and must not count as a failure of the warm-up.
            using var trialLimit = new RunLimit(RowTrial.LongestRun, time, watch);
            var rows = Run(request, () => TryRows(request, session, manifest, trialLimit, stop));
            // Not in the idle class, because codecs are user code: see LoaderThread.
            var codecs = CodecBinding.Bind(request.Registration, services, session.Signature);
            if (ResilienceFit.FindProblem(request.Settings.Serving, new(id, session.Signature, codecs), request.Registration) is { } unsuited)
                throw new VersionRefusedException($"It does not serve, because {unsuited.TrimEnd('.')}.");
            request.Progress(ModelVersionState.WarmingUp);
            var warmUp = Run(request, () => WarmUp.Run(session, limit, time, request.IsBesideTraffic, stop));
            if (warmUp.Problem is not null) ControlPlaneLog.WarmUpFailed(logger, warmUp.Cause, id, warmUp.Problem);
            if (_arena.IsWorthwhile(request.Settings, session, staged.Bytes, warmUp))
            {
                string? FindProblem(ModelSession other) =>
                    manifest is null ? null : SampleCheck.FindProblem(manifest, other, request.Settings.Session, limit);
                session = Run(request, () => _arena.Choose(request, session, staged.ModelPath, FindProblem, rows, limit, stop));
            }
            stop.ThrowIfCancellationRequested();
            var version = Run(request, () => Make(request, session, codecs, rows, warmUp, manifest, limit, stop));
            session.BeginServing();
            metrics.Loaded(id, succeeded: true, time.GetElapsedTime(start).TotalSeconds);
            ControlPlaneLog.Loaded(logger, id, staged.Digest, time.GetElapsedTime(start).TotalMilliseconds, version.Slots.Length);
            return new(new LoadedVersion(version, staged, LoadKey.Of(request.Artifact, request.Settings), time.GetUtcNow(), memory));
        }
        catch (Exception e)
        {
            session?.Dispose();
            var reason = staged?.WithOrigin(e.Message, request.Artifact.Location) ?? e.Message;
            staged?.Dispose();
            // Wrapped cancellations of the repository or the runtime are cancellations too.
            if (cancellationToken.IsCancellationRequested) throw new OperationCanceledException("The host is stopping.", e, cancellationToken);
            return watch?.Problem is { } problem ? Failed(id, start, problem, null) : Failed(id, start, reason, e);
        }
        finally
        {
            watch?.Dispose();
        }
    }

    private static LoadWatch Watch(LoadRequest request, StagedVersion staged, CancellationToken cancellationToken)
    {
        var expected = ResidentMemory.Estimate(staged.Bytes);
        return new(new NativeGrowth(expected), ResidentMemory.LimitOfLoad(request.Settings.MaxLoadBytes, expected), cancellationToken);
    }

    /// <summary>Tries rows and outputs. Before codecs are bound, because the result decides what they see.</summary>
    private RowTrialOutcome TryRows(LoadRequest request, ModelSession session, ModelManifest? manifest, RunLimit limit, CancellationToken cancellationToken)
    {
        var declared = request.Settings.Session.Rows;
        if (declared == RowDimension.First && RowAxis.FindProblem(session.Signature, isDeclared: true) is { } problem)
            throw new VersionRefusedException($"Batching:Rows is First, but {problem}.");
        var outcome = RowTrial.Run(session, manifest?.Samples ?? [], declared, limit, time, cancellationToken);
        outcome.Apply(session);
        if (session.Signature.HasRows && outcome.Verdict.Why is { } why) ControlPlaneLog.RowsAlone(logger, request.Id, why);
        return outcome;
    }

    private ServedVersion Make(
        LoadRequest request, ModelSession session, object[] codecs, RowTrialOutcome rows, WarmUpOutcome warmUp, ModelManifest? manifest, RunLimit limit, CancellationToken cancellationToken)
    {
        var slots = SlotCount.Choose(request.Settings.MaxConcurrency, warmUp.TypicalRun, Environment.ProcessorCount);
        var version = new ServedVersion(
            request.Id, session, codecs, slots, (long)(warmUp.TypicalRun.TotalSeconds * time.TimestampFrequency),
            request.Registration, parts, metrics.For(request.Id), time, rows.Verdict)
        {
            Probe = manifest is { Samples.Count: > 0 } ? run => SampleCheck.Replay(manifest, run) : null,
        };
        version.Service.Changed = LogService;
        version.Rows.Changed = LogRows;
        if (warmUp.CanRun && codecs.Length > 0) TouchSlots(version, limit, cancellationToken);
        return version;
    }

    /// <summary>Runs once in each slot: a slot makes and binds its buffers at its first run, and no caller should wait for that.</summary>
    private static void TouchSlots(ServedVersion version, RunLimit limit, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var slot in version.Slots)
            {
                cancellationToken.ThrowIfCancellationRequested();
                WarmUp.RunRows(version.Session, slot.Buffers.Single, 1, limit);
            }
        }
        catch
        {
            // The session is disposed next, and no buffer may outlive it.
            foreach (var slot in version.Slots) slot.Buffers.Dispose();
            throw;
        }
    }

    // On the pool, because the thread that reports the change watches all deadlines. Without exceptions, because a log is the host's code.
    private void LogService(ServedVersion version) => ThreadPool.UnsafeQueueUserWorkItem(_ =>
    {
        try
        {
            if (version.WhyOutOfService is { } why) ControlPlaneLog.OutOfService(logger, version.Id, why);
            else ControlPlaneLog.BackInService(logger, version.Id);
        }
        catch (Exception)
        {
        }
    }, null);

    // On the pool as above, because the thread of a run may report the change.
    private void LogRows(ServedVersion version) => ThreadPool.UnsafeQueueUserWorkItem(_ =>
    {
        try
        {
            if (version.Rows.WhyNot is { } why) ControlPlaneLog.SharingEnded(logger, version.Id, why);
            else ControlPlaneLog.SharingBegan(logger, version.Id);
        }
        catch (Exception)
        {
        }
    }, null);

    private LoadOutcome Failed(ModelId id, long start, string reason, Exception? cause)
    {
        metrics.Loaded(id, succeeded: false, time.GetElapsedTime(start).TotalSeconds);
        return new(null, reason, cause);
    }

    private static T Run<T>(LoadRequest request, Func<T> work) =>
        request.IsBesideTraffic ? LoaderThread.RunIdle($"InferenceKit idle {request.Id}", work) : work();
}
