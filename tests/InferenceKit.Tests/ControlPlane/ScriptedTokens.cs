using InferenceKit.ControlPlane;
using Microsoft.Extensions.Primitives;

namespace InferenceKit.Tests.ControlPlane;

/// <summary>A source of change tokens that a test can break in each way that code of a host can be wrong.</summary>
internal sealed class ScriptedTokens
{
    private readonly ReloadSignal _signal = new();
    private int _asked;

    /// <summary>Thrown instead of giving a token.</summary>
    public Exception? Fault { get; set; }

    /// <summary>Given instead of a token, even null.</summary>
    public Func<IChangeToken?>? Instead { get; set; }

    public int Asked => Volatile.Read(ref _asked);

    public void Fire() => _signal.Fire();

    public IChangeToken Next()
    {
        Interlocked.Increment(ref _asked);
        if (Fault is { } fault) throw fault;
        return Instead is { } instead ? instead()! : _signal.Token;
    }

    /// <summary>A token that cannot be followed.</summary>
    public sealed class Broken : IChangeToken
    {
        public bool HasChanged => false;

        public bool ActiveChangeCallbacks => true;

        public IDisposable RegisterChangeCallback(Action<object?> callback, object? state) => throw new NotSupportedException("no callbacks");
    }
}
