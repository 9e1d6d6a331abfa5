using System.Runtime.CompilerServices;
using InferenceKit.Configuration;
using InferenceKit.ControlPlane.Repository.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace InferenceKit.ControlPlane.Repository;

/// <summary>
/// Sends each model to where its versions come from: bytes given in code, else its own file (<c>Source</c>), else the
/// repository that was registered, else the configured web server or folder. Thread-safe.
/// </summary>
internal sealed class RepositoryRouter : IModelRepository, IRepositoryLocation, IDisposable
{
    private readonly ISettingsSource _settings;
    private readonly MemoryModelRepository _memory;
    private readonly IModelRepository? _registered;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly ReloadSignal _changed = new();
    private readonly Dictionary<string, Route> _files = new(StringComparer.Ordinal);
    private readonly List<IDisposable> _subscriptions = [];
    private readonly Lock _lock = new();
    private Route? _configured;
    private RepositorySettings? _madeFor;

    /// <param name="settings">Where each model's source and the configured repository stand.</param>
    /// <param name="memory">Models given as bytes in code; may be empty.</param>
    /// <param name="registered">The host's own repository, or null for the configured one.</param>
    /// <param name="loggers">For watching.</param>
    /// <param name="time">Makes timers.</param>
    public RepositoryRouter(
        ISettingsSource settings, MemoryModelRepository memory, IModelRepository? registered, ILoggerFactory loggers, TimeProvider time)
    {
        _settings = settings;
        _memory = memory;
        _registered = registered;
        _logger = loggers.CreateLogger(ControlPlaneLog.Category);
        _time = time;
        _subscriptions.Add(Follow(memory));
        if (registered is not null) _subscriptions.Add(Follow(registered));
    }

    public IAsyncEnumerable<ModelArtifact> ListAsync(string model, CancellationToken cancellationToken = default) =>
        For(model).ListAsync(model, cancellationToken);

    public Task MaterializeAsync(ModelArtifact artifact, ArtifactWriter writer, CancellationToken cancellationToken = default) =>
        For(artifact.Id.Name).MaterializeAsync(artifact, writer, cancellationToken);

    public string? ExplainNone(string model) => (For(model) as IRepositoryLocation)?.ExplainNone(model);

    public IChangeToken GetReloadToken() => _changed.Token;

    public void Dispose()
    {
        foreach (var subscription in _subscriptions) subscription.Dispose();
        lock (_lock) Forget();
    }

    private IModelRepository For(string model)
    {
        if (_memory.Contains(model)) return _memory;
        var settings = _settings.Current;
        var source = settings.Models.GetValueOrDefault(model)?.Source;
        if (source is null && _registered is not null) return _registered;
        lock (_lock)
        {
            // Made anew after a reload with another folder or another way of watching. Under the lock, so that each is made and watched once.
            if (_madeFor != settings.Repository) Forget();
            _madeFor = settings.Repository;
            if (source is null) return (_configured ??= Watch(Configured(settings.Repository))).Repository;
            if (!_files.TryGetValue(source, out var route))
                _files[source] = route = Watch(new FileModelRepository(source, settings.Repository, _logger, _time));
            return route.Repository;
        }
    }

    private IModelRepository Configured(RepositorySettings settings) =>
        settings.Http is null ? new FolderModelRepository(settings, _logger, _time) : OnWebServer(settings);

    // Not inlined, so that a start from a folder loads no HTTP client.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private HttpModelRepository OnWebServer(RepositorySettings settings) => new(settings, _logger, _time);

    private Route Watch(IModelRepository repository) => new(repository, Follow(repository));

    private ChangeSubscription Follow(IModelRepository repository) => new(repository, repository.GetReloadToken, _changed.Fire, _logger, _time);

    private void Forget()
    {
        _configured?.Dispose();
        _configured = null;
        foreach (var route in _files.Values) route.Dispose();
        _files.Clear();
    }

    private sealed record Route(IModelRepository Repository, IDisposable Subscription) : IDisposable
    {
        public void Dispose()
        {
            Subscription.Dispose();
            (Repository as IDisposable)?.Dispose();
        }
    }
}
