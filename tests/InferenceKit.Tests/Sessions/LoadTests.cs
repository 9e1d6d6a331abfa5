using InferenceKit.Sessions;
using InferenceKit.Sessions.Onnx;
using InferenceKit.Sessions.Onnx.Runtime;
using InferenceKit.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace InferenceKit.Tests.Sessions;

public sealed class LoadTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("inferencekit-");
    private readonly OnnxSessionFactory _factory = new(NullLoggerFactory.Instance);

    public static TheoryData<string, string> BadFiles => new()
    {
        { "", "empty" },
        { "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", "Git LFS" },
        { "<!DOCTYPE html><html></html>", "HTML" },
        { "  {\"error\": 404}", "JSON" },
        { "some words", "plain text" },
        { "\b\a\u0001\u0002\u0003 garbage \u0000\u0001", "no ONNX model" },
    };

    [Theory]
    [MemberData(nameof(BadFiles))]
    public void A_file_that_is_no_model_is_called_what_it_is(string content, string expected)
    {
        var e = Assert.Throws<SessionLoadException>(() => Load(System.Text.Encoding.UTF8.GetBytes(content)));

        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.Contains("test/1", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_missing_is_said_to_be()
    {
        var e = Assert.Throws<SessionLoadException>(() => _factory.Load(TestModel.Id, Path.Combine(_folder.FullName, "none.onnx"), new(), TestContext.Current.CancellationToken));

        Assert.Contains("does not exist", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_was_cut_off_does_not_load()
    {
        var model = OnnxModels.Mlp();
        foreach (var length in (int[])[10, 100, model.Length / 2, model.Length - 1])
            Assert.Throws<SessionLoadException>(() => Load(model[..length]));
    }

    [Fact]
    public void An_unknown_operator_and_a_future_opset_are_said_to_be_the_cause()
    {
        var unknown = Assert.Throws<SessionLoadException>(() => Load(OnnxModelBuilder.Create()
            .Input("x", ElementType.Float32, 1).Node("Bogus", ["x"], ["y"]).Output("y", ElementType.Float32, 1).BuildUnchecked()));
        var opset = Assert.Throws<SessionLoadException>(() => Load(OnnxModelBuilder.Create().Opset(99)
            .Input("x", ElementType.Float32, 1).Identity("x", "y").Output("y", ElementType.Float32, 1).BuildUnchecked()));

        Assert.Contains("operator", unknown.Message, StringComparison.Ordinal);
        Assert.Contains("newer ONNX Runtime", opset.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("/onnxruntime_src", unknown.Message + opset.Message, StringComparison.Ordinal);
        Assert.NotNull(opset.InnerException);
    }

    [Fact]
    public void A_provider_that_is_not_here_says_what_is_and_what_to_install()
    {
        var problem = _factory.FindProblem(new() { Provider = "cuda" });

        Assert.Contains("Microsoft.ML.OnnxRuntime.Gpu", problem, StringComparison.Ordinal);
        Assert.Contains("available: cpu", problem, StringComparison.Ordinal);
        Assert.Contains("ExcludeAssets", problem, StringComparison.Ordinal);
        Assert.Contains("no execution provider 'warp'", _factory.FindProblem(new() { Provider = "warp" }), StringComparison.Ordinal);
        Assert.Null(_factory.FindProblem(new()));
    }

    [Fact]
    public void Musl_and_foreign_platforms_are_said_to_be_the_cause()
    {
        Assert.Contains("musl", NativeLibrary.Reason(isMusl: true, "linux-x64"), StringComparison.Ordinal);
        Assert.Contains("osx-x64", NativeLibrary.Reason(isMusl: false, "osx-x64"), StringComparison.Ordinal);
        Assert.True(NativeLibrary.IsMissing(new TypeInitializationException("x", new DllNotFoundException())));
    }

    [Fact]
    public void Settings_reach_the_session()
    {
        using var session = Load(OnnxModels.Mlp(), new()
        {
            Threads = 2,
            AllowSpinning = true,
            UseArena = false,
            GraphOptimization = GraphOptimization.Basic,
            FreeDimensions = new Dictionary<string, long> { ["batch"] = 3 },
            SessionEntries = new Dictionary<string, string> { ["session.set_denormal_as_zero"] = "1" },
        });

        Assert.Equal(3, session.Signature.Inputs[0].Shape[0]);
    }

    [Fact]
    public void A_signature_is_that_of_the_file()
    {
        using var session = Load(OnnxModels.ForestClassifier(3, (string[])["a", "b"]));

        Assert.Equal("(x: Float32[batch,3]) -> (label: String[batch], probabilities: Sequence<Map<String,Float32>>)", session.Signature.ToString());
        Assert.True(session.Signature.HasRows);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private ModelSession Load(byte[] model, SessionSettings? settings = null)
    {
        var path = Path.Combine(_folder.FullName, "model.onnx");
        File.WriteAllBytes(path, model);
        return _factory.Load(TestModel.Id, path, settings ?? new(), TestContext.Current.CancellationToken);
    }
}
