using InferenceKit.Configuration.Validation;
using InferenceKit.Serving.Traffic;

namespace InferenceKit.Tests.Configuration.Traffic;

/// <summary>What a model's traffic is, from its own options and the defaults.</summary>
public sealed class TrafficMergeTests
{
    private readonly TrafficOptions _own = new();
    private readonly TrafficOptions _defaults = new();

    private TrafficPolicy? Policy => TrafficMerge.Merge("Fraud", _own, _defaults);

    [Fact]
    public void Nothing_said_is_no_traffic()
    {
        _own.Salt = "s";
        Assert.Null(Policy);
    }

    [Fact]
    public void Variants_and_shadows_are_in_the_order_of_their_names_whatever_order_they_were_written_in()
    {
        foreach (var name in new[] { "b", "a", "C" })
        {
            _own.Variants[name] = new() { Version = "2" };
            _own.Shadows[name] = new() { Version = "2" };
        }
        Assert.Equal(["C", "a", "b"], Policy!.Variants.Select(v => v.Name));
        Assert.Equal(["C", "a", "b"], Policy.Shadows.Select(s => s.Name));
    }

    [Fact]
    public void The_models_own_entry_replaces_the_default_one_of_the_same_name_whatever_its_case()
    {
        _defaults.Variants["A"] = new() { Version = "2", WeightPercent = 10 };
        _defaults.Variants["other"] = new() { Model = "m" };
        _own.Variants["a"] = new() { Version = "3" };
        Assert.Equal([("a", "version '3'", 0.0), ("other", "model 'm'", 0.0)], Policy!.Variants.Select(v => (v.Name, v.Target.ToString(), v.WeightPercent)));
    }

    [Fact]
    public void The_salt_is_the_models_name_in_lower_case_unless_one_is_said()
    {
        _own.Variants["a"] = new() { Version = "2" };
        Assert.Equal("fraud", Policy!.Salt);
        _defaults.Salt = "all";
        Assert.Equal("all", Policy!.Salt);
        _own.Salt = "own";
        Assert.Equal("own", Policy!.Salt);
    }

    [Fact]
    public void Rules_go_by_number_and_name_variants_as_they_are_written_there()
    {
        _own.Variants["Challenger"] = new() { Version = "2" };
        _own.Rules[20] = new() { Variant = "PRIMARY", When = { ["b"] = new() { AtLeast = 1 } } };
        _own.Rules[10] = new() { Variant = "challenger", When = { ["b"] = new() { In = { "x", "y" } }, ["a"] = new() { Is = "z" } } };
        Assert.Equal([(10, "Challenger"), (20, null)], Policy!.Rules.Select(r => (r.Key, r.Variant)));
        Assert.Equal(["a", "b"], Policy.Rules[0].Conditions.Select(c => c.Attribute));
        Assert.Equal(["x", "y"], Policy.Rules[0].Conditions[1].OneOf);
    }

    [Fact]
    public void Policies_that_say_the_same_are_equal_and_others_are_not()
    {
        _own.Variants["a"] = new() { Version = "2" };
        _own.Rules[10] = new() { Variant = "a", When = { ["x"] = new() { Is = "z" } } };
        _own.Shadows["s"] = new() { Version = "2" };
        Assert.Equal(Policy, Policy);
        var before = Policy;
        _own.Rules[10].When["x"].StartsWith = "z";
        Assert.NotEqual(before, Policy);
    }
}
