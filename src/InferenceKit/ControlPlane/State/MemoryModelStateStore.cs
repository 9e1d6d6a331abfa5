using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace InferenceKit.ControlPlane.State;

/// <summary>State that ends with the process.</summary>
internal sealed class MemoryModelStateStore : IModelStateStore
{
    private readonly Dictionary<string, ModelStateDocument> _documents = new(ModelName.Comparer);
    private readonly ReloadSignal _changed = new();
    private readonly Lock _lock = new();
    private long _writes;

    public ValueTask<ModelStateDocument?> ReadAsync(string model, CancellationToken cancellationToken = default)
    {
        lock (_lock) return new(_documents.GetValueOrDefault(model));
    }

    public ValueTask<bool> TryWriteAsync(
        string model, ModelStateDocument document, string? expectedETag, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        lock (_lock)
        {
            if (_documents.GetValueOrDefault(model)?.ETag != expectedETag) return new(false);
            _documents[model] = new()
            {
                Json = document.Json.ToArray(),
                ETag = (++_writes).ToString(CultureInfo.InvariantCulture),
            };
        }
        // Outside the lock, because callbacks are other code, which may read the store from another thread and wait for it.
        _changed.Fire();
        return new(true);
    }

    public IChangeToken GetReloadToken() => _changed.Token;
}
