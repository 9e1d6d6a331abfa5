namespace InferenceKit.Testing.Tests.Onnx;

public sealed class ArithmeticTests
{
    private static readonly float[,] Weights = { { 1, 2 }, { 3, 4 }, { 5, 6 } };

    [Fact]
    public void A_gemm_gives_what_arithmetic_gives() =>
        Assert.Equal(
            [1 + 6 + 15 + 0.5f, 2 + 8 + 18 - 0.5f],
            Float(3, 2, model => model.Gemm("x", Weights, new[] { 0.5f, -0.5f }, "y"), [1, 2, 3]));

    [Fact]
    public void A_gemm_takes_weights_as_PyTorch_lays_them_out_and_no_bias() =>
        Assert.Equal([14f, 32f], Float(3, 2, model => model.Gemm("x", new float[,] { { 1, 2, 3 }, { 4, 5, 6 } }, OnnxOperand.None, "y", transposeWeights: true), [1, 2, 3]));

    [Fact]
    public void A_matrix_product_takes_weights_by_name() =>
        Assert.Equal([22f, 28f], Float(3, 2, model => model.Initializer("w", Weights).MatMul("x", "w", "y"), [1, 2, 3]));

    [Theory]
    [InlineData("Relu", 0f, 2f)]
    [InlineData("Sigmoid", 0.26894142f, 0.88079708f)]
    [InlineData("Tanh", -0.76159416f, 0.96402758f)]
    [InlineData("Softmax", 0.04742587f, 0.95257413f)]
    public void An_activation_gives_what_its_formula_gives(string activation, float first, float second)
    {
        var y = Float(
            2,
            2,
            model => activation switch
            {
                "Relu" => model.Relu("x", "y"),
                "Sigmoid" => model.Sigmoid("x", "y"),
                "Tanh" => model.Tanh("x", "y"),
                _ => model.Softmax("x", "y"),
            },
            [-1, 2]);
        Assert.Equal(first, y[0], 1e-6);
        Assert.Equal(second, y[1], 1e-6);
    }

    [Fact]
    public void Nodes_in_a_row_hand_their_tensors_on() =>
        Assert.Equal(
            [(((3 + 1f) * 2) - 5) / 4],
            Float(1, 1, model => model.Add("x", 1f, "a").Mul("a", 2f, "b").Sub("b", 5f, "c").Div("c", 4f, "y"), [3]));

    [Fact]
    public void A_sum_runs_along_the_axis_that_was_asked_for() =>
        Assert.Equal([5f, 7f, 9f], Float(3, 3, model => model.ReduceSum("x", "y", axis: 0), [1, 2, 3, 4, 5, 6], rows: 2));

    [Fact]
    public void A_scaler_takes_the_offset_away_and_multiplies() =>
        Assert.Equal([0f, 20f], Float(2, 2, model => model.Scaler("x", [1, 2], [3, 10], "y"), [1, 4]));

    [Fact]
    public void Tensors_are_joined_and_picked_by_index() =>
        Assert.Equal(
            [9f, 1f],
            Float(2, 2, model => model.Concat(["x", "x", OnnxTensor.Create([9f], 1, 1)], "joined").Gather("joined", new[] { 4L, 0L }, "y", axis: 1), [1, 2]));

    [Fact]
    public void The_largest_element_is_found_and_cast_to_a_float() =>
        Assert.Equal([2f], Float(3, 1, model => model.ArgMax("x", "index", keepDimension: true).Cast("index", ElementType.Float32, "y"), [1, 2, 7]));

    [Fact]
    public void A_reshape_keeps_the_elements() =>
        Assert.Equal([1f, 2f, 3f, 4f], Float(4, 2, model => model.Reshape("x", new[] { -1L, 2L }, "y"), [1, 2, 3, 4]));

    private static float[] Float(int inputs, int outputs, Func<OnnxModelBuilder, OnnxModelBuilder> nodes, float[] x, int rows = 1)
    {
        var model = OnnxModelBuilder.Create().Input("x", ElementType.Float32, "batch", inputs);
        return OnnxRun.Floats(nodes(model).Output("y", ElementType.Float32, OnnxDimension.Dynamic, outputs).Build(), x, rows, inputs);
    }
}
