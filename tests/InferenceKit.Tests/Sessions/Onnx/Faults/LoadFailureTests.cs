using InferenceKit.Sessions.Onnx.Faults;

namespace InferenceKit.Tests.Sessions.Onnx.Faults;

/// <summary>Texts as ONNX Runtime 1.31 gives them.</summary>
public sealed class LoadFailureTests
{
    [Theory]
    [InlineData(
        "Load model from /tmp/m/arity.onnx failed:This is an invalid model. In Node, (\"/layer.h/Add\", Add, \"\", -1) : (\"x\": tensor(float),) -> (\"y\": tensor(float),) , Error Node(/layer.h/Add) with schema(::Add:14) has input size 1 not in range [min=2, max=2].",
        "This is an invalid model. In Node, (\"/layer.h/Add\", Add, \"\", -1) : (\"x\": tensor(float),) -> (\"y\": tensor(float),) , Error Node(/layer.h/Add) with schema(::Add:14) has input size 1 not in range [min=2, max=2].")]
    [InlineData(
        "Load model from /tmp/a.cc/m.onnx failed:/onnxruntime_src/onnxruntime/core/graph/graph.cc:415 onnxruntime::Graph::Graph(const onnxruntime::Model&, bool) This is an invalid model. Error: two nodes with same node name (n).",
        "This is an invalid model. Error: two nodes with same node name (n).")]
    [InlineData("Load model from /tmp/m/conv.onnx failed:Node (/conv.h/Conv) Op (Conv) [ShapeInferenceError] Input tensor must have at least 3 dimensions", "Node (/conv.h/Conv) Op (Conv) [ShapeInferenceError] Input tensor must have at least 3 dimensions")]
    [InlineData(
        "Load model from /tmp/m/ir99.onnx failed:/onnxruntime_src/onnxruntime/core/graph/model.cc:256 onnxruntime::Model::Model(onnx::ModelProto&&, const onnxruntime::PathString&, const onnxruntime::IOnnxRuntimeOpSchemaRegistryList*, const onnxruntime::logging::Logger&, const onnxruntime::ModelOptions&) Unsupported model IR version: 99, max supported IR version: 13\n",
        "Unsupported model IR version: 99, max supported IR version: 13")]
    [InlineData(
        "Exception during initialization: /onnxruntime_src/onnxruntime/core/optimizer/initializer.cc:51 onnxruntime::Initializer::Initializer(const onnx::TensorProto&, const std::filesystem::__cxx11::path&) [ONNXRuntimeError] : 1 : FAIL : tensorprotoutils.cc:1876 GetExtDataFromTensorProto External initializer: w offset: 0 size to read: 16 given file_length: 8 are out of bounds or can not be read in full.\n",
        "Exception during initialization: External initializer: w offset: 0 size to read: 16 given file_length: 8 are out of bounds or can not be read in full.")]
    [InlineData(
        "External data path validation failed for initializer: w. Error: tensorprotoutils.cc:461 ValidateExternalDataPathFromDir External data path does not exist: \"/tmp/m/weights.bin\"",
        "External data path validation failed for initializer: w. Error: External data path does not exist: \"/tmp/m/weights.bin\"")]
    public void A_text_loses_paths_of_the_build_and_nothing_else(string text, string expected) => Assert.Equal(expected, OnnxErrors.Clean(text));

    [Theory]
    [InlineData("Fail", "Missing opset in the model. All ModelProtos MUST have at least one entry that specifies which version of the ONNX OperatorSet is being imported.", "operator sets")]
    [InlineData("Fail", "Model size exceeds the limit of a protobuf message. Use external data to save the model.", "larger than the 2 GB")]
    [InlineData("InvalidProtobuf", "Protobuf parsing failed.", "no ONNX model")]
    [InlineData("Fail", "External data path validation failed for initializer: w. Error: Absolute path not allowed for external data location", "keeps weights in other files")]
    [InlineData("Fail", "Exception during initialization: External initializer: w offset: 0 size to read: 16 given file_length: 8 are out of bounds or can not be read in full.", "keeps weights in other files")]
    [InlineData("InvalidGraph", "This is an invalid model. In Node, (\"n\", Foo, \"\", -1) : , Error No Op registered for Foo with domain_version of 17", "an operator that this ONNX Runtime does not have")]
    public void A_failed_load_is_explained(string code, string text, string expected) => Assert.Contains(expected, LoadFailure.Describe(code, text), StringComparison.Ordinal);
}
