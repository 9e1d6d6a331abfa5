namespace InferenceKit.Testing;

/// <summary>Small models that tests need again and again, each as the bytes of an <c>.onnx</c> file.</summary>
/// <remarks>
/// Unless a method says otherwise a model takes <c>x</c>, Float32 [batch, inputs], and gives <c>y</c>, Float32 [batch, outputs].
/// The same arguments always give the same bytes.
/// </remarks>
public static partial class OnnxModels
{
    /// <summary>Gives back what it takes: <c>x</c> and <c>y</c> have this type and shape.</summary>
    /// <param name="element">The type of the elements.</param>
    /// <param name="shape">Sizes, symbols such as <c>"batch"</c>, or <see cref="OnnxDimension.Dynamic"/>; none at all for a scalar.</param>
    public static byte[] Identity(ElementType element, params ReadOnlySpan<OnnxDimension> shape) =>
        OnnxModelBuilder.Create("identity")
            .Input("x", element, shape)
            .Identity("x", "y")
            .Output("y", element, shape)
            .Build();

    /// <summary>Gives every row the same outputs, whatever it holds.</summary>
    /// <param name="inputs">The width of <c>x</c>.</param>
    /// <param name="outputs">One row of <c>y</c>.</param>
    public static byte[] Constant(int inputs, params ReadOnlySpan<float> outputs) =>
        OnnxModelBuilder.Create("constant")
            .Input("x", ElementType.Float32, "batch", inputs)
            .Node("Shape", ["x"], ["rows"], [OnnxAttribute.Of("end", 1)])
            .Concat(["rows", OnnxTensor.Vector<long>(outputs.Length)], "shape", axis: 0)
            .Node("Expand", [OnnxTensor.Create(outputs, 1, outputs.Length), "shape"], ["y"])
            .Output("y", ElementType.Float32, "batch", outputs.Length)
            .Build();

    /// <summary>Gives <c>y = scale * (sum of the row) + offset</c>, [batch, 1]. With an offset of its own a version says which one answered.</summary>
    /// <param name="inputs">The width of <c>x</c>.</param>
    /// <param name="scale">What the sum is multiplied by.</param>
    /// <param name="offset">What is added.</param>
    public static byte[] RowSum(int inputs, float scale = 1, float offset = 0) =>
        OnnxModelBuilder.Create("row-sum")
            .Input("x", ElementType.Float32, "batch", inputs)
            .ReduceSum("x", "sum")
            .Mul("sum", scale, "scaled")
            .Add("scaled", offset, "y")
            .Output("y", ElementType.Float32, "batch", 1)
            .Build();

    /// <summary>Gives the sum of the row, [batch, 1], and fails at run time where one is negative: with the whole batch, as real models do.</summary>
    /// <param name="inputs">The width of <c>x</c>.</param>
    public static byte[] FailsWhenNegative(int inputs = 1) =>
        OnnxModelBuilder.Create("fails-when-negative")
            .Input("x", ElementType.Float32, "batch", inputs)
            .ReduceSum("x", "sum")
            .Node("Less", ["sum", 0f], ["negative"])
            .Cast("negative", ElementType.Int64, "index")

            // A table of one zero: index 0 adds nothing, index 1 is out of range.
            .Gather(OnnxTensor.Vector(0f), "index", "nothing")
            .Add("sum", "nothing", "y")
            .Output("y", ElementType.Float32, "batch", 1)
            .Build();
}
