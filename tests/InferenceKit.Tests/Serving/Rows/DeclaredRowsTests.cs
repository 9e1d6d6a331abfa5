using InferenceKit.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceKit.Tests.Serving.Rows;

/// <summary>What the option says of rows.</summary>
public sealed class DeclaredRowsTests
{
    [Fact]
    public async Task Names_of_dimensions_that_speak_against_rows_do_not_count_where_the_option_says_that_there_are_some()
    {
        var model = OnnxModelBuilder.Create()
            .Input("x", ElementType.Float32, "unk__1", 2).Mul("x", 2f, "y").Output("y", ElementType.Float32, "unk__2", 2).BuildUnchecked();

        await using var auto = await RowHost.StartAsync(model);
        await using var first = await RowHost.StartAsync(model, rows: RowDimension.First);

        Assert.False(auto.Batching.MayShareRuns);
        Assert.Contains("unk__2", auto.Batching.WhyNotShared, StringComparison.Ordinal);
        Assert.True(first.Batching.MayShareRuns, first.Batching.WhyNotShared);
        foreach (var host in (RowHost[])[auto, first]) Assert.Equal((float[])[2, 4], await host.PredictAsync([1, 2]));
    }

    [Fact]
    public async Task Live_rows_are_checked_where_the_option_says_that_there_are_rows()
    {
        await using var host = await RowHost.StartAsync(DependentModels.Of("centred"), rows: RowDimension.First);
        Assert.True(host.Batching.MayShareRuns, host.Batching.WhyNotShared);

        for (var round = 0; host.Batching.MayShareRuns; round++)
        {
            Assert.True(round < 200, "Sharing did not end.");
            await DependentRowsTests.Parallel(seed => host.PredictAsync(RowHost.Values(2, seed)));
        }

        Assert.Equal((float[])[0, 0], await host.PredictAsync([1, 2]));
    }

    [Fact]
    public async Task A_version_whose_inputs_have_no_rows_is_refused_where_the_option_says_that_there_are_some()
    {
        var services = new ServiceCollection();
        services.AddInference().AddModel("m", Codec.Array<float, float>(), m => m.FromBytes(DependentModels.WithoutRows()).Configure(o => o.Batching.Rows = RowDimension.First));
        await using var provider = services.BuildServiceProvider();

        var thrown = await Assert.ThrowsAsync<InferenceException>(() => provider.StartInferenceAsync(TestContext.Current.CancellationToken));

        Assert.Contains("Batching:Rows is First, but input 'x' (Float32[1,2]) has no dynamic first dimension", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_rows_nothing_is_shared_although_it_could_be()
    {
        await using var host = await RowHost.StartAsync(OnnxModels.Mlp(inputs: 4, hidden: 8, outputs: 2), rows: RowDimension.None);

        Assert.False(host.Batching.MayShareRuns);
        Assert.Contains("Batching:Rows", host.Batching.WhyNotShared, StringComparison.Ordinal);
        await DependentRowsTests.Parallel(async seed =>
        {
            var values = RowHost.Values(12, seed);
            RowHost.AssertSame(host.Raw(values, 3, 4).Values, await host.PredictAsync(values));
        });
    }
}
