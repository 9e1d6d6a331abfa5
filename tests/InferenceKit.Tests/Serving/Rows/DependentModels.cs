using InferenceKit.Testing;

namespace InferenceKit.Tests.Serving.Rows;

/// <summary>Models with a dynamic first dimension whose elements depend on each other.</summary>
internal static class DependentModels
{
    public static readonly string[] Names = ["softmax", "attention", "gram", "cumulative sum", "centred", "lstm", "top-k"];

    public static byte[] Of(string name) => name switch
    {
        "softmax" => Softmax(),
        "attention" => OnnxModelBuilder.Create()
            .Input("x", ElementType.Float32, "seq", 4)
            .Node("Transpose", ["x"], ["t"])
            .MatMul("x", "t", "scores").Softmax("scores", "weights").MatMul("weights", "x", "y")
            .Output("y", ElementType.Float32, "seq", 4).Build(),
        "gram" => OnnxModelBuilder.Create()
            .Input("x", ElementType.Float32, "n", 3)
            .Node("Transpose", ["x"], ["t"]).MatMul("x", "t", "y")
            .Output("y", ElementType.Float32, "n", "n").Build(),
        "cumulative sum" => OnnxModelBuilder.Create()
            .Input("x", ElementType.Float32, "n", 2)
            .Node("CumSum", ["x", OnnxTensor.Scalar(0L)], ["y"])
            .Output("y", ElementType.Float32, "n", 2).Build(),
        "centred" => OnnxModelBuilder.Create()
            .Input("x", ElementType.Float32, "n", 2)
            .Node("ReduceMean", ["x"], ["mean"], [OnnxAttribute.Of("axes", [0L])])
            .Sub("x", "mean", "y")
            .Output("y", ElementType.Float32, "n", 2).Build(),
        "lstm" => Lstm(),
        "top-k" => TopK("K"),
        _ => throw new ArgumentException($"There is no model '{name}'.", nameof(name)),
    };

    public static byte[] Softmax() => OnnxModelBuilder.Create()
        .Input("x", ElementType.Float32, "n")
        .Softmax("x", "y", axis: 0)
        .Output("y", ElementType.Float32, "n").Build();

    /// <summary>The three largest.</summary>
    public static byte[] TopK(OnnxDimension length) => OnnxModelBuilder.Create()
        .Input("x", ElementType.Float32, "N")
        .Node("TopK", ["x", OnnxTensor.Vector(3L)], ["y", "places"])
        .Output("y", ElementType.Float32, length).BuildUnchecked();

    /// <summary>A row alone is answered with its second element; one whose first is above 1,000 has the mean of the run added.</summary>
    public static byte[] DependsOnSomeRows() => OnnxModelBuilder.Create()
        .Input("x", ElementType.Float32, "batch", 2)
        .Gather("x", OnnxTensor.Vector(0L), "flag", axis: 1)
        .Gather("x", OnnxTensor.Vector(1L), "value", axis: 1)
        .Node("Greater", ["flag", 1000f], ["is"])
        .Cast("is", ElementType.Float32, "factor")
        .Node("ReduceMean", ["value"], ["mean"], [OnnxAttribute.Of("axes", [0L])])
        .Mul("mean", "factor", "more").Add("value", "more", "y")
        .Output("y", ElementType.Float32, "batch", 1).Build();

    /// <summary>Takes ids from 500 to 507 and refuses all others, so that no made-up row suits.</summary>
    /// <param name="addsMean">Whether each row has the mean of the run added.</param>
    public static byte[] TakesRareIds(bool addsMean)
    {
        var model = OnnxModelBuilder.Create()
            .Input("id", ElementType.Int64, "batch", 1)
            .Sub("id", OnnxTensor.Vector(500L), "place")
            .Gather(new float[] { 1, 2, 4, 8, 16, 32, 64, 128 }, "place", "value");
        if (addsMean) model.Node("ReduceMean", ["value"], ["mean"], [OnnxAttribute.Of("axes", [0L])]).Add("value", "mean", "y");
        else model.Identity("value", "y");
        return model.Output("y", ElementType.Float32, "batch", 1).Build();
    }

    /// <summary>Lists the places of elements that are not zero, as a detector lists finds.</summary>
    public static byte[] Finds() => OnnxModelBuilder.Create()
        .Input("x", ElementType.Float32, "batch", 3)
        .Node("NonZero", ["x"], ["places"])
        .Node("Transpose", ["places"], ["y"])
        .Output("y", ElementType.Int64, "finds", 2).Build();

    /// <summary>Leaves out rows below -1,000, of which made-up rows have none.</summary>
    public static byte[] LeavesOutRows() => OnnxModelBuilder.Create()
        .Input("x", ElementType.Float32, "batch", 2)
        .Node("ReduceMin", ["x"], ["least"], [OnnxAttribute.Of("axes", [1L]), OnnxAttribute.Of("keepdims", 0L)])
        .Node("Greater", ["least", -1000f], ["keep"])
        .Node("Compress", ["x", "keep"], ["y"], [OnnxAttribute.Of("axis", 0L)])
        .Output("y", ElementType.Float32, "batch", 2).Build();

    /// <summary>One row of two elements without a dimension for rows, declared as four.</summary>
    public static byte[] WithoutRows() => OnnxModelBuilder.Create()
        .Input("x", ElementType.Float32, 1, 2)
        .Node("ReduceSum", ["x"], ["all"], [OnnxAttribute.Of("keepdims", 0L)])
        .Mul("all", OnnxTensor.Scalar(0f), "zero").Cast("zero", ElementType.Int64, "none")
        .Add("none", OnnxTensor.Vector<long>(2, 1), "shape")
        .Reshape("x", "shape", "y")
        .Output("y", ElementType.Float32, 1, 4).BuildUnchecked();

    /// <summary>Sums the two elements of each row, in a shape that the loader cannot see.</summary>
    /// <param name="shape">Of the answer to x[n,2], in which -1 is n.</param>
    /// <param name="declared">What the model says.</param>
    public static byte[] ComesAs(long[] shape, params OnnxDimension[] declared) => OnnxModelBuilder.Create()
        .Input("x", ElementType.Float32, "batch", 2)
        .ReduceSum("x", "sum")
        // Computed, so that shape inference does not notice.
        .Node("ReduceSum", ["x"], ["all"], [OnnxAttribute.Of("keepdims", 0L)])
        .Mul("all", OnnxTensor.Scalar(0f), "zero").Cast("zero", ElementType.Int64, "none")
        .Add("none", OnnxTensor.Vector<long>(shape), "shape")
        .Reshape("sum", "shape", "y")
        .Output("y", ElementType.Float32, declared).BuildUnchecked();

    // Time comes first: [seq, 1, 4] -> [seq, 1, 1, 3].
    private static byte[] Lstm()
    {
        var random = new Random(3);
        return OnnxModelBuilder.Create()
            .Input("x", ElementType.Float32, "seq", 1, 4)
            .Initializer("w", Weights(1, 12, 4)).Initializer("r", Weights(1, 12, 3))
            .Node("LSTM", ["x", "w", "r"], ["y"], [OnnxAttribute.Of("hidden_size", 3L)])
            .Output("y", ElementType.Float32, "seq", 1, 1, 3).Build();

        OnnxTensor Weights(params long[] shape)
        {
            var values = new float[shape.Aggregate(1L, (all, size) => all * size)];
            for (var i = 0; i < values.Length; i++) values[i] = random.NextSingle() - 0.5f;
            return OnnxTensor.Create(values, shape);
        }
    }
}
