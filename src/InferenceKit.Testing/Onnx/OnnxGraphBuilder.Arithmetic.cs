namespace InferenceKit.Testing;

public abstract partial class OnnxGraphBuilder<TSelf>
{
    /// <summary>Adds a fully connected layer: <c>output = input x weights + bias</c>.</summary>
    /// <param name="input">[batch, inputs].</param>
    /// <param name="weights">[inputs, outputs], or [outputs, inputs] with <paramref name="transposeWeights"/>.</param>
    /// <param name="bias">[outputs], or <see cref="OnnxOperand.None"/>.</param>
    /// <param name="output">[batch, outputs].</param>
    /// <param name="transposeWeights">Whether a row of the weights holds one output's weights, as PyTorch lays them out.</param>
    public TSelf Gemm(OnnxOperand input, OnnxOperand weights, OnnxOperand bias, string output, bool transposeWeights = false)
    {
        ReadOnlySpan<OnnxOperand> inputs = bias.IsNone ? [input, weights] : [input, weights, bias];
        ReadOnlySpan<OnnxAttribute> attributes = transposeWeights ? [OnnxAttribute.Of("transB", 1)] : [];
        return Node("Gemm", inputs, [output], attributes);
    }

    /// <summary>Adds a matrix product over the last two dimensions.</summary>
    public TSelf MatMul(OnnxOperand left, OnnxOperand right, string output) => Node("MatMul", [left, right], [output]);

    /// <summary>Adds a sum, element by element, with broadcasting.</summary>
    public TSelf Add(OnnxOperand left, OnnxOperand right, string output) => Node("Add", [left, right], [output]);

    /// <summary>Adds a difference, element by element, with broadcasting.</summary>
    public TSelf Sub(OnnxOperand left, OnnxOperand right, string output) => Node("Sub", [left, right], [output]);

    /// <summary>Adds a product, element by element, with broadcasting.</summary>
    public TSelf Mul(OnnxOperand left, OnnxOperand right, string output) => Node("Mul", [left, right], [output]);

    /// <summary>Adds a quotient, element by element, with broadcasting.</summary>
    public TSelf Div(OnnxOperand left, OnnxOperand right, string output) => Node("Div", [left, right], [output]);

    /// <summary>Adds the sum along an axis, which stays as a dimension of 1 unless <paramref name="keepDimension"/> is false. Needs opset 13.</summary>
    public TSelf ReduceSum(OnnxOperand input, string output, long axis = -1, bool keepDimension = true) =>
        Node("ReduceSum", [input, new[] { axis }], [output], [OnnxAttribute.Of("keepdims", keepDimension ? 1 : 0)], OnnxDomain.Standard, null, 13);
}
