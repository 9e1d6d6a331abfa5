using InferenceKit.Benchmarks.Scenarios;

namespace InferenceKit.Benchmarks.Tests.Scenarios;

public sealed class ScenarioCatalogTests
{
    [Fact]
    public void No_name_stands_for_two_scenarios()
    {
        var names = ScenarioCatalog.All.Select(s => s.Name).ToArray();

        Assert.Equal(names.Distinct(), names);
    }

    [Fact]
    public void Callers_that_share_the_pools_threads_come_before_those_that_are_given_some()
    {
        var names = ScenarioCatalog.All.Select(s => s.Name).ToList();

        var last = names.FindLastIndex(n => n.StartsWith("saturation-", StringComparison.Ordinal) || n.StartsWith("peers-", StringComparison.Ordinal));
        Assert.True(last < names.IndexOf("parallel-mlp"));
    }
}
