using InferenceKit.Testing.Faults.Reading;

namespace InferenceKit.Testing.Faults;

/// <summary>The rules that are switched on, and which of them act. Thread-safe; runs read it without a lock.</summary>
internal sealed class FaultSet
{
    private readonly Lock _lock = new();
    private readonly List<ActiveFault> _added = [];
    private Dictionary<string, ActiveFault> _named = [];
    private ulong _additions;
    private int _seed;
    private bool? _enabledByOptions;
    private bool _enabled;
    private bool _closed;

    // Written under the lock as whole new arrays, and read by runs without it: a run sees one set of rules from begin to end.
    private volatile ActiveFault[] _ofRuns = [];
    private volatile ActiveFault[] _ofSources = [];

    public bool Enabled
    {
        get
        {
            lock (_lock) return _enabled;
        }
        set
        {
            lock (_lock)
            {
                _enabled = value;
                Publish();
            }
        }
    }

    public IReadOnlyList<FaultRule> Rules
    {
        get
        {
            lock (_lock) return [.. All().Select(fault => fault.Rule)];
        }
    }

    /// <summary>The active rules for runs.</summary>
    public ActiveFault[] OfRuns => _ofRuns;

    /// <summary>The active rules for loads and repositories.</summary>
    public ActiveFault[] OfSources => _ofSources;

    /// <summary>Takes over checked options.</summary>
    /// <returns>Whether that changed anything.</returns>
    public bool Apply(FaultOptions options)
    {
        lock (_lock)
        {
            var before = _named;
            _seed = options.Seed;
            _named = new(StringComparer.OrdinalIgnoreCase);
            foreach (var (name, rule) in options.Rules)
            {
                var stream = FaultChance.StreamOf(_seed, name);
                // A rule that did not change keeps its count of decisions, whatever other rules do.
                var stays = before.TryGetValue(name, out var there) && there.Rule == rule && there.Stream == stream;
                _named[name] = stays ? there! : new(rule, stream);
            }
            var left = before.Values.Except(_named.Values).ToArray();
            foreach (var fault in left) fault.Off.Set();
            var isSwitched = options.Enabled != _enabledByOptions;
            if (isSwitched) _enabledByOptions = _enabled = options.Enabled;
            Publish();
            return isSwitched || left.Length > 0 || _named.Count > before.Count;
        }
    }

    /// <summary>Switches on a checked rule.</summary>
    /// <exception cref="InvalidOperationException">There are too many.</exception>
    /// <exception cref="ObjectDisposedException">All have been switched off for good.</exception>
    public ActiveFault Add(FaultRule rule)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(FaultInjector));
            if (_added.Count >= FaultReader.MostRules) throw new InvalidOperationException($"Code has switched on {FaultReader.MostRules} rules already: dispose some first.");
            var fault = new ActiveFault(rule, FaultChance.StreamOf(_seed, ++_additions));
            _added.Add(fault);
            Publish();
            return fault;
        }
    }

    /// <summary>Switches off a rule that was added.</summary>
    public void Remove(ActiveFault fault)
    {
        lock (_lock)
        {
            if (!_added.Remove(fault)) return;
            fault.Off.Set();
            Publish();
        }
    }

    /// <summary>Switches all rules off for good.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            Publish();
        }
    }

    private void Publish()
    {
        // The signals change before the arrays: a run that reads a rule from the new array must find its signal reset, or its hang would end at once.
        var acts = _enabled && !_closed;
        foreach (var fault in All())
            if (acts) fault.Off.Reset();
            else fault.Off.Set();
        ActiveFault[] acting = acts ? [.. All()] : [];
        _ofRuns = Array.FindAll(acting, fault => !fault.IsOfSources);
        _ofSources = Array.FindAll(acting, fault => fault.IsOfSources);
    }

    private IEnumerable<ActiveFault> All() => _named.Values.Concat(_added);
}
