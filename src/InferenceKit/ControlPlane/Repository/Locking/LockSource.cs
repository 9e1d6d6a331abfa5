using InferenceKit.Configuration;
using InferenceKit.ControlPlane.Versioning;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace InferenceKit.ControlPlane.Repository.Locking;

/// <summary>
/// Gives the lock file as it is now, read anew only when it changed. One that cannot be used, or that is gone, is an error
/// with which nothing new may be loaded: only a file that was never there means no lock. Thread-safe.
/// </summary>
/// <param name="hasOtherTrust">Whether something besides a lock file decides over versions; asked once, before a warning.</param>
/// <param name="logger">For category <see cref="ControlPlaneLog.Category"/>.</param>
/// <param name="time">Clock and timers.</param>
internal sealed class LockSource(Func<InferenceSettings, bool> hasOtherTrust, ILogger logger, TimeProvider time) : IDisposable
{
    // The coarsest time stamps that file systems have. A file that was younger than this when it was read may have changed since, with the same
    // time stamp.
    private static readonly TimeSpan Young = TimeSpan.FromSeconds(2);

    private readonly ReloadSignal _changed = new();
    private readonly Lock _lock = new();
    private LockState? _state;
    private LockFileStamp? _stamp;
    private byte[]? _bytes;
    private bool _isYoung;
    private RepositorySettings? _watchedFor;
    private RepositoryWatcher? _watcher;
    private bool _hasWarned;
    private bool _isDisposed;

    /// <summary>A token that fires once when the file may have changed; only ever with <c>Repository:Watch</c>.</summary>
    public IChangeToken GetReloadToken() => _changed.Token;

    public LockState Read(InferenceSettings settings)
    {
        lock (_lock)
        {
            var path = settings.Trust.LockFile;
            if (_state?.Path != path) (_state, _stamp, _bytes, _watchedFor) = (null, null, null, null);
            Watch(path, settings.Repository);
            var before = _state;
            _state = ReadOnce(path, settings.Trust.IsLockFileNamed);
            Report(before, _state, settings);
            return _state;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _watcher?.Dispose();
        }
    }

    private LockState ReadOnce(string path, bool isNamed)
    {
        var stamp = LockFileStamp.Of(path);
        if (stamp is null) return Absent(path, isNamed);
        if (_state is not null && stamp == _stamp && !_isYoung) return _state;
        try
        {
            var bytes = LockFile.ReadBytes(path);
            var isSame = _bytes is not null && _bytes.AsSpan().SequenceEqual(bytes);
            (_stamp, _isYoung, _bytes) = (stamp, time.GetUtcNow() - stamp.LastWritten < Young, bytes);
            return isSame ? _state! : new(path, LockFile.Parse(path, bytes), null);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            _stamp = stamp;
            // A file that could not be opened may become readable without a change to it.
            if (e is IOException) (_isYoung, _bytes) = (true, null);
            return Unusable(path, e.Message);
        }
    }

    private LockState Absent(string path, bool isNamed)
    {
        (_stamp, _bytes) = (null, null);
        if (isNamed) return Unusable(path, $"The lock file '{path}' (Trust:LockFile) does not exist.");
        // A file that is replaced in two steps, or deleted by another process, must not switch the lock off in between.
        return _state is null or { Lock: null, Error: null }
            ? _state ?? new(path, null, null)
            : Unusable(path, $"The lock file '{path}' was there and is gone. Restore it, or start the host anew to do without.");
    }

    private LockState Unusable(string path, string error) => _state?.Error == error ? _state : new(path, _state?.Lock, error);

    private void Report(LockState? before, LockState now, InferenceSettings settings)
    {
        if (now.Error is { } error && error != before?.Error) ControlPlaneLog.LockUnusable(logger, error);
        if (now.Error is null && now.Lock is { } pins && (before?.Error is not null || pins != before?.Lock))
            ControlPlaneLog.LockRead(logger, now.Path, pins.Count);
        if (_hasWarned || !settings.Repository.Watch || now.Lock is not null || now.Error is not null || settings.Trust.RequireLock) return;
        _hasWarned = true;
        if (!hasOtherTrust(settings)) ControlPlaneLog.WatchedWithoutTrust(logger, now.Path);
    }

    private void Watch(string path, RepositorySettings settings)
    {
        if (_watchedFor == settings || _isDisposed) return;
        _watchedFor = settings;
        _watcher?.Dispose();
        _watcher = settings.Watch
            ? new(Path.GetDirectoryName(Path.GetFullPath(path))!, includeSubfolders: false, settings.PollInterval, HasChanged, Announce, logger, time)
            : null;
    }

    // The folder holds other files too, and all of them raise events.
    private void Announce()
    {
        if (HasChanged()) _changed.Fire();
    }

    private bool HasChanged()
    {
        lock (_lock) return _state is { } state && (_isYoung || LockFileStamp.Of(state.Path) != _stamp);
    }
}
