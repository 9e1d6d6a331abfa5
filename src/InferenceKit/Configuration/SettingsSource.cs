using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace InferenceKit.Configuration;

/// <summary>
/// Holds the last good snapshot. The first read throws when something is wrong; a reload never does: it logs every
/// error and keeps what it has. All or nothing: one wrong key keeps a whole reload out.
/// </summary>
internal sealed class SettingsSource : ISettingsSource, IDisposable
{
    private readonly OptionsSources _sources;
    private readonly SettingsReader _reader;
    private readonly ILogger _logger;
    private readonly IReadOnlyList<IDisposable> _subscriptions;
    private readonly Lock _lock = new();
    private InferenceSettings? _current;
    private IReadOnlyList<string> _refused = [];
    private CancellationTokenSource _changed = new();

    public SettingsSource(OptionsSources sources, SettingsReader reader, ILogger<SettingsSource> logger)
    {
        _sources = sources;
        _reader = reader;
        _logger = logger;
        // Subscribed before the first read: a change between the two would be lost.
        _subscriptions = sources.OnChange(Reload);
    }

    public InferenceSettings Current => Volatile.Read(ref _current) ?? ReadFirst();

    public IReadOnlyList<string> Refused => Volatile.Read(ref _refused);

    public IChangeToken GetReloadToken() => new CancellationChangeToken(Volatile.Read(ref _changed).Token);

    public void Dispose()
    {
        foreach (var subscription in _subscriptions) subscription.Dispose();
    }

    private InferenceSettings ReadFirst()
    {
        lock (_lock)
        {
            if (_current is { } current) return current;
            var errors = new ConfigurationErrors();
            if (_reader.Read(errors) is not { } settings)
                throw new OptionsValidationException(_sources.Path, typeof(InferenceOptions), errors.All);
            Volatile.Write(ref _current, settings);
            _reader.LogValuesOnly(_logger);
            return settings;
        }
    }

    private void Reload()
    {
        if (!TryReload()) return;
        // After the snapshot is published: a listener that reads it must see the new one. The new token is there before the old one fires,
        // so that a listener that subscribes again does not get the old one.
        var changed = Interlocked.Exchange(ref _changed, new CancellationTokenSource());
        try
        {
            changed.Cancel();
        }
#pragma warning disable CA1031 // It would end the process: this is a callback on a thread of the pool.
        catch (Exception exception)
        {
            _logger.ListenerFailed(exception);
        }
#pragma warning restore CA1031
    }

    /// <summary>Whether there is a new snapshot, different from the one before.</summary>
    private bool TryReload()
    {
        lock (_lock)
        {
            // Nothing was read yet: the first read will see the change.
            if (_current is not { } current) return false;
            var errors = new ConfigurationErrors();
            InferenceSettings? settings;
            try
            {
                settings = _reader.Read(errors);
            }
#pragma warning disable CA1031 // User code that sets options, and configuration providers.
            catch (Exception exception)
            {
                _logger.ReloadFailed(exception);
                return false;
            }
#pragma warning restore CA1031
            LogRefused(errors.All);
            if (settings is null || settings.Equals(current)) return false;
            Volatile.Write(ref _current, settings);
            _logger.Reloaded();
            return true;
        }
    }

    /// <summary>The system reports one change of a file several times. Problems that were there before are not logged again.</summary>
    private void LogRefused(IReadOnlyList<string> problems)
    {
        if (problems.SequenceEqual(_refused, StringComparer.Ordinal)) return;
        _refused = problems;
        foreach (var problem in problems) _logger.ReloadRefused(problem);
    }
}
