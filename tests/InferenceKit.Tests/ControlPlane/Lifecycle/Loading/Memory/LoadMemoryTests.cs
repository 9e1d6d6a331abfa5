using InferenceKit.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceKit.Tests.ControlPlane.Lifecycle.Loading.Memory;

/// <summary>Models that take much memory while they are loaded and warmed up.</summary>
public sealed class LoadMemoryTests
{
    [Fact]
    public async Task A_loop_that_gathers_outputs_at_warm_up_fails_its_load_with_the_figure()
    {
        using var folder = new TempFolder();
        var services = new ServiceCollection();
        services.AddInference(o => o.Repository.StagingPath = folder.Path)
            .AddModel("bomb", Gathering(trips: 800), o => o.Execution.MaxLoadBytes = 200L << 20);
        await using var provider = services.BuildServiceProvider();

        var thrown = await Assert.ThrowsAsync<InferenceException>(() => provider.StartInferenceAsync(TestContext.Current.CancellationToken));

        Assert.Contains("bytes of native memory", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("209,715,200", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("Execution:MaxLoadBytes", thrown.Message, StringComparison.Ordinal);
    }

    /// <summary>Each trip gives four million bytes more, and takes some milliseconds.</summary>
    private static byte[] Gathering(long trips) => OnnxModelBuilder.Create("gathering")
        .Input("x", ElementType.Float32, "batch", 1)
        .Initializer("trips", trips)
        .Initializer("start", 1f)
        .Initializer("shape", new long[] { 1000, 1000 })
        .Loop("trips", OnnxOperand.None, ["start"], ["end", "all"], body => body
            .Input("trip", ElementType.Int64)
            .Input("go_on", ElementType.Bool)
            .Input("value", ElementType.Float32)
            .Identity("go_on", "still_go_on")
            .Add("value", 1f, "next")
            .Node("Expand", ["value", "shape"], ["wide"])
            .Tanh("wide", "given")
            .Output("still_go_on", ElementType.Bool)
            .Output("next", ElementType.Float32)
            .Output("given", ElementType.Float32, 1000, 1000))
        .Node("ReduceMax", ["all"], ["most"], [OnnxAttribute.Of("keepdims", 0)])
        .Add("x", "most", "y")
        .Output("y", ElementType.Float32, "batch", 1)
        .Build();
}
