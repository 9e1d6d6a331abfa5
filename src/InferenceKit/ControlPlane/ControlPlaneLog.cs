using Microsoft.Extensions.Logging;

namespace InferenceKit.ControlPlane;

/// <summary>What the control plane logs. Event ids 2000 to 2099.</summary>
internal static partial class ControlPlaneLog
{
    public const string Category = "InferenceKit.ControlPlane";

    [LoggerMessage(2000, LogLevel.Information, "{Model} serves {Digest}, loaded in {Milliseconds:F0} ms; it takes {Slots} runs at a time")]
    public static partial void Loaded(ILogger logger, ModelId model, string digest, double milliseconds, int slots);

    [LoggerMessage(2001, LogLevel.Error, "{Model} could not be loaded: {Reason} Next attempt in {RetrySeconds:F0} s")]
    public static partial void LoadFailed(ILogger logger, Exception? exception, ModelId model, string reason, double retrySeconds);

    [LoggerMessage(2002, LogLevel.Information, "Traffic of {Model} goes to version {To} (before: {From})")]
    public static partial void Swapped(ILogger logger, string model, string to, string from);

    [LoggerMessage(2003, LogLevel.Information, "{Model} was taken out of service; {InFlight} requests still use it")]
    public static partial void Draining(ILogger logger, ModelId model, int inFlight);

    [LoggerMessage(2004, LogLevel.Information, "{Model} is unloaded")]
    public static partial void Unloaded(ILogger logger, ModelId model);

    [LoggerMessage(2005, LogLevel.Warning, "The repository could not be read for model {Model}; what serves stays: {Reason}")]
    public static partial void RepositoryUnreadable(ILogger logger, Exception exception, string model, string reason);

    [LoggerMessage(2006, LogLevel.Warning, "The state of model {Model} could not be read; the last good one stands: {Reason}")]
    public static partial void StateUnreadable(ILogger logger, Exception exception, string model, string reason);

    [LoggerMessage(2007, LogLevel.Warning, "The state of model {Model} could not be written; what changed is in effect here, and is tried again: {Reason}")]
    public static partial void StateNotWritten(ILogger logger, Exception exception, string model, string reason);

    [LoggerMessage(2008, LogLevel.Warning, "Warm-up of {Model} with made-up rows failed, which need not mean anything: {Reason}")]
    public static partial void WarmUpFailed(ILogger logger, Exception? exception, ModelId model, string reason);

    [LoggerMessage(2009, LogLevel.Error, "Reconciling model {Model} failed; it goes on in {RetrySeconds:F0} s")]
    public static partial void ReconcileFailed(ILogger logger, Exception exception, string model, double retrySeconds);

    [LoggerMessage(2010, LogLevel.Warning, "{Model} still has {InFlight} requests after the time for stopping; it is not disposed before they end")]
    public static partial void NotDrained(ILogger logger, ModelId model, int inFlight);

    [LoggerMessage(2011, LogLevel.Error, "{Model} could not be disposed")]
    public static partial void DisposeFailed(ILogger logger, Exception exception, ModelId model);

    [LoggerMessage(2019, LogLevel.Error, "Something failed while the models were taken out of service; the stop goes on")]
    public static partial void StopFailed(ILogger logger, Exception exception);

    [LoggerMessage(2012, LogLevel.Warning, "No file events for '{Folder}'; changes are noticed every {Seconds:F0} s instead")]
    public static partial void NoFileEvents(ILogger logger, Exception exception, string folder, double seconds);

    [LoggerMessage(2013, LogLevel.Error, "Checking for changes in '{Folder}' failed")]
    public static partial void PollFailed(ILogger logger, Exception exception, string folder);

    [LoggerMessage(2014, LogLevel.Debug, "Staging folder '{Folder}' could not be deleted")]
    public static partial void StagingNotDeleted(ILogger logger, Exception exception, string folder);

    [LoggerMessage(EventId = 2015, Message = "Model {Model} is not ready: {Reason}")]
    public static partial void NotReady(ILogger logger, LogLevel level, string model, string reason);

