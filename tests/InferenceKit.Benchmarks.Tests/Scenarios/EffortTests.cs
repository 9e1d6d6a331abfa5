using InferenceKit.Benchmarks.Judging;
using InferenceKit.Benchmarks.Scenarios;

namespace InferenceKit.Benchmarks.Tests.Scenarios;

public sealed class EffortTests
{
    [Theory]
    [InlineData(1, 8)]
    [InlineData(3, 50)]
    [InlineData(6, 15)]
    public void All_samples_of_a_quick_scenario_together_stay_under_its_twenty_seconds(int comparisons, int milliseconds)
    {
        var sampling = new Effort(IsQuick: true).Share(comparisons, TimeSpan.FromMilliseconds(milliseconds));

        var total = comparisons * (sampling.WarmUp + (sampling.Sample * 2 * sampling.Pairs));
        Assert.True(total < TimeSpan.FromSeconds(18), total.ToString());
    }

    [Fact]
    public void However_many_comparisons_there_are_each_gets_enough_pairs_to_be_judged() =>
        Assert.Equal(Judge.FewestPairs, new Effort(IsQuick: true).Share(100, TimeSpan.FromMilliseconds(50)).Pairs);
}
