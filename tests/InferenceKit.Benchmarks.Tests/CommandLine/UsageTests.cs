using InferenceKit.Benchmarks.CommandLine;
using InferenceKit.Benchmarks.Scenarios;

namespace InferenceKit.Benchmarks.Tests.CommandLine;

public sealed class UsageTests
{
    [Fact]
    public void It_names_every_command_and_every_scenario()
    {
        Assert.All(ScenarioCatalog.All, s => Assert.Contains(s.Name, Usage.Text, StringComparison.Ordinal));
        Assert.All(["report", "model", "load", "--rate", "--callers", "--arrivals", "--mode", "--timeout", "--csv", "inspect", "--quick", "--only", "--json"], word => Assert.Contains(word, Usage.Text, StringComparison.Ordinal));
    }
}
