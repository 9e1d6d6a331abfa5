using System.Diagnostics.CodeAnalysis;

namespace InferenceKit.Testing;

/// <summary>A named setting of a node. Immutable.</summary>
[SuppressMessage("Naming", "CA1711", Justification = "ONNX calls it an attribute.")]
public sealed class OnnxAttribute
{
    private OnnxAttribute(string name, object value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(value);
        Name = name;
        Value = value;
    }

    /// <summary>The attribute's name, such as <c>axis</c>.</summary>
    public string Name { get; }

    /// <summary>One of the nine CLR types that the factories below take.</summary>
    internal object Value { get; }

    /// <summary>An integer attribute; truth values are 0 and 1.</summary>
    /// <exception cref="ArgumentException">The name is null or empty.</exception>
    public static OnnxAttribute Of(string name, long value) => new(name, value);

    /// <summary>A floating-point attribute.</summary>
    /// <inheritdoc cref="Of(string, long)" path="/exception"/>
    public static OnnxAttribute Of(string name, float value) => new(name, value);

    /// <summary>A text attribute.</summary>
    /// <exception cref="ArgumentException">The name is null or empty, or the value is null.</exception>
    public static OnnxAttribute Of(string name, string value) => new(name, value);

    /// <summary>An attribute with a list of integers.</summary>
    /// <inheritdoc cref="Of(string, long)" path="/exception"/>
    public static OnnxAttribute Of(string name, ReadOnlySpan<long> values) => new(name, values.ToArray());

    /// <summary>An attribute with a list of floating-point numbers.</summary>
    /// <inheritdoc cref="Of(string, long)" path="/exception"/>
    public static OnnxAttribute Of(string name, ReadOnlySpan<float> values) => new(name, values.ToArray());

    /// <summary>An attribute with a list of texts.</summary>
    /// <inheritdoc cref="Of(string, long)" path="/exception"/>
    public static OnnxAttribute Of(string name, ReadOnlySpan<string> values) => new(name, values.ToArray());

    /// <summary>An attribute that holds a tensor.</summary>
    /// <inheritdoc cref="Of(string, string)" path="/exception"/>
    public static OnnxAttribute Tensor(string name, OnnxTensor value) => new(name, value);

    /// <summary>An attribute that holds a graph: the body of a Loop, Scan or If.</summary>
    /// <inheritdoc cref="Of(string, string)" path="/exception"/>
    public static OnnxAttribute Graph(string name, OnnxSubgraphBuilder value) => new(name, value);

    /// <summary>An attribute that holds a type: that of an Optional node without a value.</summary>
    /// <inheritdoc cref="Of(string, string)" path="/exception"/>
    public static OnnxAttribute Type(string name, OnnxType value) => new(name, value);
}
