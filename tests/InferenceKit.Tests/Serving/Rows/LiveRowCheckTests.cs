using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace InferenceKit.Tests.Serving.Rows;

/// <summary>What made-up rows cannot show, live ones do.</summary>
public sealed class LiveRowCheckTests
{
    [Fact]
    public async Task Live_rows_that_depend_on_each_other_end_sharing_for_good()
    {
        await using var host = await RowHost.StartAsync(DependentModels.DependsOnSomeRows());
        Assert.True(host.Batching.MayShareRuns, host.Batching.WhyNotShared);

        // Until a run was shared and checked.
        for (var round = 0; host.Batching.MayShareRuns; round++)
        {
            Assert.True(round < 200, "Sharing did not end.");
            await DependentRowsTests.Parallel(seed => host.PredictAsync([2000, seed + 1]));
        }

        Assert.Contains("'y'", host.Batching.WhyNotShared, StringComparison.Ordinal);
        await DependentRowsTests.Parallel(async seed => Assert.Equal([2f * (seed + 1)], await host.PredictAsync([2000, seed + 1])));
        await DependentRowsTests.Parallel(async seed =>
        {
            float[] values = [2000, seed, 3000, seed + 1, 1, 2];
            RowHost.AssertSame(host.Raw(values, 3, 2), await host.InferAsync(values, 3, 2));
        });
        await Eventually.True(() => host.Log.GetSnapshot().Any(r => r.Id.Id == 2051));
        var warning = Assert.Single(host.Log.GetSnapshot(), r => r.Id.Id == 2051);
        Assert.Equal(LogLevel.Warning, warning.Level);
        Assert.DoesNotContain("2000", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Live_rows_without_a_difference_go_on_sharing()
    {
        await using var host = await RowHost.StartAsync(DependentModels.DependsOnSomeRows());

        for (var round = 0; round < 5; round++) await DependentRowsTests.Parallel(async seed => Assert.Equal([seed + 1f], await host.PredictAsync([2, seed + 1])));

        Assert.True(host.Batching.MayShareRuns, host.Batching.WhyNotShared);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Where_no_made_up_row_suits_live_rows_show_whether_they_share_runs(bool addsMean)
    {
        await using var host = await RowHost.StartAsync(DependentModels.TakesRareIds(addsMean), Codec.Array<long, float>());
        var predictor = host.Services.GetRequiredService<IPredictor<long[], float[]>>();
        Assert.False(host.Batching.MayShareRuns);
        Assert.Contains("live ones will", host.Batching.WhyNotShared, StringComparison.Ordinal);
        var before = host.Batching.WhyNotShared;

        for (var id = 0; id < 8; id++)
        {
            var prediction = await predictor.PredictAsync([500 + id], cancellationToken: TestContext.Current.CancellationToken);
            Assert.Equal((addsMean ? 2f : 1f) * (1 << id), prediction.Value[0]);
        }

        await Eventually.True(() => host.Batching.WhyNotShared != before);
        Assert.Equal(!addsMean, host.Batching.MayShareRuns);
        Assert.DoesNotContain(host.Log.GetSnapshot(), r => r.Level >= LogLevel.Error);
    }
}
