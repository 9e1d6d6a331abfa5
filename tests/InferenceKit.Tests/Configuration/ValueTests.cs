namespace InferenceKit.Tests.Configuration;

public sealed class ValueTests
{
    [Theory]
    [InlineData("Models:m:Execution:Threads", "two", "'two' is not a whole number.")]
    [InlineData("Models:m:Execution:Threads", "1.5", "'1.5' is not a whole number.")]
    [InlineData("Models:m:Execution:Threads", "4294967296", "'4294967296' is out of the range of 32 bits.")]
    [InlineData("Models:m:Execution:UseArena", "yes", "'yes' is neither true nor false.")]
    [InlineData("Models:m:Resilience:Timeout", "5", "'5' is not a time span such as \"00:00:00.050\".")]
    [InlineData("Models:m:Resilience:Timeout", "50ms", "'50ms' is not a time span such as \"00:00:00.050\".")]
    [InlineData("Models:m:Execution:GraphOptimization", "3", "'3' is none of None, Basic, Extended, All.")]
    [InlineData("Models:m:Transition", "Fast", "'Fast' is none of AvailabilityPreserving, ResourcePreserving.")]
    [InlineData("Models:m:Execution:FreeDimensions:batch", "many", "'many' is not a whole number.")]
    public void What_is_not_of_its_type_is_told_with_its_path(string key, string value, string problem) =>
        Assert.Equal([$"Inference:{key}: {problem}"], SettingsRig.ErrorsOf((key, value)));

    [Theory]
    [InlineData("Models:m:Version", "@stable|../4")]
    [InlineData("Models:m:Keep", "latest-0")]
    [InlineData("Models:m:Execution:Threads", "0")]
    [InlineData("Models:m:Execution:Threads", "1025")]
    [InlineData("Models:m:Execution:MaxConcurrency", "0")]
    [InlineData("Models:m:Execution:Provider", "c p u")]
    [InlineData("Models:m:Execution:FreeDimensions:batch", "0")]
    [InlineData("Models:m:Batching:MaxQueuedRows", "-1")]
    [InlineData("Models:m:Batching:MaxRowsPerRun", "0")]
    [InlineData("Models:m:Batching:MaxBatchSize", "0")]
    [InlineData("Models:m:Batching:MaxQueueDelay", "-00:00:01")]
    [InlineData("Models:m:Batching:MaxQueuedBytes", "-1")]
    [InlineData("Models:m:Execution:Weight", "0")]
    [InlineData("Models:m:Resilience:Timeout", "00:00:00")]
    [InlineData("Models:m:Resilience:Timeout", "-00:00:01")]
    [InlineData("Models:m:Resilience:Timeout", "100.00:00:00")]
    [InlineData("Defaults:Source", "model.onnx")]
    [InlineData("Repository:PollInterval", "00:00:00")]
    [InlineData("Repository:SettleTime", "-00:00:01")]
    [InlineData("Repository:MaxFileBytes", "0")]
    [InlineData("Lifecycle:MaxConcurrentLoads", "0")]
    [InlineData("Lifecycle:StartTimeout", "00:00:00")]
    [InlineData("Lifecycle:DrainTimeout", "-00:00:01")]
    [InlineData("Lifecycle:RetryDelay", "00:00:00")]
    [InlineData("Lifecycle:MaxResidentBytes", "0")]
    public void What_is_out_of_its_range_is_told_with_its_path(string key, string value) =>
        Assert.StartsWith($"Inference:{key}: ", Assert.Single(SettingsRig.ErrorsOf((key, value))), StringComparison.Ordinal);

    [Fact]
    public void A_range_is_told_with_what_came() => Assert.Equal(
        ["Inference:Models:m:Execution:Threads: must be 1 to 1024, not 2000."],
        SettingsRig.ErrorsOf(("Models:m:Execution:Threads", "2000")));

    [Fact]
    public void Every_error_is_reported_at_once_wherever_it_is()
    {
        var errors = SettingsRig.ErrorsOf(
            builder => builder.AddModel("coded", o => o.Execution.Threads = -1).AddModel("nulled", o => o.Batching = null!),
            ("Models:a:Execution:Threads", "two"), ("Models:b:Keep", "some"), ("Defaults:Versoin", "1"), ("Repository:Watch", "1"));
        Assert.Equal(6, errors.Length);
        Assert.Contains("Inference:Models:coded:Execution:Threads: must be 1 to 1024, not -1.", errors);
        Assert.Contains("Inference:Models:nulled:Batching: must not be null.", errors);
    }

    [Fact]
    public void Null_and_empty_say_nothing()
    {
        using var rig = new SettingsRig(("Models:m", null), ("Models:m:Version", ""), ("Models:m:Execution:Threads", null), ("Lifecycle", ""));
        Assert.Equal("latest", rig["m"].Version);
        Assert.Equal(1, rig["m"].Session.Threads);
    }

    [Fact]
    public void Every_kind_of_value_is_read()
    {
        using var rig = new SettingsRig(
            ("Models:m:Resilience:Timeout", "-00:00:00.001"), ("Models:m:Required", "False"), ("Models:m:Transition", "resourcepreserving"),
            ("Models:m:Execution:FreeDimensions:batch", "8"), ("Models:m:Execution:ProviderOptions:device_id", "1"),
            ("Repository:MaxFileBytes", "5000000000"), ("Models:m:Source", "one.onnx"), ("Repository:SettleTime", "00:00:00.250"));
        var model = rig["m"];
        Assert.Equal(Timeout.InfiniteTimeSpan, model.Serving.Timeout);
        Assert.False(model.Required);
        Assert.Equal(VersionTransition.ResourcePreserving, model.Transition);
        Assert.Equal(8, model.Session.FreeDimensions["batch"]);
        Assert.Equal("1", model.Session.ProviderOptions["device_id"]);
        Assert.Equal(5_000_000_000, rig.Settings.Repository.MaxFileBytes);
        Assert.Equal(TimeSpan.FromMilliseconds(250), rig.Settings.Repository.SettleTime);
        Assert.Equal(Path.Combine(AppContext.BaseDirectory, "one.onnx"), model.Source);
        Assert.Equal(Path.Combine(AppContext.BaseDirectory, "models"), rig.Settings.Repository.Path);
    }
}
