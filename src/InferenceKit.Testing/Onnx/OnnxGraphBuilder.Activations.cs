namespace InferenceKit.Testing;

public abstract partial class OnnxGraphBuilder<TSelf>
{
    /// <summary>Adds <c>max(0, x)</c>.</summary>
    public TSelf Relu(OnnxOperand input, string output) => Node("Relu", [input], [output]);

    /// <summary>Adds the logistic function, <c>1 / (1 + exp(-x))</c>.</summary>
    public TSelf Sigmoid(OnnxOperand input, string output) => Node("Sigmoid", [input], [output]);

    /// <summary>Adds the hyperbolic tangent.</summary>
    public TSelf Tanh(OnnxOperand input, string output) => Node("Tanh", [input], [output]);

    /// <summary>Adds the normalized exponentials along an axis. Needs opset 13, which gave the axis its meaning.</summary>
    public TSelf Softmax(OnnxOperand input, string output, long axis = -1) =>
        Node("Softmax", [input], [output], [OnnxAttribute.Of("axis", axis)], OnnxDomain.Standard, null, 13);
}
