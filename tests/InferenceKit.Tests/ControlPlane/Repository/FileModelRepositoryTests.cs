using InferenceKit.ControlPlane.Repository;
using Microsoft.Extensions.Logging.Abstractions;

namespace InferenceKit.Tests.ControlPlane.Repository;

public sealed class FileModelRepositoryTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Is_version_1_and_brings_external_data_along()
    {
        _folder.Write("net.onnx", "a");
        _folder.Write("net.onnx.data", "weights");
        _folder.Write("unrelated.bin", "x");
        var repository = Repository();
        var artifact = await repository.ListAsync("m").SingleAsync();
        Assert.Equal(("m/1", 8L), (artifact.Id.ToString(), artifact.Length));
        using var target = new TempFolder();
        await repository.MaterializeAsync(artifact, new ArtifactWriter(target.Path));
        Assert.Equal(["net.onnx", "net.onnx.data"], Directory.GetFiles(target.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task New_content_has_another_fingerprint()
    {
        _folder.Write("net.onnx", "a");
        var repository = Repository();
        var before = (await repository.ListAsync("m").SingleAsync()).Fingerprint;
        Assert.Equal(before, (await repository.ListAsync("m").SingleAsync()).Fingerprint);
        _folder.Write("net.onnx", "b", TimeSpan.FromMinutes(1));
        Assert.NotEqual(before, (await repository.ListAsync("m").SingleAsync()).Fingerprint);
    }

    [Fact]
    public async Task A_missing_file_and_a_folder_are_unreadable()
    {
        var missing = await Assert.ThrowsAnyAsync<IOException>(async () => await Repository().ListAsync("m").ToListAsync());
        Assert.Contains("does not exist", missing.Message, StringComparison.Ordinal);
        Directory.CreateDirectory(_folder["net.onnx"]);
        var folder = await Assert.ThrowsAnyAsync<IOException>(async () => await Repository().ListAsync("m").ToListAsync());
        Assert.Contains("is a folder", folder.Message, StringComparison.Ordinal);
    }

    private FileModelRepository Repository() => new(_folder["net.onnx"], new(), NullLogger.Instance, TimeProvider.System);
}
