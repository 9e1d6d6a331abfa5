using InferenceKit.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace InferenceKit.ControlPlane.State;

/// <summary>
/// The store that the options ask for, made when it is first used: options are read when the host starts, not when its
/// services are made. Where state is kept cannot change while the host runs.
/// </summary>
internal sealed class ConfiguredStateStore(ISettingsSource settings, ILoggerFactory loggers, TimeProvider time) : IModelStateStore, IDisposable
{
    private readonly Lock _lock = new();
    private IModelStateStore? _store;

    public ValueTask<ModelStateDocument?> ReadAsync(string model, CancellationToken cancellationToken = default) =>
        Store().ReadAsync(model, cancellationToken);

    public ValueTask<bool> TryWriteAsync(
        string model, ModelStateDocument document, string? expectedETag, CancellationToken cancellationToken = default) =>
        Store().TryWriteAsync(model, document, expectedETag, cancellationToken);

    public IChangeToken GetReloadToken() => Store().GetReloadToken();

    public void Dispose()
    {
        lock (_lock) (_store as IDisposable)?.Dispose();
    }

    private IModelStateStore Store()
    {
        if (Volatile.Read(ref _store) is { } store) return store;
        // One store for all callers: of two stores in memory, each would have a part of the state.
        lock (_lock) return _store ??= Make(settings.Current);
    }

    private IModelStateStore Make(InferenceSettings current)
    {
        if (!current.State.Persist) return new MemoryModelStateStore();
        TimeSpan? poll = current.State.Watch ? current.Repository.PollInterval : null;
        return new FileModelStateStore(current.State.Path, poll, loggers.CreateLogger(ControlPlaneLog.Category), time);
    }
}
