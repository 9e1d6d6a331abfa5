using InferenceKit.ControlPlane;
using InferenceKit.ControlPlane.State;
using Microsoft.Extensions.Primitives;

namespace InferenceKit.Tests.ControlPlane.Lifecycle;

/// <summary>A store in memory whose writes a test can break, hold up or get ahead of.</summary>
internal sealed class FaultyStateStore : IModelStateStore
{
    private readonly MemoryModelStateStore _inner = new();
    private readonly ReloadSignal _changed = new();
    private int _reads;
    private int _writes;

    public FaultyStateStore() => ChangeToken.OnChange(_inner.GetReloadToken, _changed.Fire);

    public Exception? WriteFault { get; set; }

    public Exception? TokenFault { get; set; }

    /// <summary>Runs before each write.</summary>
    public Func<Task>? BeforeWrite { get; set; }

    public int Reads => Volatile.Read(ref _reads);

    public int Writes => Volatile.Read(ref _writes);

    public ValueTask<ModelStateDocument?> ReadAsync(string model, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _reads);
        return _inner.ReadAsync(model, cancellationToken);
    }

    public async ValueTask<bool> TryWriteAsync(
        string model, ModelStateDocument document, string? expectedETag, CancellationToken cancellationToken = default)
    {
        if (BeforeWrite is { } before) await before();
        if (WriteFault is { } fault) throw fault;
        Interlocked.Increment(ref _writes);
        return await _inner.TryWriteAsync(model, document, expectedETag, cancellationToken);
    }

    public IChangeToken GetReloadToken() => TokenFault is { } fault ? throw fault : _changed.Token;
}
