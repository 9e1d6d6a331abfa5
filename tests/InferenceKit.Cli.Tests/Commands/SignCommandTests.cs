using InferenceKit.Cli.CommandLine;

namespace InferenceKit.Cli.Tests.Commands;

public sealed class SignCommandTests
{
    [Fact]
    public async Task Keys_are_made_once_and_the_private_one_is_for_its_owner()
    {
        using var folders = new TestFolders();
        var made = await ToolRun.JsonOf("keys", "new", folders.At("ci"));
        var secret = made.GetProperty("privateKey").GetString()!;
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(secret));
        Assert.Contains("PUBLIC KEY", await File.ReadAllTextAsync(made.GetProperty("publicKey").GetString()!), StringComparison.Ordinal);
        (await ToolRun.Of("keys", "new", folders.At("ci"))).Refuses(ExitCode.Conflict);
    }

    [Fact]
    public async Task A_version_without_a_manifest_is_not_signed_and_neither_is_one_that_cannot_load()
    {
        using var folders = new TestFolders().With("fraud", "1");
        folders.Add("fraud", "2", "broken"u8.ToArray());
        (await ToolRun.Of("keys", "new", folders.At("ci"))).Ends(ExitCode.Done);
        foreach (var version in (string[])["1", "2"])
        {
            (await ToolRun.Of("sign", folders.Repository, "fraud", version, "--key", folders.At("ci.key.pem"))).Refuses(ExitCode.NotVerified);
            Assert.False(File.Exists(Path.Combine(folders.Repository, "fraud", version, "manifest.json.sig")));
        }
    }

    [Fact]
    public async Task What_is_no_private_key_is_refused_without_repeating_it()
    {
        using var folders = new TestFolders().With("fraud", "1");
        (await ToolRun.Of("keys", "new", folders.At("ci"))).Ends(ExitCode.Done);
        await File.WriteAllTextAsync(folders.At("text.pem"), "secret text");
        foreach (var file in (string[])["ci.pub.pem", "text.pem"])
            Assert.DoesNotContain("secret", (await ToolRun.Of("sign", folders.Repository, "fraud", "1", "--key", folders.At(file))).Refuses(ExitCode.Usage), StringComparison.Ordinal);
        (await ToolRun.Of("sign", folders.Repository, "fraud", "1", "--key", folders.At("nothing"))).Refuses(ExitCode.NotFound);
    }
}
