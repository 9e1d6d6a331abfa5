using InferenceKit.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace InferenceKit.Tests.ControlPlane.Lifecycle.Loading.Trials;

/// <summary>The choice of the arena through the whole of a load.</summary>
public sealed class ArenaTests
{
    [Fact]
    public async Task Left_open_it_is_chosen_by_measurement_and_shown()
    {
        var (status, logged) = await LoadAsync(useArena: null);

        var choice = logged.SingleOrDefault(r => r.Id.Id == 2017);
        // One core has no two callers at a time.
        if (Environment.ProcessorCount > 1) Assert.NotNull(choice);
        Assert.Equal(choice is null || choice.Message.EndsWith("True", StringComparison.Ordinal), status.UsesArena);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Configured_it_is_as_configured_and_nothing_is_measured(bool useArena)
    {
        var (status, logged) = await LoadAsync(useArena);

        Assert.Equal(useArena, status.UsesArena);
        Assert.DoesNotContain(logged, r => r.Id.Id is 2017 or 2018);
        Assert.Single(logged, r => r.Id.Id == 1000);
    }

    [Fact]
    public async Task A_model_that_fails_on_made_up_rows_keeps_its_arena()
    {
        var (status, logged) = await LoadAsync(useArena: null, FailsOnZeros());

        Assert.Contains(logged, r => r.Id.Id == 2008);
        Assert.True(status.UsesArena);
        Assert.DoesNotContain(logged, r => r.Id.Id is 2017 or 2018);
    }

    private static async Task<(ModelVersionStatus Status, IReadOnlyList<FakeLogRecord> Logged)> LoadAsync(bool? useArena, byte[]? onnx = null)
    {
        var services = new ServiceCollection().AddLogging(logging => logging.AddFakeLogging().SetMinimumLevel(LogLevel.Debug));
        services.AddInference().AddModel("m", Codec.Array<float, float>(), m => m.FromBytes(onnx ?? OnnxModels.Mlp()).Configure(o => o.Execution.UseArena = useArena));
        await using var provider = services.BuildServiceProvider();
        await provider.StartInferenceAsync(TestContext.Current.CancellationToken);
        var status = provider.GetRequiredService<IModelLifecycle>().Models.Single().Versions.Single();
        return (status, provider.GetFakeLogCollector().GetSnapshot());
    }

    private static byte[] FailsOnZeros() =>
        OnnxModelBuilder.Create("fails-on-zeros")
            .Input("x", ElementType.Float32, "batch", 1)
            .Node("Less", ["x", 1f], ["small"])
            .Cast("small", ElementType.Int64, "index")

            // A table of one zero: index 1 is out of range.
            .Gather(OnnxTensor.Vector(0f), "index", "y")
            .Output("y", ElementType.Float32, "batch", 1)
            .Build();
}
