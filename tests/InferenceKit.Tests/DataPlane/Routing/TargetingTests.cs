namespace InferenceKit.Tests.DataPlane.Routing;

/// <summary>Rules on attributes, and requests that choose themselves.</summary>
public sealed class TargetingTests
{
    [Fact]
    public async Task The_first_rule_that_holds_decides_before_the_split()
    {
        await using var rig = await Targeted(new TrafficRig(percent: 0)).StartAsync();
        Assert.Equal("challenger", await VariantOf(rig, ("country", "de"), ("amount", 500)));
        Assert.Equal("challenger", await VariantOf(rig, ("country", "at"), ("amount", 100.0m)));
        Assert.Null(await VariantOf(rig, ("country", "de"), ("amount", 99)));
        Assert.Null(await VariantOf(rig, ("country", "de"), ("amount", 1000)));
        Assert.Null(await VariantOf(rig, ("country", "fr"), ("amount", 500)));
        Assert.Null(await VariantOf(rig, ("amount", 500)));
        Assert.Equal("challenger", await VariantOf(rig, ("device", "ios-17"), ("beta", true)));
        Assert.Null(await VariantOf(rig, ("device", "android"), ("beta", true)));
        Assert.Null(await VariantOf(rig, ("device", "ios-17"), ("beta", false)));
        // Rule 10 keeps the staff with the primary, whatever the others say.
        Assert.Null(await VariantOf(rig, ("staff", "yes"), ("country", "de"), ("amount", 500)));
    }

    [Fact]
    public async Task A_request_of_a_rule_says_so_and_is_certain()
    {
        await using var rig = await Targeted(new TrafficRig(percent: 0)).StartAsync();
        var info = (await rig.Predictor.TryPredictAsync([1], With(("country", "de"), ("amount", 500)))).GetOrThrow().Info;
        Assert.Equal((VariantAssignment.Rule, 1.0), (info.Assignment, info.Propensity));
    }

    [Theory]
    [InlineData("amount", "500", "attribute 'amount', which targeting rule 20 looks at, must be a number, not string")]
    [InlineData("country", null, "attribute 'country', which targeting rule 20 looks at, must be a text, a number or a truth value, not null")]
    public async Task An_attribute_of_the_wrong_kind_is_a_clear_error(string attribute, string? value, string message)
    {
        await using var rig = await Targeted(new TrafficRig(percent: 0)).StartAsync();
        var attributes = new Dictionary<string, object> { ["country"] = "de", ["amount"] = 500, [attribute] = value! };
        var failure = (await rig.Predictor.TryPredictAsync([1], new() { Attributes = attributes })).Failure!;
        Assert.Equal(InferenceError.InvalidInput, failure.Error);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_may_name_a_variant_the_primary_or_a_version()
    {
        await using var rig = await new TrafficRig(percent: 0).StartAsync();
        var named = (await rig.Predictor.TryPredictAsync([1], new() { Variant = "CHALLENGER", RoutingKey = "k" })).GetOrThrow();
        Assert.Equal((100, "challenger", VariantAssignment.Request, 1.0), (named.Value, named.Info.Variant, named.Info.Assignment, named.Info.Propensity));
        Assert.Equal(10, (await rig.Predictor.TryPredictAsync([1], new() { Variant = "primary" })).GetOrThrow().Value);
        var version = (await rig.Predictor.TryPredictAsync([1], new() { Version = "2" })).GetOrThrow();
        Assert.Equal((100, null, VariantAssignment.Request), (version.Value, version.Info.Variant, version.Info.Assignment));
    }

    [Theory]
    [InlineData("nobody", null, true, "there is no variant 'nobody'; there are: primary, challenger")]
    [InlineData("challenger", "2", true, "names both a variant and a version")]
    [InlineData("challenger", null, false, "requests may not name a variant (Traffic:AllowOverride)")]
    [InlineData(null, "2", false, "requests may not name a version (Traffic:AllowOverride)")]
    public async Task A_choice_that_cannot_be_or_is_not_allowed_is_refused(string? variant, string? version, bool allowed, string message)
    {
        await using var rig = await new TrafficRig().Say("AllowOverride", allowed ? "true" : "false").StartAsync();
        var failure = (await rig.Predictor.TryPredictAsync([1], new() { Variant = variant, Version = version })).Failure!;
        Assert.Equal(InferenceError.InvalidInput, failure.Error);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    private static TrafficRig Targeted(TrafficRig rig) => rig
        .Say("Rules:10:Variant", "primary").Say("Rules:10:When:staff:Is", "yes")
        .Say("Rules:20:Variant", "challenger")
        .Say("Rules:20:When:country:In:0", "de").Say("Rules:20:When:country:In:1", "at")
        .Say("Rules:20:When:amount:AtLeast", "100").Say("Rules:20:When:amount:Below", "1000")
        .Say("Rules:30:Variant", "challenger").Say("Rules:30:When:device:StartsWith", "ios-").Say("Rules:30:When:beta:Is", "true");

    private static async Task<string?> VariantOf(TrafficRig rig, params (string Name, object Value)[] attributes) =>
        (await rig.Predictor.TryPredictAsync([1], With(attributes))).GetOrThrow().Info.Variant;

    private static InferenceRequestOptions With(params (string Name, object Value)[] attributes) => new()
    {
        RoutingKey = "k",
        Attributes = attributes.ToDictionary(a => a.Name, a => a.Value),
    };
}
