using InferenceKit.Benchmarks.CommandLine;
using InferenceKit.Benchmarks.Inspecting;
using InferenceKit.Testing;

namespace InferenceKit.Benchmarks.Tests.Inspecting;

public sealed class ModelReaderTests
{
    [Theory]
    [InlineData("fraud.onnx", "fraud")]
    [InlineData("models/fraud/3/model.onnx", "fraud")]
    [InlineData("models/fraud/0012/Model.onnx", "fraud")]
    [InlineData("bert/model.onnx", "bert")]
    public void A_model_is_named_by_its_file_or_by_the_folders_of_a_repository(string path, string name) =>
        Assert.Equal(name, ModelReader.NameOf(path));

    [Fact]
    public void The_codec_for_a_forest_with_a_label_and_a_map_of_scores_compiles()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("forest.onnx", OnnxModels.ForestClassifier(4, new[] { "cat", "dog" }));

        var code = CodecSkeleton.Write(ModelReader.NameOf(path), InspectedModel.Of(ModelReader.ReadSignature(path)));

        Compiled.Check(code);
        Assert.Contains("ForestOutput(string Label, InferenceValue Probabilities)", code, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_model_is_refused_with_the_reason()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("page.onnx", "<!DOCTYPE html><html></html>"u8.ToArray());

        var refused = Assert.Throws<UsageException>(() => ModelReader.ReadSignature(path));

        Assert.Contains("HTML", refused.Message, StringComparison.OrdinalIgnoreCase);
    }
}
