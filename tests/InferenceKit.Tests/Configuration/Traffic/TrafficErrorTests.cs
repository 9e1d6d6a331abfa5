namespace InferenceKit.Tests.Configuration.Traffic;

/// <summary>What configuration cannot say of traffic; each is told with its path.</summary>
public sealed class TrafficErrorTests
{
    [Theory]
    [InlineData("Variants:a:WeightPercent=-1;Variants:a:Version=2", "Variants:a:WeightPercent: must be 0 to 100, not -1")]
    [InlineData("Variants:a:WeightPercent=101;Variants:a:Version=2", "Variants:a:WeightPercent: must be 0 to 100, not 101")]
    [InlineData("Variants:a:WeightPercent=NaN;Variants:a:Version=2", "Variants:a:WeightPercent: ")]
    [InlineData("Variants:a:WeightPercent=60;Variants:a:Version=2;Variants:b:WeightPercent=50;Variants:b:Version=2", "Variants: the weights are 110 percent together (a 60, b 50, good 0), and 100 is the most")]
    [InlineData("Variants:a:WeightPercent=10", "Variants:a: one of Version and Model must be said, and this says neither")]
    [InlineData("Variants:a:Version=2;Variants:a:Model=rules", "Variants:a: one of Version and Model must be said, and this says both")]
    [InlineData("Variants:a:Version=@", "Variants:a:Version: '@' is neither")]
    [InlineData("Variants:primary:Version=2", "Variants:primary: the name is taken")]
    [InlineData("Variants:a b:Version=2", "Variants:a b: this is not a name")]
    [InlineData("Variants:a:Model=nobody", "Variants:a:Model: there is no model 'nobody'; registered are fraud")]
    [InlineData("Variants:a:Model=FRAUD", "Variants:a:Model: this is the model itself")]
    [InlineData("Variants:a:Weight=1;Variants:a:Version=2", "Variants:a:Weight: unknown key")]
    [InlineData("Rules:1:Variant=b;Rules:1:When:x:Is=1;Variants:a:Version=2", "Rules:1:Variant: there is no variant 'b'; there are primary, a")]
    [InlineData("Rules:0:Variant=primary;Rules:0:When:x:Is=1", "Rules:0: rules are numbered from 1")]
    [InlineData("Rules:1:When:x:Is=1", "Rules:1:Variant: must name a variant, or 'primary'")]
    [InlineData("Rules:1:Variant=primary", "Rules:1:When: must say of one attribute at least")]
    [InlineData("Rules:1:Variant=primary;Rules:1:When:x:Is=1;Rules:1:When:x:AtLeast=1", "Rules:1:When:x: Is, In and StartsWith look at texts")]
    [InlineData("Rules:1:Variant=primary;Rules:1:When:x:AtLeast=2;Rules:1:When:x:Below=2", "Rules:1:When:x:AtLeast: must be less than Below")]
    [InlineData("Shadows:s:Version=latest", "Shadows:s:Version: the model serves 'latest' already: it would be a shadow of itself")]
    [InlineData("Shadows:s:Model=fraud", "Shadows:s:Model: this is the model itself")]
    [InlineData("Shadows:s:Version=2;Shadows:s:SamplePercent=100.5", "Shadows:s:SamplePercent: must be 0 to 100, not 100.5")]
    [InlineData("Shadows:s:Version=2;Shadows:s:MaxConcurrency=0", "Shadows:s:MaxConcurrency: must be 1 to 64, not 0")]
    [InlineData("Shadows:s:Version=2;Shadows:s:MaxQueuedRows=0", "Shadows:s:MaxQueuedRows: must be 1 to 1000000, not 0")]
    [InlineData("Shadows:s:Version=2;Shadows:s:MaxQueuedBytes=0", "Shadows:s:MaxQueuedBytes: must be at least 1, not 0")]
    [InlineData("Shadows:s:Version=2;Shadows:s:AbsoluteTolerance=-0.1", "Shadows:s:AbsoluteTolerance: must be 0 or more, not -0.1")]
    [InlineData("Shadows:s:Version=2;Shadows:s:KeepExamples=101", "Shadows:s:KeepExamples: must be 0 to 100, not 101")]
    [InlineData("Shadows:s:Version=2;Shadows:s:Timeout=00:00:00", "Shadows:s:Timeout: must be more than 00:00:00")]
    [InlineData("MaxExposureKeys=10", "MaxExposureKeys: must be 1024 to 100000000, not 10")]
    public void Bad_traffic_is_told_with_its_path_and_a_reload_of_it_changes_nothing(string settings, string problem)
    {
        using var rig = new SettingsRig(("Models:fraud:Traffic:Variants:good:Version", "2"));
        var before = rig.Settings;
        rig.Reload([.. settings.Split(';').Select(s => s.Split('=')).Select(s => ($"Models:fraud:Traffic:{s[0]}", s[1]))]);
        Assert.Same(before, rig.Settings);
        Assert.Contains(rig.LoggedErrors, e => e.Replace("there are primary, a, good", "there are primary, a", StringComparison.Ordinal).Contains($"Inference:Models:fraud:Traffic:{problem}", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_error_is_told_at_once()
    {
        using var rig = new SettingsRig(("Models:fraud:Version", "1"));
        _ = rig.Settings;
        rig.Reload(("Models:fraud:Traffic:Variants:a:WeightPercent", "-1"), ("Models:fraud:Traffic:Shadows:s:SamplePercent", "-1"));
        Assert.Equal(4, rig.LoggedErrors.Count());
    }
}
