using InferenceKit.Testing.Models;

namespace InferenceKit.Testing;

public static partial class OnnxModels
{
    /// <summary>Never answers: a loop that goes on until the run is terminated, which ONNX Runtime does between trips. Its trips are quick; it keeps one core busy.</summary>
    /// <param name="inputs">The width of <c>x</c> and <c>y</c>.</param>
    public static byte[] EndlessLoop(int inputs = 1) =>
        OnnxModelBuilder.Create("endless-loop")
            .Input("x", ElementType.Float32, "batch", inputs)
            .Loop(OnnxOperand.None, true, ["x"], ["y"], body => Wander(body, inputs))
            .Output("y", ElementType.Float32, "batch", inputs)
            .Build();

    /// <summary>Gives <c>y = x</c> at once where nothing in <c>x</c> is positive, so that the model can be warmed up with zeros; otherwise as <see cref="EndlessLoop"/>.</summary>
    /// <param name="inputs">The width of <c>x</c> and <c>y</c>.</param>
    public static byte[] EndlessLoopWhenPositive(int inputs = 1) =>
        OnnxModelBuilder.Create("endless-loop-when-positive")
            .Input("x", ElementType.Float32, "batch", inputs)
            .Relu("x", "positive")
            .Node("ReduceSum", ["positive"], ["total"], [OnnxAttribute.Of("keepdims", 0)])
            .Node("Greater", ["total", 0f], ["any"])
            .Loop(OnnxOperand.None, "any", ["x"], ["y"], body => Wander(body, inputs))
            .Output("y", ElementType.Float32, "batch", inputs)
            .Build();

    /// <summary>Takes its time: gives <c>y = x + trips</c> after so many trips of a loop, each of which multiplies two matrices. A run can be terminated between trips.</summary>
    /// <param name="trips">How many trips. The default number sits in the initializer <c>trips</c>.</param>
    /// <param name="inputs">The width of <c>x</c> and <c>y</c>.</param>
    /// <param name="work">The side of the matrices: 64 makes a trip of 5 to 10 microseconds, and twice the side makes it eight times as long.</param>
    public static byte[] SlowLoop(long trips, int inputs = 1, int work = 64)
    {
        var random = new SeededRandom(1);
        return OnnxModelBuilder.Create("slow-loop")
            .Input("x", ElementType.Float32, "batch", inputs)
            .Initializer("trips", trips)
            .Initializer("start", random.Weights(work, work, work))
            .Initializer("turn", random.Weights(work, work, work))
            .Loop("trips", OnnxOperand.None, ["x", "start"], ["y", "end"], body => body
                .Input("trip", ElementType.Int64)
                .Input("go_on", ElementType.Bool)
                .Input("sum", ElementType.Float32, "batch", inputs)
                .Input("matrix", ElementType.Float32, work, work)
                .Identity("go_on", "still_go_on")
                .Add("sum", 1f, "next_sum")

                // The hyperbolic tangent keeps the matrix finite, whatever the number of trips.
                .MatMul("matrix", "turn", "product")
                .Tanh("product", "next_matrix")
                .Output("still_go_on", ElementType.Bool)
                .Output("next_sum", ElementType.Float32, "batch", inputs)
                .Output("next_matrix", ElementType.Float32, work, work))
            .Output("y", ElementType.Float32, "batch", inputs)
            .Build();
    }

    /// <summary>A trip that never says stop.</summary>
    private static void Wander(OnnxSubgraphBuilder body, int inputs) =>
        body
            .Input("trip", ElementType.Int64)
            .Input("go_on", ElementType.Bool)
            .Input("value", ElementType.Float32, "batch", inputs)
            .Identity("go_on", "still_go_on")
            .Tanh("value", "next")
            .Output("still_go_on", ElementType.Bool)
            .Output("next", ElementType.Float32, "batch", inputs);
}
