using InferenceKit.Benchmarks.Models;

namespace InferenceKit.Benchmarks.Tests.Models;

public sealed class RowDistributionTests
{
    [Fact]
    public void Rows_differ_from_each_other_and_come_back_for_the_same_seed()
    {
        var rows = RowDistribution.Normal.Draw(100, 4);

        Assert.Equal(100, rows.Select(r => string.Join(',', r)).Distinct().Count());
        Assert.Equal(rows, RowDistribution.Normal.Draw(100, 4));
    }

    [Fact]
    public void Uniform_values_stay_within_their_range() =>
        Assert.All(RowDistribution.Uniform(2, 3).Draw(50, 8).SelectMany(r => r), v => Assert.InRange(v, 2, 3));
}
