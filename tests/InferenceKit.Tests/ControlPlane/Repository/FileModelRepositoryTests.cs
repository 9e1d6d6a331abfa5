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
        await File.WriteAllBytesAsync(_folder["net.onnx"], ExternalDataModel.Build("net.onnx.data"));
        await File.WriteAllBytesAsync(_folder["net.onnx.data"], ExternalDataModel.Weights);
        _folder.Write("unrelated.bin", "x");
        var length = new FileInfo(_folder["net.onnx"]).Length + 16;
        var repository = Repository();
        var artifact = await repository.ListAsync("m").SingleAsync();
        Assert.Equal(("m/1", length), (artifact.Id.ToString(), artifact.Length));
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
