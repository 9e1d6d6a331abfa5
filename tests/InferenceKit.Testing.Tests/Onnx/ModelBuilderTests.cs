namespace InferenceKit.Testing.Tests.Onnx;

public sealed class ModelBuilderTests
{
    [Fact]
    public void A_model_carries_what_it_says_about_itself()
    {
        using var run = new OnnxRun(OnnxModelBuilder.Create("fraud")
            .Producer("tests", "1.2")
            .ModelVersion(42)
            .DocString("finds fraud")
            .Metadata("trained", "today")
            .Metadata("auc", "")
            .Input("x", ElementType.Float32, 1)
            .Identity("x", "y")
            .Output("y", ElementType.Float32, 1)
            .Build());
        var metadata = run.Session.ModelMetadata;
        Assert.Equal(("fraud", "tests", 42L, "finds fraud"), (metadata.GraphName, metadata.ProducerName, metadata.Version, metadata.Description));
        Assert.Equal("today", metadata.CustomMetadataMap["trained"]);
        Assert.Equal("", metadata.CustomMetadataMap["auc"]);
    }

    [Fact]
    public void A_model_is_saved_into_folders_that_are_not_there_yet()
    {
        var folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            var path = Path.Combine(folder, "fraud", "1", "model.onnx");
            var model = OnnxModelBuilder.Create().Input("x", ElementType.Float32, 1).Identity("x", "y").Output("y", ElementType.Float32, 1);
            model.Save(path);
            Assert.Equal(model.Build(), File.ReadAllBytes(path));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
