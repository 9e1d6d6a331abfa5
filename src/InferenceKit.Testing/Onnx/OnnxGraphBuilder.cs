using InferenceKit.Testing.Onnx;

namespace InferenceKit.Testing;

/// <summary>What a model and the body of a loop or branch share: inputs, outputs, constants and nodes, each added by a call that returns the builder.</summary>
/// <remarks>Tensors are known by name. A node may only take what stands before it; whether every name has a source is checked when the model is built. Not thread-safe.</remarks>
/// <typeparam name="TSelf">The builder itself.</typeparam>
public abstract partial class OnnxGraphBuilder<TSelf>
    where TSelf : OnnxGraphBuilder<TSelf>
{
    private protected OnnxGraphBuilder(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Content = new GraphContent(name);
    }

    internal GraphContent Content { get; }

    private TSelf Self => (TSelf)this;

    /// <summary>Adds a tensor input.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="element">The type of its elements.</param>
    /// <param name="shape">Sizes (<c>16</c>), symbols (<c>"batch"</c>) or <see cref="OnnxDimension.Dynamic"/>; none at all for a scalar.</param>
    /// <exception cref="ArgumentException">The name is null or empty.</exception>
    public TSelf Input(string name, ElementType element, params ReadOnlySpan<OnnxDimension> shape) =>
        Input(name, OnnxType.Tensor(element, shape));

    /// <summary>Adds an input of any type: a sequence, a map, an optional, or a tensor of any rank.</summary>
    /// <exception cref="ArgumentException">The name is null or empty, or the type is null.</exception>
    public TSelf Input(string name, OnnxType type)
    {
        Content.Inputs.Add(Value(name, type));
        return Self;
    }

    /// <summary>Adds an input that a caller may leave out: it then has the default value. Its declared shape is the default's.</summary>
    /// <exception cref="ArgumentException">The name is null or empty, or the default is null.</exception>
    public TSelf OptionalInput(string name, OnnxTensor defaultValue)
    {
        ArgumentNullException.ThrowIfNull(defaultValue);
        var shape = defaultValue.Shape.Select(OnnxDimension.FromSize).ToArray();
        return OptionalInput(name, defaultValue, OnnxType.Tensor(defaultValue.Element, shape));
    }

    /// <summary>Adds an input that a caller may leave out, with a declared type of its own: a wider shape than the default's, say.</summary>
    /// <exception cref="ArgumentException">The name is null or empty, or the default or the type is null.</exception>
    public TSelf OptionalInput(string name, OnnxTensor defaultValue, OnnxType type)
    {
        ArgumentNullException.ThrowIfNull(defaultValue);
        Content.Inputs.Add(Value(name, type));
        Content.Defaults.Add(new GraphConstant(name, defaultValue));
        return Self;
    }

    /// <summary>Declares a tensor that the graph gives back.</summary>
    /// <param name="name">The name of an input, a constant or a node's output.</param>
    /// <param name="element">The type of its elements.</param>
    /// <param name="shape">As for <see cref="Input(string, ElementType, ReadOnlySpan{OnnxDimension})"/>.</param>
    /// <exception cref="ArgumentException">The name is null or empty.</exception>
    public TSelf Output(string name, ElementType element, params ReadOnlySpan<OnnxDimension> shape) =>
        Output(name, OnnxType.Tensor(element, shape));

    /// <summary>Declares an output of any type: a sequence, a map, an optional, or a tensor of any rank.</summary>
    /// <exception cref="ArgumentException">The name is null or empty, or the type is null.</exception>
    public TSelf Output(string name, OnnxType type)
    {
        Content.Outputs.Add(Value(name, type));
        return Self;
    }

    /// <summary>Adds a constant that several nodes can take by name. A constant for one node can be given to it directly.</summary>
    /// <exception cref="ArgumentException">The name is null or empty, or the tensor is null.</exception>
    public TSelf Initializer(string name, OnnxTensor tensor)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(tensor);
        Content.Constants.Add(new GraphConstant(name, tensor));
        return Self;
    }

    /// <summary>Adds a node for any operator.</summary>
    /// <param name="opType">The operator, such as <c>Conv</c>.</param>
    /// <param name="inputs">Names, constants, or <see cref="OnnxOperand.None"/> for an optional input that is left out.</param>
    /// <param name="outputs">The tensors it gives; an empty name drops an optional one.</param>
    /// <param name="attributes">The operator's settings.</param>
    /// <param name="domain">The operator's domain; see <see cref="OnnxDomain"/>.</param>
    /// <param name="name">The node's name; by default one that is made from the operator.</param>
    /// <exception cref="ArgumentException">The operator is null or empty, the domain is null, or an output or attribute is null.</exception>
    public TSelf Node(
        string opType,
        ReadOnlySpan<OnnxOperand> inputs,
        ReadOnlySpan<string> outputs,
        ReadOnlySpan<OnnxAttribute> attributes = default,
        string domain = OnnxDomain.Standard,
        string? name = null) => Node(opType, inputs, outputs, attributes, domain, name, 0);

    private TSelf Node(
        string opType,
        ReadOnlySpan<OnnxOperand> inputs,
        ReadOnlySpan<string> outputs,
        ReadOnlySpan<OnnxAttribute> attributes,
        string domain,
        string? name,
        int minimumOpset)
    {
        ArgumentException.ThrowIfNullOrEmpty(opType);
        ArgumentNullException.ThrowIfNull(domain);
        if (outputs.Contains(null))
            throw new ArgumentException($"The {opType} has an output whose name is null.", nameof(outputs));

        if (attributes.Contains(null))
            throw new ArgumentException($"The {opType} has an attribute that is null.", nameof(attributes));

        Content.Nodes.Add(new GraphNode(opType, domain, name, inputs.ToArray(), outputs.ToArray(), attributes.ToArray(), minimumOpset));
        return Self;
    }

    private static GraphValue Value(string name, OnnxType type)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(type);
        return new GraphValue(name, type);
    }
}
