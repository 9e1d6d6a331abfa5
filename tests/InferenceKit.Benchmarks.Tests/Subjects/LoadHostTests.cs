using InferenceKit.Benchmarks.Models;
using InferenceKit.Benchmarks.Subjects.Library;

namespace InferenceKit.Benchmarks.Tests.Subjects;

public sealed class LoadHostTests
{
    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 0)]
    [InlineData(true, 4)]
    public async Task It_loads_again_and_again(bool isVerified, int samples)
    {
        using var shelf = new ModelShelf();
        var model = shelf.Build(ModelRole.Mlp, 1);
        await using var host = await LoadHost.StartAsync(model, isVerified, model.Distribution.Draw(samples, 16));

        for (var i = 0; i < 3; i++)
        {
            await host.LoadAsync();
            await host.UnloadAsync();
        }

        Assert.Equal(isVerified, File.Exists(Path.Combine(host.VersionPath, "manifest.json.sig")));
        Assert.Equal(isVerified, File.Exists(host.LockFile));
    }

    [Fact]
    public async Task Without_its_signature_the_verified_version_is_refused()
    {
        using var shelf = new ModelShelf();
        await using var host = await LoadHost.StartAsync(shelf.Build(ModelRole.Mlp, 1), isVerified: true, []);
        File.Delete(Path.Combine(host.VersionPath, "manifest.json.sig"));

        var refused = await Assert.ThrowsAsync<InferenceException>(host.LoadAsync);

        Assert.Contains("signature", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_another_pin_the_verified_version_is_refused()
    {
        using var shelf = new ModelShelf();
        await using var host = await LoadHost.StartAsync(shelf.Build(ModelRole.Mlp, 1), isVerified: true, []);
        var text = await File.ReadAllTextAsync(host.LockFile);
        var digest = text.IndexOf("sha256:", StringComparison.Ordinal) + "sha256:".Length;
        await File.WriteAllTextAsync(host.LockFile, text.Remove(digest, 64).Insert(digest, new string('0', 64)));

        var refused = await Assert.ThrowsAsync<InferenceException>(host.LoadAsync);

        Assert.Contains("lock", refused.Message, StringComparison.Ordinal);
    }
}