    [LoggerMessage(2016, LogLevel.Debug, "The exception behind the failed load of {Model}")]
    public static partial void LoadFailedBecause(ILogger logger, Exception exception, ModelId model);

    [LoggerMessage(2017, LogLevel.Debug, "{Model}, two callers at a time, in {Pairs} pairs: {With:F2} us a run with an arena, {Without:F2} us without. Uses an arena: {UsesArena}")]
    public static partial void ArenaMeasured(ILogger logger, ModelId model, int pairs, double with, double without, bool usesArena);

    [LoggerMessage(2018, LogLevel.Debug, "{Model} keeps its arena, as a session without one was no alternative: {Reason}")]
    public static partial void ArenaKept(ILogger logger, Exception? exception, ModelId model, string reason);

    [LoggerMessage(2024, LogLevel.Error, "{Model} takes no more requests: {Reason}")]
    public static partial void OutOfService(ILogger logger, ModelId model, string reason);

    [LoggerMessage(2025, LogLevel.Information, "{Model} takes requests again")]
    public static partial void BackInService(ILogger logger, ModelId model);

    [LoggerMessage(2026, LogLevel.Error, "{Model} cannot be freed: {StuckRuns} of its runs were stopped and do not end. Its memory is kept until they do")]
    public static partial void HeldByStuckRuns(ILogger logger, ModelId model, int stuckRuns);

    [LoggerMessage(2027, LogLevel.Error, "{Source} gives no change token, so that changes of it are not noticed: {Reason}. It is asked again in {RetrySeconds:F0} s")]
    public static partial void NotFollowed(ILogger logger, Exception? exception, string source, string reason, double retrySeconds);

    [LoggerMessage(2028, LogLevel.Information, "{Source} gives change tokens again")]
    public static partial void FollowedAgain(ILogger logger, string source);

    [LoggerMessage(2020, LogLevel.Error, "What serves stays, and nothing new is loaded: {Reason}")]
    public static partial void LockUnusable(ILogger logger, string reason);

    [LoggerMessage(2021, LogLevel.Information, "The lock file '{Path}' pins {Count} versions")]
    public static partial void LockRead(ILogger logger, string path, int count);

    [LoggerMessage(2022, LogLevel.Warning, "The repository is watched, and nothing says which versions may be loaded: a process that can write to it can run models in this one. Pin them in a lock file ('{Path}'), or set Trust:RequireSignature")]
    public static partial void WatchedWithoutTrust(ILogger logger, string path);

    [LoggerMessage(2023, LogLevel.Warning, "Model {Model}: {Difference}. What serves stays")]
    public static partial void ServesOtherThanLocked(ILogger logger, string model, string difference);

    [LoggerMessage(2040, LogLevel.Error, "{Model} serves on, but the settings do not suit it: {Problem}")]
    public static partial void SettingsUnsuited(ILogger logger, ModelId model, string problem);

    [LoggerMessage(2041, LogLevel.Error, "The fallback chain of model {Model} leads to one that does not suit: {Problem}")]
    public static partial void ChainUnsuited(ILogger logger, string model, string problem);

    [LoggerMessage(2042, LogLevel.Warning, "The circuit breaker of {Model} was opened by hand: {Reason}")]
    public static partial void CircuitIsolated(ILogger logger, ModelId model, string reason);

    [LoggerMessage(2043, LogLevel.Information, "The circuit breaker of {Model} was closed by hand")]
    public static partial void CircuitClosed(ILogger logger, ModelId model);

    [LoggerMessage(2050, LogLevel.Information, "{Model}: no two rows share a run. {Why}")]
    public static partial void RowsAlone(ILogger logger, ModelId model, string why);

    [LoggerMessage(2051, LogLevel.Warning, "{Model}: rows depend on each other, so none share a run from now on: {Why}. Answers of shared runs before may have been wrong; Batching:Rows None says that the model has no rows")]
    public static partial void SharingEnded(ILogger logger, ModelId model, string why);

    [LoggerMessage(2052, LogLevel.Information, "{Model}: live rows were answered together as alone, so they may share runs from now on")]
    public static partial void SharingBegan(ILogger logger, ModelId model);
}
