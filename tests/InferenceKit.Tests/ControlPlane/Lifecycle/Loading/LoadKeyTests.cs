using InferenceKit.Configuration;
using InferenceKit.ControlPlane.Lifecycle.Loading;
using InferenceKit.Sessions;

namespace InferenceKit.Tests.ControlPlane.Lifecycle.Loading;

public sealed class LoadKeyTests
{
    private static readonly ModelSettings Settings = new() { Name = "m" };

    [Fact]
    public void Is_the_same_for_equal_dictionaries() =>
        Assert.Equal(
            Key(new() { ProviderOptions = new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" } }),
            Key(new() { ProviderOptions = new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" } }));

    [Fact]
    public void Is_another_for_whatever_only_a_load_can_apply()
    {
        var keys = new[]
        {
            Key(new()), Key(new(), content: "g"), Key(new(), concurrency: 3), Key(new() { Threads = 2 }), Key(new() { Provider = "cuda" }),
            Key(new() { AllowSpinning = true }), Key(new() { UseArena = false }), Key(new() { GraphOptimization = GraphOptimization.None }),
            Key(new() { FreeDimensions = new Dictionary<string, long> { ["n"] = 1 } }),
            Key(new() { SessionEntries = new Dictionary<string, string> { ["n"] = "1" } }),
            Key(new() { ProviderOptions = new Dictionary<string, string> { ["n"] = "1" } }),
        };
        Assert.Distinct(keys);
    }

    private static string Key(SessionSettings session, string content = "f", int? concurrency = null) => LoadKey.Of(
        new() { Id = new("m", ModelVersion.FromNumber(1)), Fingerprint = content },
        Settings with { Session = session, MaxConcurrency = concurrency });
}
