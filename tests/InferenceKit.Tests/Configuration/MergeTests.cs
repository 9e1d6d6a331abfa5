namespace InferenceKit.Tests.Configuration;

public sealed class MergeTests
{
    [Fact]
    public void A_models_own_value_wins_over_the_default_and_the_default_over_the_built_in()
    {
        using var rig = new SettingsRig(
            ("Defaults:Execution:Threads", "2"), ("Defaults:Keep", "all"), ("Models:own:Execution:Threads", "3"), ("Models:other", ""));
        Assert.Equal((3, "all", "latest"), (rig["own"].Session.Threads, rig["own"].Keep, rig["own"].Version));
        Assert.Equal((2, TimeSpan.FromSeconds(1)), (rig["other"].Session.Threads, rig["other"].Serving.Batching.MaxQueueTime));
    }

    [Fact]
    public void Code_wins_over_configuration_and_sees_what_it_said()
    {
        string? seen = null;
        using var rig = new SettingsRig(
            builder => builder.AddModel("fraud", o =>
            {
                seen = o.Version;
                o.Version = "2";
            }), ("Models:fraud:Version", "1"), ("Models:fraud:Keep", "all"));
        Assert.Equal(("2", "all"), (rig["fraud"].Version, rig["fraud"].Keep));
        Assert.Equal("1", seen);
    }

    [Fact]
    public void Models_are_the_same_whatever_the_case_of_their_names()
    {
        using var rig = new SettingsRig(builder => builder.AddModel("Fraud", o => o.Keep = "all"), ("Models:FRAUD:Version", "7"));
        Assert.Equal(("Fraud", "7", "all"), (rig["fraud"].Name, rig["fraud"].Version, rig["fraud"].Keep));
        Assert.Single(rig.Settings.Models);
    }

    [Fact]
    public void Options_of_the_default_provider_are_not_given_to_another()
    {
        using var rig = new SettingsRig(
            ("Defaults:Execution:Provider", "cuda"), ("Defaults:Execution:ProviderOptions:device_id", "1"),
            ("Models:same:Execution:ProviderOptions:gpu_mem_limit", "1000"), ("Models:cpu:Execution:Provider", "cpu"));
        Assert.Equal(["device_id", "gpu_mem_limit"], rig["same"].Session.ProviderOptions.Keys.Order(StringComparer.Ordinal));
        Assert.Empty(rig["cpu"].Session.ProviderOptions);
    }

    [Fact]
    public void A_provider_that_is_not_there_is_told_of_required_models()
    {
        using var rig = new SettingsRig(("Models:a:Execution:Provider", "cuda"), ("Models:b:Execution:Provider", "cuda"), ("Models:b:Required", "false"));
        rig.ProviderProblem = s => s.Provider == "cuda" ? "Only 'cpu' is available." : null;
        var error = Assert.Throws<Microsoft.Extensions.Options.OptionsValidationException>(() => rig.Settings);
        Assert.Equal(["Inference:Models:a:Execution: Only 'cpu' is available."], error.Failures);
    }

    [Fact]
    public void A_provider_that_is_not_there_is_told_together_with_every_other_error()
    {
        using var rig = new SettingsRig(("Models:a:Execution:Provider", "cuda"), ("Models:a:Execution:Threads", "many"), ("Models:a:Keep", "some"));
        rig.ProviderProblem = s => s.Provider == "cuda" ? "Only 'cpu' is available." : null;
        var error = Assert.Throws<Microsoft.Extensions.Options.OptionsValidationException>(() => rig.Settings);
        Assert.Equal(3, error.Failures.Count());
        Assert.Contains("Inference:Models:a:Execution: Only 'cpu' is available.", error.Failures);
    }

    [Fact]
    public void A_model_that_options_alone_name_is_registered_and_a_likely_misspelling_is_logged()
    {
        using var rig = new SettingsRig(builder => builder.AddModel("fraud"), ("Models:fruad", ""), ("Models:churn", ""));
        Assert.Equal(3, rig.Settings.Models.Count);
        Assert.Contains(rig.Logged, r => r.Id.Id == 3005 && r.Message.Contains("'fraud'", StringComparison.Ordinal));
        Assert.Contains(rig.Logged, r => r.Id.Id == 3004 && r.Message.Contains("churn", StringComparison.Ordinal));
    }

    [Fact]
    public void The_size_of_shared_runs_has_no_effect_where_no_runs_are_shared()
    {
        using var rig = new SettingsRig(
            ("Defaults:Batching:MaxBatchSize", "2"), ("Models:off:Batching:Mode", "Off"), ("Models:off:Batching:MaxBatchSize", "4"), ("Models:on", ""));
        Assert.Null(rig["off"].Serving.Batching.MaxBatchSize);
        Assert.Equal(2, rig["on"].Serving.Batching.MaxBatchSize);
    }
}
