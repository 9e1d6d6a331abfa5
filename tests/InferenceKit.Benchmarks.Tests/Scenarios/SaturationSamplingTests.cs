using InferenceKit.Benchmarks.Scenarios;

namespace InferenceKit.Benchmarks.Tests.Scenarios;

public sealed class SaturationSamplingTests
{
    [Fact]
    public void A_window_is_at_least_as_long_as_all_callers_need()
    {
        var sampling = SaturationSampling.Of(new(IsQuick: false), 512, TimeSpan.FromMilliseconds(2));

        Assert.NotNull(sampling);
        Assert.True(sampling.Window >= TimeSpan.FromMilliseconds(1024));
        Assert.Equal(1, sampling.TimedEvery);
    }

    [Fact]
    public void A_quick_report_leaves_out_what_takes_long() =>
        Assert.Null(SaturationSampling.Of(new(IsQuick: true), 512, TimeSpan.FromMilliseconds(2)));

    [Fact]
    public void Calls_of_small_rows_are_seldom_timed() =>
        Assert.Equal(16, SaturationSampling.Of(new(IsQuick: true), 64, TimeSpan.FromMicroseconds(0.2))!.TimedEvery);
}
