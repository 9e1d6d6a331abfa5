using System.Security.Cryptography;
using System.Text;
using InferenceKit.Cli.CommandLine;
using InferenceKit.ControlPlane.Repository;
using InferenceKit.Testing;

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

    [Fact]
    public async Task A_manifest_that_is_replaced_after_the_check_is_not_signed()
    {
        using var folders = new TestFolders();
        await File.WriteAllBytesAsync(folders.At("in.onnx"), OnnxModels.RowSum(2));
        (await ToolRun.Of("keys", "new", folders.At("ci"))).Ends(ExitCode.Done);
        var digest = (await ToolRun.JsonOf("publish", folders.Repository, "fraud", folders.At("in.onnx"))).GetProperty("digest").GetString()!;
        var file = Path.Combine(folders.Repository, "fraud", "1", ArtifactNames.Manifest);
        var good = await File.ReadAllBytesAsync(file);
        var other = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(good).Replace("\"version\": \"1\"", "\"version\": \"2\"", StringComparison.Ordinal));
        Assert.NotEqual(good, other);
        using var key = ECDsa.Create();
        key.ImportFromPem(await File.ReadAllTextAsync(folders.At("ci.pub.pem")));

        // The other process may come too late, or too early, which is refused.
        for (var signed = 0; signed < 3;)
        {
            using var swapped = new SwappedFile(file, Path.Combine(digest["sha256:".Length..], ArtifactNames.Manifest), other);
            var run = await ToolRun.Of("sign", folders.Repository, "fraud", "1", "--key", folders.At("ci.key.pem"));
            if (run.Code == ExitCode.NotVerified) continue;
            run.Ends(ExitCode.Done);
            var signature = await File.ReadAllBytesAsync(Path.Combine(folders.Repository, "fraud", "1", ArtifactNames.ManifestSignature));
            Assert.False(key.VerifyData(other, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
            Assert.True(key.VerifyData(good, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
            if (swapped.HasSwapped) signed++;
        }
    }

    [Fact]
    public async Task A_key_may_come_through_a_pipe_and_is_read_up_to_its_limit_only()
    {
        if (OperatingSystem.IsWindows()) return;
        using var folders = new TestFolders();
        await File.WriteAllBytesAsync(folders.At("in.onnx"), OnnxModels.RowSum(2));
        (await ToolRun.Of("keys", "new", folders.At("ci"))).Ends(ExitCode.Done);
        (await ToolRun.Of("publish", folders.Repository, "fraud", folders.At("in.onnx"))).Ends(ExitCode.Done);
        (await ToolRun.Of("sign", folders.Repository, "fraud", "1", "--key", "/dev/zero")).Refuses(ExitCode.Usage);
        await MakePipeAsync(folders.At("pipe"));
        var write = Task.Run(() => File.WriteAllText(folders.At("pipe"), File.ReadAllText(folders.At("ci.key.pem"))));
        (await ToolRun.Of("sign", folders.Repository, "fraud", "1", "--key", folders.At("pipe"))).Ends(ExitCode.Done);
        await write;
    }

    private static async Task MakePipeAsync(string path)
    {
        using var made = System.Diagnostics.Process.Start("mkfifo", [path]);
        await made.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, made.ExitCode);
    }
}
