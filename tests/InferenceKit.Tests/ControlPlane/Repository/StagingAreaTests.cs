using System.Security.Cryptography;
using System.Text;
using InferenceKit.ControlPlane.Repository;
using Microsoft.Extensions.Logging.Abstractions;

namespace InferenceKit.Tests.ControlPlane.Repository;

public sealed class StagingAreaTests : IDisposable
{
    private static readonly ModelVersion One = ModelVersion.FromNumber(1);

    private readonly TempFolder _folder = new();
    private readonly MemoryModelRepository _repository = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Equal_content_is_kept_once_until_nobody_holds_it()
    {
        using var area = Area();
        _repository.Add("a", One, "same"u8.ToArray());
        _repository.Add("b", One, "same"u8.ToArray());
        var first = await StageAsync(area, "a");
        var second = await StageAsync(area, "b");
        Assert.StartsWith("sha256:", first.Digest, StringComparison.Ordinal);
        Assert.Equal((first.Digest, first.ModelPath), (second.Digest, second.ModelPath));
        first.Dispose();
        first.Dispose();
        Assert.Equal("same", await File.ReadAllTextAsync(second.ModelPath));
        second.Dispose();
        Assert.False(File.Exists(second.ModelPath));
    }

    [Fact]
    public async Task The_digest_is_that_of_what_sha256sum_prints()
    {
        using var area = Area();
        _repository.Add("a", One, "abc"u8.ToArray());
        using var staged = await StageAsync(area, "a");
        const string Printed = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  model.onnx\n";
        Assert.Equal("sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Printed))), staged.Digest);
    }

    [Fact]
    public async Task A_version_that_changes_while_it_is_copied_is_refused_and_leaves_nothing()
    {
        using var area = Area();
        _repository.Add("a", One, "old"u8.ToArray());
        var artifact = await _repository.ListAsync("a").SingleAsync();
        var rewritten = new RewrittenRepository(_repository, () => _repository.Add("a", One, "new"u8.ToArray()));
        var error = Assert.Throws<IOException>(() => area.Stage(rewritten, artifact, hash => hash(), default));
        Assert.Contains("changed while", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(Assert.Single(Directory.GetDirectories(_folder.Path))));
    }

    [Theory]
    [InlineData("../outside.onnx")]
    [InlineData("/tmp/outside.onnx")]
    public async Task A_repository_that_points_outside_its_folder_is_refused_and_leaves_nothing(string name)
    {
        using var area = Area();
        var repository = new StrayRepository(name);
        var artifact = await repository.ListAsync("a").SingleAsync();
        Assert.Throws<IOException>(() => area.Stage(repository, artifact, hash => hash(), default));
        Assert.Empty(Directory.GetDirectories(Assert.Single(Directory.GetDirectories(_folder.Path))));
    }

    [Fact]
    public async Task A_file_over_the_limit_is_refused_whoever_brings_it()
    {
        using var area = Area(maxFileBytes: 2);
        _repository.Add("a", One, "abc"u8.ToArray());
        await Assert.ThrowsAsync<IOException>(() => StageAsync(area, "a"));
    }

    [Fact]
    public async Task The_folder_is_private_and_goes_with_the_process()
    {
        var area = Area();
        _repository.Add("a", One, "abc"u8.ToArray());
        using var staged = await StageAsync(area, "a");
        var folder = Assert.Single(Directory.GetDirectories(_folder.Path));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        area.Dispose();
        Assert.Empty(Directory.GetDirectories(_folder.Path));
    }

    [Fact]
    public async Task Folders_of_dead_processes_are_cleaned_up_and_those_of_living_ones_are_not()
    {
        var dead = Directory.CreateDirectory(_folder["inferencekit-staging-1-dead"]).FullName;
        await File.WriteAllTextAsync(Path.Combine(dead, ".lock"), "");
        var justMade = Directory.CreateDirectory(_folder["inferencekit-staging-1-young"]).FullName;
        var others = Directory.CreateDirectory(_folder["something-else"]).FullName;
        _repository.Add("a", One, "abc"u8.ToArray());
        using var living = Area();
        using var staged = await StageAsync(living, "a");
        using var next = Area();
        using var again = await StageAsync(next, "a");
        Assert.False(Directory.Exists(dead));
        Assert.True(Directory.Exists(justMade));
        Assert.True(Directory.Exists(others));
        Assert.True(File.Exists(staged.ModelPath));
    }

    [Fact]
    public async Task Folders_of_dead_processes_are_cleaned_up_where_all_users_write_too()
    {
        if (OperatingSystem.IsWindows()) return;
        var mode = File.GetUnixFileMode(_folder.Path);
        File.SetUnixFileMode(_folder.Path, mode | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute | UnixFileMode.StickyBit);
        var dead = Directory.CreateDirectory(_folder["inferencekit-staging-1-dead"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
        await File.WriteAllTextAsync(Path.Combine(dead, ".lock"), "");
        var open = Directory.CreateDirectory(_folder["inferencekit-staging-1-open"]).FullName;
        File.SetUnixFileMode(open, mode | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite);
        await File.WriteAllTextAsync(Path.Combine(open, ".lock"), "");
        _repository.Add("a", One, "abc"u8.ToArray());
        using var area = Area();
        using var staged = await StageAsync(area, "a");
        Assert.False(Directory.Exists(dead));
        // What others may write into, root leaves alone: they could trade what is in it while it is deleted.
        if (Environment.IsPrivilegedProcess) Assert.True(Directory.Exists(open));
    }

    private StagingArea Area(long maxFileBytes = long.MaxValue) => new(_folder.Path, maxFileBytes, NullLogger.Instance);

    private async Task<StagedVersion> StageAsync(StagingArea area, string model) =>
        area.Stage(_repository, await _repository.ListAsync(model).SingleAsync(), hash => hash(), default);
}
