using System.Reflection;
using InferenceKit.Configuration.Reading;

namespace InferenceKit.Tests.Configuration;

public sealed class KeyTests
{
    public static TheoryData<Type, string[]> Tables => new()
    {
        { typeof(InferenceOptions), [.. InferenceKeys.Table.Names] },
        { typeof(RepositoryOptions), [.. RepositoryKeys.Table.Names] },
        { typeof(StateOptions), [.. StateKeys.Table.Names] },
        { typeof(TrustOptions), [.. TrustKeys.Table.Names] },
        { typeof(HttpRepositoryOptions), [.. HttpRepositoryKeys.Table.Names] },
        { typeof(LifecycleOptions), [.. LifecycleKeys.Table.Names] },
        { typeof(ModelOptions), [.. ModelKeys.Table.Names] },
        { typeof(ResilienceOptions), [.. ResilienceKeys.Table.Names] },
        { typeof(FallbackStepOptions), [.. FallbackStepKeys.Table.Names] },
        { typeof(TrafficOptions), [.. TrafficKeys.Table.Names] },
        { typeof(VariantOptions), [.. VariantKeys.Table.Names] },
        { typeof(TargetingRuleOptions), [.. TargetingRuleKeys.Table.Names] },
        { typeof(AttributeConditionOptions), [.. AttributeConditionKeys.Table.Names] },
        { typeof(ShadowOptions), [.. ShadowKeys.Table.Names] },
        { typeof(OutputValidatorOptions), [.. OutputValidatorKeys.Table.Names] },
        { typeof(CircuitBreakerOptions), [.. CircuitBreakerKeys.Table.Names] },
        { typeof(BatchingOptions), [.. BatchingKeys.Table.Names] },
        { typeof(ExecutionOptions), [.. ExecutionKeys.Table.Names] },
    };

    [Theory]
    [MemberData(nameof(Tables))]
    public void Every_public_property_of_an_options_class_has_a_key_and_every_key_a_property(Type options, string[] keys)
    {
        var properties = options.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(p => p.Name);
        Assert.Equal(properties.Order(StringComparer.Ordinal), keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_options_class_has_a_table()
    {
        var classes = typeof(InferenceOptions).Assembly.GetExportedTypes()
            .Where(t => t.Name.EndsWith("Options", StringComparison.Ordinal) && t != typeof(InferenceRequestOptions) && t != typeof(ModelLockOptions));
        Assert.Equal(Tables.Select(t => t.Data.Item1.Name).Order(StringComparer.Ordinal), classes.Select(t => t.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_unknown_key_is_reported_with_its_path_and_the_nearest_known_one()
    {
        var errors = SettingsRig.ErrorsOf(
            ("Models:fraud:Execution:Treads", "2"), ("Repositori:Path", "models"), ("Models:fraud:Zzz", "1"), ("Models:fraud:Timeout", "00:00:01"));
        Assert.Equal(4, errors.Length);
        Assert.Contains("Inference:Models:fraud:Execution:Treads: unknown key; did you mean 'Threads'?", errors);
        Assert.Contains("Inference:Repositori: unknown key; did you mean 'Repository'?", errors);
        Assert.Contains("Inference:Models:fraud:Timeout: unknown key; did you mean 'Resilience:Timeout'?", errors);
        Assert.Contains(errors, e => e.StartsWith("Inference:Models:fraud:Zzz: unknown key; known are Version, Keep, ", StringComparison.Ordinal));
    }

    [Fact]
    public void Keys_are_compared_ignoring_case()
    {
        using var rig = new SettingsRig(("mODELS:fraud:execution:THREADS", "3"));
        Assert.Equal(3, rig["fraud"].Session.Threads);
    }

    [Fact]
    public void Raw_session_entries_are_refused_from_configuration()
    {
        var errors = SettingsRig.ErrorsOf(("Defaults:Execution:SessionEntries:session.set_denormal_as_zero", "1"));
        Assert.Equal(["Inference:Defaults:Execution:SessionEntries: raw session entries come from code only."], errors);
    }

    [Fact]
    public void A_section_in_place_of_a_value_and_a_value_in_place_of_a_section_are_told()
    {
        var errors = SettingsRig.ErrorsOf(("Models:fraud:Execution:Threads:Count", "2"), ("Models:rules", "latest"));
        Assert.Equal(
            ["Inference:Models:fraud:Execution:Threads: a single value belongs here, not a section.",
             "Inference:Models:rules: a section with keys belongs here, not a single value."], errors);
    }

    [Fact]
    public void A_name_that_breaks_the_rule_for_models_is_an_error()
    {
        var errors = SettingsRig.ErrorsOf(("Models:../etc:Version", "1"));
        Assert.StartsWith("Inference:Models:../etc: this is not the name of a model: ", Assert.Single(errors), StringComparison.Ordinal);
    }
}
