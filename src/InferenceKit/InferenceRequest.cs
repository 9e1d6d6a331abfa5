namespace InferenceKit;

/// <summary>One request in tensors. Reusable, unless a tensor in it is owned (<see cref="TensorValue.Own{T}"/>).</summary>
public sealed class InferenceRequest
{
    /// <summary>Makes a request.</summary>
    /// <param name="model">The model's name, compared ignoring case.</param>
    /// <param name="inputs">The inputs, in any order.</param>
    public InferenceRequest(string model, params ReadOnlySpan<NamedValue> inputs)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        Model = model;
        Inputs = inputs.ToArray();
    }

    /// <summary>The model's name.</summary>
    public string Model { get; }

    /// <summary>The inputs.</summary>
    public IReadOnlyList<NamedValue> Inputs { get; }

    /// <summary>The outputs wanted, in this order. Default: null, all of them.</summary>
    public IReadOnlyList<string>? Outputs { get; init; }

    /// <summary>What differs for this request. Default: null.</summary>
    public InferenceRequestOptions? Options { get; init; }
}
