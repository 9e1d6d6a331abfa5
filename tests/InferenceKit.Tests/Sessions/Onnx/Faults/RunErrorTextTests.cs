using InferenceKit.Sessions;
using InferenceKit.Sessions.Onnx.Faults;
using InferenceKit.Testing;

namespace InferenceKit.Tests.Sessions.Onnx.Faults;

/// <summary>Texts as ONNX Runtime 1.31 gives them.</summary>
public sealed class RunErrorTextTests
{
    private const string Left = RunErrorText.LeftOut;

    [Theory]
    [InlineData(
        "Non-zero status code returned while running Gather node. Name:'Gather_0' Status Message: indices element out of data bounds, idx=4111111111111111 must be within the inclusive range [-5,4]",
        "operator Gather, node 'Gather_0': indices element out of data bounds")]
    [InlineData(
        "Non-zero status code returned while running Reshape node. Name:'/layer.h.0/attn/Reshape' Status Message: /onnxruntime_src/onnxruntime/core/providers/cpu/tensor/reshape_helper.h:91 onnxruntime::ReshapeHelper::ReshapeHelper(const onnxruntime::TensorShape&, onnxruntime::TensorShapeVector&, bool) input_shape_size == requested_shape_size was false. The input tensor cannot be reshaped to the requested shape. Input shape:{4}, requested shape:{4111,3}\n",
        "operator Reshape, node '/layer.h.0/attn/Reshape': The input tensor cannot be reshaped to the requested shape. Input shape:{4}")]
    [InlineData(
        "Non-zero status code returned while running Add node. Name:'Add_0' Status Message: /onnxruntime_src/onnxruntime/core/providers/cpu/math/element_wise_ops.h:563 void onnxruntime::BroadcastIterator::Init(ptrdiff_t, ptrdiff_t) axis == 1 || axis == largest was false. Attempting to broadcast an axis by a dimension other than 1. 3 by 4\n",
        "operator Add, node 'Add_0': Attempting to broadcast an axis by a dimension other than 1. 3 by 4")]
    [InlineData(
        "Non-zero status code returned while running Concat node. Name:'Concat_0' Status Message: concatbase.h:133 PrepareForComputeImpl Non concat axis dimensions must match: Axis 1 has mismatched dimensions of 3 and 2",
        "operator Concat, node 'Concat_0': Non concat axis dimensions must match: Axis 1 has mismatched dimensions of 3 and 2")]
    [InlineData(
        "Got invalid dimensions for input: x for the following indices\n index: 1 Got: 2 Expected: 3\n Please fix either the inputs/outputs or the model.",
        "Got invalid dimensions for input: x for the following indices index: 1 Got: 2 Expected: 3")]
    [InlineData("Invalid rank for input: x Got: 1 Expected: 2 Please fix either the inputs/outputs or the model.", "Invalid rank for input: x Got: 1 Expected: 2")]
    [InlineData("Tensor element data type discovered: Int64 metadata expected: Float", "Tensor element data type discovered: Int64 metadata expected: Float")]
    [InlineData("Unexpected input data type. Actual: (tensor(float)) , expected: (tensor(double))", "Unexpected input data type. Actual: (tensor(float)) , expected: (tensor(double))")]
    [InlineData(
        "Non-zero status code returned while running Relu node. Name:'Relu_0' Status Message: /onnxruntime_src/include/onnxruntime/core/framework/op_kernel_context.h:45 const T* onnxruntime::OpKernelContext::Input(int) const [with T = onnxruntime::Tensor] Missing Input: x\n",
        "operator Relu, node 'Relu_0': Missing Input: x")]
    [InlineData(
        "Non-zero status code returned while running ConstantOfShape node. Name:'ConstantOfShape_0' Status Message: /onnxruntime_src/onnxruntime/core/framework/bfc_arena.cc:360 void* onnxruntime::BFCArena::AllocateRawInternal(size_t, bool, onnxruntime::Stream*) Failed to allocate memory for requested buffer of size 1644444444444672\n",
        "operator ConstantOfShape, node 'ConstantOfShape_0': Failed to allocate memory")]
    [InlineData("Non-zero status code returned while running Tile node. Name:'Tile_0' Status Message: Tile repeat value must be non-negative, got: -4111", "operator Tile, node 'Tile_0': Tile repeat value must be non-negative")]
    [InlineData("Non-zero status code returned while running GatherND node. Name:'GatherND_0' Status Message: invalid index found, index = 4111", "operator GatherND, node 'GatherND_0': invalid index found")]
    [InlineData("Non-zero status code returned while running TopK node. Name:'TopK_0' Status Message: k argument [4111] should not be greater than specified axis dim value [4]", "operator TopK, node 'TopK_0': " + Left)]
    [InlineData("Non-zero status code returned while running Cast node. Name:'it's' Status Message: cannot read 'secret word'", "operator Cast, node 'it's': " + Left)]
    [InlineData("Non-zero status code returned while running Gemm node. Name:'' Status Message: GEMM: Dimension mismatch, W: {4,2} K: 2 N:2", "operator Gemm, node '': GEMM: Dimension mismatch, W: {4,2} K: 2 N:2")]
    [InlineData(
        "Non-zero status code returned while running Loop node. Name:'L' Status Message: Non-zero status code returned while running Gather node. Name:'G' Status Message: indices element out of data bounds, idx=4111 must be within the inclusive range [-5,4]",
        "operator Loop, node 'L': operator Gather, node 'G': indices element out of data bounds")]
    [InlineData(
        "Non-zero status code returned while running Reshape node. Name:'Reshape_0' Status Message: /onnxruntime_src/onnxruntime/core/framework/op_kernel.cc:87 virtual OrtValue* onnxruntime::OpKernelContext::OutputMLValue(int, const onnxruntime::TensorShape&) [ONNXRuntimeError] : 2 : INVALID_ARGUMENT : The output OrtValue provided for output 'y' of node 'Reshape_0' (Reshape) has shape {2,5} but the computed output shape for this run is {4,2}. When calling Run() with pre-allocated output OrtValues on a model with dynamic output shapes, either supply unallocated output OrtValues or ensure the pre-allocated shapes match the expected output shapes for each run.\n",
        "operator Reshape, node 'Reshape_0': The output OrtValue provided for output 'y' of node 'Reshape_0' (Reshape) has shape {2,5} but the computed output shape for this run is {4,2}")]
    [InlineData("something new about 4111 and 'secret word'", Left)]
    public void A_text_is_reduced_to_operator_node_tensors_and_shapes(string text, string expected)
    {
        var reduced = RunErrorText.Reduce(OnnxErrors.Clean(text));

        Assert.Equal(expected, reduced);
        Assert.DoesNotContain("4111", reduced, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", reduced, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_run_that_fails_repeats_no_value_unless_the_host_asks_for_it(bool includeText)
    {
        var model = OnnxModelBuilder.Create()
            .Input("i", ElementType.Int64, "n").Initializer("table", new long[] { 1, 2, 3 })
            .Node("Gather", ["table", "i"], ["y"]).Output("y", ElementType.Int64, "n").Build();
        using var session = TestModel.Load(model, new() { IncludeRuntimeErrorText = includeText });
        using var batch = session.CreateValues();

        batch.Begin([new("i", TensorValue.Copy([4111111111111111L], 1))], []);
        var outcome = session.Run(batch);
        batch.End();

        Assert.Equal(RunStatus.Failed, outcome.Status);
        Assert.Contains("Gather", outcome.Message, StringComparison.Ordinal);
        Assert.Equal(includeText, outcome.Message!.Contains("4111", StringComparison.Ordinal));
        // An exception that a log writes whole would repeat it, too.
        Assert.Equal(includeText, outcome.Cause is not null);
    }
}
