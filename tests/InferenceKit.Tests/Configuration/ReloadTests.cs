using Microsoft.Extensions.Primitives;

namespace InferenceKit.Tests.Configuration;

public sealed class ReloadTests
{
    [Fact]
    public void A_good_reload_gives_a_new_snapshot_and_tells_once()
    {
        using var rig = new SettingsRig(("Models:fraud:Version", "1"));
        var before = rig.Settings;
        var told = 0;
        using var subscription = ChangeToken.OnChange(rig.Source.GetReloadToken, () => told++);
        rig.Reload(("Models:fraud:Version", "2"));
        Assert.Equal(("1", "2", 1), (before.Models["fraud"].Version, rig["fraud"].Version, told));
    }

    [Fact]
    public void A_bad_reload_keeps_the_last_good_snapshot_logs_every_error_and_tells_nobody()
    {
        using var rig = new SettingsRig(("Models:fraud:Version", "1"));
        var before = rig.Settings;
        var told = false;
        using var subscription = ChangeToken.OnChange(rig.Source.GetReloadToken, () => told = true);
        rig.Reload(("Models:fraud:Version", "2"), ("Models:fraud:Keep", "some"), ("Models:fraud:Execution:Threads", "many"));
        Assert.Same(before, rig.Settings);
        Assert.False(told);
        Assert.Equal(2, rig.LoggedErrors.Count());
        Assert.Contains(rig.LoggedErrors, e => e.Contains("Inference:Models:fraud:Execution:Threads: 'many' is not a whole number.", StringComparison.Ordinal));

        rig.Reload(("Models:fraud:Keep", "all"), ("Models:fraud:Execution:Threads", "4"));
        Assert.Equal(("2", "all", 4), (rig["fraud"].Version, rig["fraud"].Keep, rig["fraud"].Session.Threads));
        Assert.True(told);
    }

    [Fact]
    public void The_same_errors_are_logged_once_until_a_reload_succeeds()
    {
        using var rig = new SettingsRig(("Models:fraud:Version", "1"));
        _ = rig.Settings;
        rig.Reload(("Models:fraud:Keep", "some"));
        rig.Reload();
        Assert.Single(rig.LoggedErrors);
        rig.Reload(("Models:fraud:Keep", "all"));
        rig.Reload(("Models:fraud:Keep", "some"));
        Assert.Equal(2, rig.LoggedErrors.Count());
    }

    [Fact]
    public void A_reload_that_changes_nothing_tells_nobody()
    {
        using var rig = new SettingsRig(("Models:fraud:Execution:ProviderOptions:a", "1"));
        var before = rig.Settings;
        rig.Reload();
        Assert.Same(before, rig.Settings);
    }

    [Fact]
    public void A_reload_cannot_add_a_model()
    {
        using var rig = new SettingsRig(("Models:fraud:Version", "1"));
        var before = rig.Settings;
        rig.Reload(("Models:next:Version", "1"), ("Models:fraud:Version", "2"));
        Assert.Same(before, rig.Settings);
        Assert.Contains("Inference:Models:next: a model can be added only by a restart.", Assert.Single(rig.LoggedErrors), StringComparison.Ordinal);
    }

    [Fact]
    public void A_reload_cannot_remove_a_model_that_only_configuration_names()
    {
        using var rig = new SettingsRig(builder => builder.AddModel("coded"), ("Models:fraud:Version", "1"), ("Models:coded:Version", "1"));
        var before = rig.Settings;
        rig.Remove("Models:fraud:Version");
        Assert.Same(before, rig.Settings);
        Assert.Contains("Inference:Models:fraud: a model can be removed only by a restart.", Assert.Single(rig.LoggedErrors), StringComparison.Ordinal);

        rig.Reload(("Models:fraud:Version", "1"));
        rig.Remove("Models:coded:Version");
        Assert.Equal("latest", rig["coded"].Version);
    }

    [Fact]
    public void Code_that_throws_in_a_reload_changes_nothing()
    {
        var fail = false;
        using var rig = new SettingsRig(
            builder => builder.AddModel("fraud", _ => { if (fail) throw new InvalidOperationException("no"); }), ("Models:fraud:Version", "1"));
        var before = rig.Settings;
        fail = true;
        rig.Reload(("Models:fraud:Version", "2"));
        Assert.Same(before, rig.Settings);
        Assert.Contains(rig.Logged, r => r.Id.Id == 3002 && r.Exception is InvalidOperationException);
    }

    [Fact]
    public void A_listener_that_throws_does_not_stop_the_reload()
    {
        using var rig = new SettingsRig(("Models:fraud:Version", "1"));
        _ = rig.Settings;
        using var subscription = rig.Source.GetReloadToken().RegisterChangeCallback(_ => throw new InvalidOperationException("no"), null);
        rig.Reload(("Models:fraud:Version", "2"));
        Assert.Equal("2", rig["fraud"].Version);
        Assert.Contains(rig.Logged, r => r.Id.Id == 3003);
    }

    [Fact]
    public void What_changes_before_the_first_read_is_in_it()
    {
        using var rig = new SettingsRig(("Models:fraud:Version", "one|"));
        var source = rig.Source;
        rig.Reload(("Models:fraud:Version", "2"));
        Assert.Equal("2", source.Current.Models["fraud"].Version);
    }
}
