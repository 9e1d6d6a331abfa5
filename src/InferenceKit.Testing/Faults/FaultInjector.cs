using InferenceKit.Testing.Faults;
using InferenceKit.Testing.Faults.Reading;
using Microsoft.Extensions.Logging;

namespace InferenceKit.Testing;

/// <summary>
/// Switches faults on and off while the host runs, and counts them. A singleton service after
/// <see cref="FaultExtensions.AddFaults(InferenceBuilder)"/>. Thread-safe.
/// </summary>
public sealed class FaultInjector : IDisposable
{
    private readonly FaultReader _reader;
    private readonly ILogger _logger;
    private readonly IReadOnlyList<IDisposable> _subscriptions;
    private readonly FaultSet _set = new();
    private readonly long[] _injected = new long[Enum.GetValues<FaultKind>().Length];
    private readonly Lock _reading = new();
    private bool _hasRead;

    internal FaultInjector(FaultSources sources, IReadOnlyCollection<string> models, ILoggerFactory loggers)
    {
        _reader = new(sources, models);
        _logger = loggers.CreateLogger(FaultLog.Category);
        // Subscribed before the first read, so that no change is lost between the two.
        _subscriptions = sources.OnChange(Reload);
        try
        {
            lock (_reading)
            {
                Apply(_reader.ReadFirst());
                _hasRead = true;
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>
    /// Whether rules act. While they do not, they stay as they are, and runs that they hold up go on. The last one that sets it counts:
    /// code, or a change of <see cref="FaultOptions.Enabled"/> in configuration.
    /// </summary>
    /// <value>Default: true, or what the options say.</value>
    public bool Enabled
    {
        get => _set.Enabled;
        set => _set.Enabled = value;
    }

    /// <summary>The rules of options and of code that are switched on now.</summary>
    public IReadOnlyList<FaultRule> Rules => _set.Rules;

    /// <summary>The active rules for runs.</summary>
    internal ActiveFault[] OfRuns => _set.OfRuns;

    /// <summary>Switches a rule on.</summary>
    /// <param name="rule">The rule. The n-th one that is added decides as the n-th one of any other process with the same seed.</param>
    /// <returns>Switches it off again when disposed: runs that it holds up go on.</returns>
    /// <exception cref="ArgumentException">The rule is wrong, or its model is not registered; the message lists every error.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="rule"/> is null.</exception>
    /// <exception cref="InvalidOperationException">Code has switched on 32 rules already.</exception>
    /// <exception cref="ObjectDisposedException">The provider was disposed.</exception>
    public IDisposable Add(FaultRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        var problems = _reader.Check.FindProblems(rule).Select(found => $"{found.Key}: {found.Problem}").ToArray();
        if (problems.Length > 0) throw new ArgumentException($"The rule cannot be switched on. {string.Join(". ", problems)}", nameof(rule));
        return new FaultSwitch(_set, _set.Add(rule));
    }

    /// <summary>How many faults of a kind have been injected so far; a delay or a hang counts when it begins.</summary>
    /// <param name="kind">The kind.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="kind"/> is not a member of the enumeration.</exception>
    public long Injected(FaultKind kind)
    {
        if (!Enum.IsDefined(kind)) throw new ArgumentOutOfRangeException(nameof(kind), kind, "This is no kind of fault.");
        return Volatile.Read(ref _injected[(int)kind]);
    }

    /// <summary>Switches every rule off, for good. Disposing the provider does this, after the drain.</summary>
    public void Dispose()
    {
        foreach (var subscription in _subscriptions) subscription.Dispose();
        _set.Close();
    }

    internal void Count(FaultKind kind) => Interlocked.Increment(ref _injected[(int)kind]);

    /// <summary>Decides for a load, a listing or a copy, and counts a fault.</summary>
    internal bool Strikes(FaultKind kind, string model, ModelVersion? version)
    {
        // Every rule decides, also after a hit: the n-th decision of a rule must not depend on other rules.
        var strikes = false;
        foreach (var fault in _set.OfSources)
            if (fault.Kind == kind && fault.Covers(model, version)) strikes |= fault.Decide();
        if (strikes) Count(kind);
        return strikes;
    }

    private void Reload()
    {
        // Simultaneous changes are read one after the other, and the last one stays. A change before the first read is not read here,
        // because that read sees it.
        lock (_reading)
            if (_hasRead && _reader.TryReload(_logger) is { } options) Apply(options);
    }

    private void Apply(FaultOptions options)
    {
        if (_set.Apply(options) && _set is { Enabled: true, Rules: [_, ..] rules }) FaultLog.SwitchedOn(_logger, string.Join("; ", rules));
    }
}
