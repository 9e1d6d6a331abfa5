using InferenceKit.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace InferenceKit.Tests.ControlPlane.Lifecycle.Loading;

public sealed class LoadLogTests
{
    private static readonly PredictionCodec<float[], float> Unsuited =
        Codec.Scalar<float, float>(input: "amount");

    [Fact]
    public Task A_file_that_is_no_model_is_an_error_without_a_stack_trace() =>
        AssertLoggedAsync(hasStackTrace: false, Codec.Scalar<float, float>(), "version https://git-lfs.github.com/spec/v1\n"u8.ToArray(), "Git LFS pointer");

    [Fact]
    public Task So_is_a_codec_that_says_it_does_not_suit() =>
        AssertLoggedAsync(hasStackTrace: false, Unsuited, OnnxModels.RowSum(1), "does not suit it");

    [Fact]
    public Task A_codec_that_breaks_keeps_its_stack_trace() =>
        AssertLoggedAsync(hasStackTrace: true, new BrokenCodec(), OnnxModels.RowSum(1), "does not suit it");

    [Fact]
    public async Task Waiting_for_fresh_files_to_settle_is_nothing_to_warn_of()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder["m/1"]);
        await File.WriteAllBytesAsync(folder["m/1/model.onnx"], OnnxModels.RowSum(1), TestContext.Current.CancellationToken);
        var services = new ServiceCollection().AddLogging(logging => logging.AddFakeLogging());
        services.AddInference(o => (o.Repository.Path, o.Repository.StagingPath) = (folder.Path, folder["staging"])).AddModel("m");
        await using var provider = services.BuildServiceProvider();
        await provider.StartInferenceAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain(provider.GetFakeLogCollector().GetSnapshot(), r => r.Level >= LogLevel.Warning);
    }

    private static async Task AssertLoggedAsync(bool hasStackTrace, PredictionCodec<float[], float> codec, byte[] onnx, string reason)
    {
        var services = new ServiceCollection().AddLogging(logging => logging.AddFakeLogging().SetMinimumLevel(LogLevel.Debug));
        services.AddInference().AddModel("m", codec, m => m.FromBytes(onnx));
        await using var provider = services.BuildServiceProvider();
        var failure = await Assert.ThrowsAsync<InferenceException>(() => provider.StartInferenceAsync(TestContext.Current.CancellationToken));
        Assert.DoesNotContain("inferencekit-staging", failure.Message, StringComparison.Ordinal);
        var logged = provider.GetFakeLogCollector().GetSnapshot();
        var error = Assert.Single(logged, r => r.Id.Id == 2001);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Equal(hasStackTrace, error.Exception is not null);
        Assert.Equal(!hasStackTrace, logged.Any(r => r.Id.Id == 2016 && r.Exception is not null && r.Level == LogLevel.Debug));
    }

    private sealed class BrokenCodec : PredictionCodec<float[], float>
    {
        public override BoundCodec<float[], float> Bind(ModelSignature signature) => throw new NullReferenceException();
    }
}
