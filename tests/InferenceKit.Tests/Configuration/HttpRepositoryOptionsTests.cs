namespace InferenceKit.Tests.Configuration;

/// <summary>A repository on a web server, as configuration and code name it.</summary>
public sealed class HttpRepositoryOptionsTests
{
    [Theory]
    [InlineData("https://models.example.com/fraud/index.json?v=1", "https://models.example.com/fraud/index.json?v=1")]
    [InlineData("https://models.example.com/fraud/?v=1", "https://models.example.com/fraud/index.json?v=1")]
    [InlineData("https://models.example.com", "https://models.example.com/index.json")]
    [InlineData("http://localhost:8080/", "http://localhost:8080/index.json")]
    public void An_address_is_of_the_index_or_of_its_folder(string written, string index)
    {
        using var rig = new SettingsRig(("Repository:Uri", written), ("Repository:Http:MaxAttempts", "2"), ("Repository:Http:ReadTimeout", "00:00:05"));
        Assert.Equal(index, rig.Settings.Repository.Http?.Index.ToString());
        Assert.Equal((2, TimeSpan.FromSeconds(5)), (rig.Settings.Repository.Http!.MaxAttempts, rig.Settings.Repository.Http.ReadTimeout));
    }

    [Theory]
    [InlineData("models", "'models' is no absolute address")]
    [InlineData("/srv/models", "must be an absolute address that begins with https://")]
    [InlineData("ftp://models.example.com/", "must be an absolute address that begins with https://")]
    [InlineData("http://models.example.com/", "must begin with https://, or AllowInsecure must say that http is good enough")]
    [InlineData("https://user:secret@models.example.com/", "must not hold a user or password: set headers with HttpRepositoryOptions.PrepareRequest")]
    [InlineData("https://models.example.com/#index", "must not have a fragment")]
    public void An_address_that_cannot_be_one_is_told(string written, string problem)
    {
        var error = Assert.Single(SettingsRig.ErrorsOf(("Repository:Uri", written)));
        Assert.StartsWith($"Inference:Repository:Uri: {problem}", error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ReadTimeout", "00:00:00")]
    [InlineData("MaxAttempts", "0")]
    [InlineData("MaxAttempts", "101")]
    [InlineData("PrepareRequest", "x")]
    [InlineData("CreateHandler", "x")]
    public void What_is_out_of_its_range_or_not_for_configuration_is_told(string key, string value) =>
        Assert.StartsWith($"Inference:Repository:Http:{key}: ", Assert.Single(SettingsRig.ErrorsOf(($"Repository:Http:{key}", value))), StringComparison.Ordinal);

    [Fact]
    public void Http_is_good_enough_where_it_is_said_to_be()
    {
        using var rig = new SettingsRig(("Repository:Uri", "http://models.example.com/"), ("Repository:Http:AllowInsecure", "true"));
        Assert.True(rig.Settings.Repository.Http!.AllowInsecure);
    }

    [Fact]
    public void A_folder_and_a_server_exclude_each_other() => Assert.Equal(
        ["Inference:Repository:Uri: a repository is on a web server or in a folder: leave this or Path away."],
        SettingsRig.ErrorsOf(("Repository:Uri", "https://models.example.com/"), ("Repository:Path", "models")));

    [Fact]
    public void Code_wins_over_a_folder_in_configuration()
    {
        using var rig = new SettingsRig(b => b.UseHttpRepository(new Uri("https://models.example.com/"), o => o.MaxAttempts = 9), ("Repository:Path", "models"));
        Assert.Equal(9, rig.Settings.Repository.Http?.MaxAttempts);
    }

    [Fact]
    public void Without_an_address_there_is_no_server()
    {
        using var rig = new SettingsRig(b => b.UseHttpRepository(o => o.PrepareRequest = (_, _) => ValueTask.CompletedTask));
        Assert.Null(rig.Settings.Repository.Http);
    }

    [Fact]
    public void A_relative_address_in_code_is_reported_with_all_other_errors() => Assert.Equal(
        ["Inference:Repository:Uri: must be an absolute address that begins with https://.", "Inference:Repository:PollInterval: must be more than 00:00:00 and at most 24.20:31:23.6470000, not 00:00:00."],
        SettingsRig.ErrorsOf(b => b.UseHttpRepository(new Uri("models", UriKind.Relative)), ("Repository:PollInterval", "00:00:00")));

    [Fact]
    public void A_reload_that_changes_nothing_is_no_change()
    {
        using var rig = new SettingsRig(
            b => b.UseHttpRepository(new Uri("https://models.example.com/"), o => o.PrepareRequest = (_, _) => ValueTask.CompletedTask), ("Repository:Watch", "true"));
        var before = rig.Settings;
        rig.Reload();
        Assert.Same(before, rig.Settings);
    }
}
