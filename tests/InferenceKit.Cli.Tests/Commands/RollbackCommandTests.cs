using System.Text.Json;
using InferenceKit.Cli.CommandLine;

namespace InferenceKit.Cli.Tests.Commands;

public sealed class RollbackCommandTests
{
    [Fact]
    public async Task Without_any_host_a_rollback_goes_where_the_alias_came_from_and_never_forward()
    {
        using var folders = new TestFolders().With("fraud", "1", "2", "3");
        foreach (var version in (string[])["1", "2", "3"]) (await folders.SetAlias("fraud", "stable", version)).Ends(ExitCode.Done);
        Assert.Equal("2", (await folders.RollBack("fraud", "--json")).Ends(ExitCode.Done).Json.GetProperty("to").GetString());
        Assert.Equal("1", (await folders.RollBack("fraud", "--json")).Ends(ExitCode.Done).Json.GetProperty("to").GetString());
        Assert.Contains("no earlier version", (await folders.RollBack("fraud")).Refuses(ExitCode.NotFound), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_hosts_served_a_rollback_goes_back_to_that()
    {
        using var folders = new TestFolders().With("fraud", "1", "2", "3");
        await Write(folders, """{"schema":1,"aliases":{"stable":"3"},"serving":"3","previous":["2","1"]}""");
        var edit = (await folders.RollBack("fraud", "--json", "--reason", "drift")).Ends(ExitCode.Done).Json;
        Assert.Equal(("3", "2", "stable"), (edit.GetProperty("from").GetString(), edit.GetProperty("to").GetString(), edit.GetProperty("alias").GetString()));
        var state = await Read(folders);
        Assert.Equal(("2", "2"), (state.GetProperty("aliases").GetProperty("stable").GetString(), state.GetProperty("serving").GetString()));
        Assert.Equal("drift", state.GetProperty("audit")[0].GetProperty("reason").GetString());
    }

    [Fact]
    public async Task A_promotion_that_no_host_followed_yet_is_taken_back()
    {
        using var folders = new TestFolders().With("fraud", "1", "2", "3");
        await Write(folders, """{"schema":1,"aliases":{"stable":"3"},"serving":"2","previous":["1"]}""");
        Assert.Equal("2", (await folders.RollBack("fraud", "--json")).Ends(ExitCode.Done).Json.GetProperty("to").GetString());
    }

    [Fact]
    public async Task What_no_alias_decides_is_overruled_by_hand()
    {
        using var folders = new TestFolders().With("fraud", "1", "2");
        await Write(folders, """{"schema":1,"aliases":{"stable":"1"},"serving":"2","previous":["1"]}""");
        var edit = (await folders.RollBack("fraud", "--selector", "latest", "--json")).Ends(ExitCode.Done).Json;
        Assert.Equal(JsonValueKind.Null, edit.GetProperty("alias").ValueKind);
        Assert.Equal("1", (await Read(folders)).GetProperty("pinned").GetString());
    }

    [Fact]
    public async Task A_version_that_is_gone_is_passed_over_and_one_that_cannot_load_refused()
    {
        using var folders = new TestFolders().With("fraud", "3");
        folders.Add("fraud", "1", "broken"u8.ToArray());
        const string State = """{"schema":1,"aliases":{"stable":"3"},"serving":"3","previous":["2","1"]}""";
        await Write(folders, State);
        Assert.Contains("Version 1 of model 'fraud' cannot serve", (await folders.RollBack("fraud")).Refuses(ExitCode.NotVerified), StringComparison.Ordinal);
        Assert.Equal(State, await File.ReadAllTextAsync(folders.StateOf("fraud")));
    }

    [Fact]
    public async Task Without_a_state_there_is_nothing_to_go_back_to()
    {
        using var folders = new TestFolders().With("fraud", "1");
        Assert.Contains("state folder", (await folders.RollBack("fraud")).Refuses(ExitCode.NotFound), StringComparison.Ordinal);
    }

    private static async Task Write(TestFolders folders, string state)
    {
        Directory.CreateDirectory(folders.State);
        await File.WriteAllTextAsync(folders.StateOf("fraud"), state);
    }

    private static async Task<JsonElement> Read(TestFolders folders) =>
        JsonDocument.Parse(await File.ReadAllBytesAsync(folders.StateOf("fraud"))).RootElement;
}
