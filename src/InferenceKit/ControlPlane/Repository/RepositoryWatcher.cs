using Microsoft.Extensions.Logging;

namespace InferenceKit.ControlPlane.Repository;

/// <summary>
/// Notices changes below a folder: by file events where the system gives them, and by regular checks, because
/// events get lost on network shares, behind links, when the folder is replaced and when there are too many at once.
/// The folder may come later, vanish and come back.
/// </summary>
internal sealed class RepositoryWatcher : IDisposable
{
    /// <summary>Events come in groups; those within this time are one change.</summary>
    public static readonly TimeSpan Debounce = TimeSpan.FromMilliseconds(100);

    private readonly string _folder;
    private readonly bool _includeSubfolders;
    private readonly Func<bool> _hasChanged;
    private readonly Action _changed;
    private readonly ILogger _logger;
    private readonly Poller _poll;
    private readonly ITimer _debounce;
    private readonly TimeSpan _interval;
    private readonly Lock _lock = new();
    private FileSystemWatcher? _events;
    private bool _isTimerSet;
    private bool _sawEvent;
    private bool _isDisposed;

    /// <param name="folder">What is watched.</param>
    /// <param name="includeSubfolders">Whether everything below counts.</param>
    /// <param name="interval">The time between two checks.</param>
    /// <param name="hasChanged">Checks whether something differs from the last check.</param>
    /// <param name="changed">Called after a change, on a pool thread.</param>
    /// <param name="logger">For what cannot be watched.</param>
    /// <param name="time">Makes the timers.</param>
    public RepositoryWatcher(
        string folder, bool includeSubfolders, TimeSpan interval, Func<bool> hasChanged, Action changed, ILogger logger, TimeProvider time)
    {
        _folder = folder;
        _includeSubfolders = includeSubfolders;
        _hasChanged = hasChanged;
        _changed = changed;
        _logger = logger;
        _interval = interval;
        _debounce = time.CreateTimer(_ => Announce(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        ListenAnew();
        _poll = new(interval, Poll, e => ControlPlaneLog.PollFailed(logger, e, folder), time);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _events?.Dispose();
            _events = null;
        }
        _poll.Dispose();
        _debounce.Dispose();
    }

    private ValueTask Poll()
    {
        bool changed = _hasChanged();
        bool listenAnew;
        lock (_lock)
        {
            // A change without an event: the listener is bound to a folder that was replaced.
            listenAnew = _events is null ? Directory.Exists(_folder) : (changed && !_sawEvent) || !Directory.Exists(_folder);
            _sawEvent = false;
        }
        if (listenAnew) ListenAnew();
        if (changed) _changed();
        return ValueTask.CompletedTask;
    }

    private void ListenAnew()
    {
        lock (_lock)
        {
            _events?.Dispose();
            _events = null;
            if (_isDisposed || !Directory.Exists(_folder)) return;
            try
            {
                _events = Listen();
            }
            catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException or PlatformNotSupportedException)
            {
                ControlPlaneLog.NoFileEvents(_logger, e, _folder, _interval.TotalSeconds);
            }
        }
    }

    private FileSystemWatcher Listen()
    {
        var events = new FileSystemWatcher(_folder)
        {
            IncludeSubdirectories = _includeSubfolders,
            NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size,
            InternalBufferSize = 1 << 16,
        };
        events.Created += (_, _) => SetTimer();
        events.Changed += (_, _) => SetTimer();
        events.Renamed += (_, _) => SetTimer();
        events.Deleted += (_, _) => SetTimer();
        events.Error += (_, _) => SetTimer();
        events.EnableRaisingEvents = true;
        return events;
    }

    private void SetTimer()
    {
        lock (_lock)
        {
            _sawEvent = true;
            // Not set anew by each event: a copy that takes an hour must not delay everything else for an hour.
            if (_isTimerSet || _isDisposed) return;
            _isTimerSet = true;
            _debounce.Change(Debounce, Timeout.InfiniteTimeSpan);
        }
    }

    private void Announce()
    {
        // Before the callback: an event that comes during it must set the timer again.
        lock (_lock) _isTimerSet = false;
        try
        {
            _changed();
        }
        catch (Exception e)
        {
            // An exception that leaves a timer callback ends the process.
            ControlPlaneLog.PollFailed(_logger, e, _folder);
        }
    }
}
