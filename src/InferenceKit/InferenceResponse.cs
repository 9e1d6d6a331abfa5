namespace InferenceKit;

/// <summary>
/// The outputs of one request. It owns copies in pooled memory and holds no version alive: dispose it when done,
/// and do not keep its tensors longer. Not thread-safe against its own disposal.
/// </summary>
public sealed class InferenceResponse : IDisposable
{
    private readonly NamedValue[] _outputs;
    private bool _disposed;

    internal InferenceResponse(NamedValue[] outputs, in InferenceInfo info)
    {
        _outputs = outputs;
        Info = info;
    }

    /// <summary>The outputs, in the order asked for.</summary>
    /// <exception cref="ObjectDisposedException">The response was disposed.</exception>
    public IReadOnlyList<NamedValue> Outputs
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _outputs;
        }
    }

    /// <summary>Model, version, timing.</summary>
    public InferenceInfo Info { get; }

    /// <summary>One output by its exact name.</summary>
    /// <exception cref="KeyNotFoundException">The response has no such output; the message lists the outputs.</exception>
    /// <exception cref="ObjectDisposedException">The response was disposed.</exception>
    public InferenceValue this[string output]
    {
        get
        {
            foreach (var named in Outputs)
                if (named.Name == output) return named.Value;
            throw new KeyNotFoundException(
                $"There is no output '{output}'; there are: {string.Join(", ", _outputs.Select(o => o.Name))}.");
        }
    }

    /// <summary>Gives the memory back; the second call does nothing.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        foreach (var output in _outputs) output.Value.Release();
    }
}
