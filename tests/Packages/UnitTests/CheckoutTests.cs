using InferenceKit;
using InferenceKit.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace UnitTests;

/// <summary>A user's unit tests: by a fake predictor, by a real model in memory, by a fake model behind a real registration.</summary>
public sealed class CheckoutTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_fake_predictor_answers_and_fails()
    {
        var sure = FakePredictor.Create<float[], float>(row => row[0]);
        Assert.Equal(0.25f, (await sure.PredictAsync([0.25f], cancellationToken: Cancelled)).Value);
        var late = FakePredictor.Failing<float[], float>(InferenceError.DeadlineExceeded);
        Assert.Equal(InferenceError.DeadlineExceeded, (await late.TryPredictAsync([1f], cancellationToken: Cancelled)).Failure?.Error);
    }

    [Fact]
    public async Task A_real_model_is_served_from_memory() => Assert.Equal(6f, await SumAsync(services =>
        services.AddInference().AddModel("sum", Codec.Scalar<float, float>(), model => model.FromBytes(OnnxModels.RowSum(inputs: 3)))));

    [Fact]
    public async Task A_fake_model_stands_in_for_ONNX_Runtime() => Assert.Equal(7f, await SumAsync(services =>
        services.AddInference().AddModel("sum", Codec.Scalar<float, float>()).UseFakeModel("sum", new FakeModel(inputs: 3, outputs: 1, (x, y) => y[0] = x[0] + x[1] + x[2] + 1))));

    private static async Task<float> SumAsync(Action<IServiceCollection> add)
    {
        var services = new ServiceCollection();
        add(services);
        await using var provider = services.BuildServiceProvider();
        await provider.StartInferenceAsync();
        return (await provider.GetRequiredService<IPredictor<float[], float>>().PredictAsync([1f, 2f, 3f], cancellationToken: Cancelled)).Value;
    }
}
