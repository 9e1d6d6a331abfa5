namespace InferenceKit.Testing;

public abstract partial class OnnxGraphBuilder<TSelf>
{
    /// <summary>Adds a node that gives back what it takes.</summary>
    public TSelf Identity(OnnxOperand input, string output) => Node("Identity", [input], [output]);

    /// <summary>Adds a node that always gives the same tensor.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="value"/> is null.</exception>
    public TSelf Constant(OnnxTensor value, string output) => Node("Constant", [], [output], [OnnxAttribute.Tensor("value", value)]);

    /// <summary>Adds a conversion of every element to another type.</summary>
    public TSelf Cast(OnnxOperand input, ElementType to, string output) =>
        Node("Cast", [input], [output], [OnnxAttribute.Of("to", (long)to)]);

    /// <summary>Adds the inputs one after the other along an axis.</summary>
    public TSelf Concat(ReadOnlySpan<OnnxOperand> inputs, string output, long axis = -1) =>
        Node("Concat", inputs, [output], [OnnxAttribute.Of("axis", axis)]);

    /// <summary>Adds the index (Int64) of the largest element along an axis, which goes away unless <paramref name="keepDimension"/> is true.</summary>
    public TSelf ArgMax(OnnxOperand input, string output, long axis = -1, bool keepDimension = false) =>
        Node("ArgMax", [input], [output], [OnnxAttribute.Of("axis", axis), OnnxAttribute.Of("keepdims", keepDimension ? 1 : 0)]);

    /// <summary>Adds the entries of <paramref name="input"/> at these indices along an axis. An index out of range fails when the model runs.</summary>
    public TSelf Gather(OnnxOperand input, OnnxOperand indices, string output, long axis = 0) =>
        Node("Gather", [input, indices], [output], [OnnxAttribute.Of("axis", axis)]);

    /// <summary>Adds the same elements in another shape (Int64[rank]), in which 0 keeps a dimension and -1 takes what is left.</summary>
    public TSelf Reshape(OnnxOperand input, OnnxOperand shape, string output) => Node("Reshape", [input, shape], [output]);
}
