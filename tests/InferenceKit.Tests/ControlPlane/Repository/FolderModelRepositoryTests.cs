using InferenceKit.Configuration;
using InferenceKit.ControlPlane.Repository;
using Microsoft.Extensions.Logging.Abstractions;

namespace InferenceKit.Tests.ControlPlane.Repository;

public sealed class FolderModelRepositoryTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Lists_versions_in_the_layout_of_Triton_and_TensorFlow_Serving()
    {
        _folder.Write("fraud/config.pbtxt", "name: fraud");
        _folder.Write("fraud/1/model.onnx", "a");
        _folder.Write("fraud/0003/model.onnx", "b");
        _folder.Write("fraud/1700000000123/model.onnx", "c");
        _folder.Write("fraud/beta/anything.onnx", "d");
        _folder.Write("fraud/assets/vocabulary.txt", "no version");
        _folder.Write("fraud/.hidden/model.onnx", "no version");
        _folder.Write("other/9/model.onnx", "another model");
        Directory.CreateDirectory(_folder["fraud/7"]);
        Assert.Equal("0003 1 1700000000123 7 beta", await ListedAsync("fraud"));
    }

    [Fact]
    public async Task Finds_a_model_whatever_its_case()
    {
        _folder.Write("Fraud/1/model.onnx", "a");
        Assert.Equal("1", await ListedAsync("fraud"));
        Assert.Equal("a", await MaterializedAsync("FRAUD", "1"));
    }

    [Fact]
    public async Task Takes_the_only_model_file_whatever_its_name()
    {
        _folder.Write("m/1/classifier.onnx", "a");
        _folder.Write("m/1/weights.bin", "w");
        Assert.Equal("a", await MaterializedAsync("m", "1", "weights.bin"));
    }

    [Fact]
    public async Task Copies_folders_and_Tritons_form_with_external_data()
    {
        _folder.Write("m/1/model.onnx/model.onnx", "a");
        _folder.Write("m/1/model.onnx/data/weights", "w");
        Assert.Equal("a", await MaterializedAsync("m", "1", "model.onnx/data/weights"));
    }

    [Theory]
    [InlineData("m/1/a.onnx m/1/b.onnx", "holds 2 model files (a.onnx, b.onnx) and none named model.onnx")]
    [InlineData("m/1/notes.txt", "holds no .onnx file")]
    [InlineData("m/1/.model.onnx.swp", "holds no file")]
    [InlineData("m/1/model.onnx m/01/model.onnx", "Several folders are the same version: 01, 1")]
    public async Task A_version_without_one_clear_model_file_fails_alone(string files, string reason)
    {
        foreach (var file in files.Split(' ')) _folder.Write(file, "x");
        _folder.Write("m/2/model.onnx", "good");
        var error = await Assert.ThrowsAnyAsync<IOException>(() => MaterializedAsync("m", "1"));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Equal("good", await MaterializedAsync("m", "2"));
    }

    [Fact]
    public async Task The_named_model_file_wins_over_others()
    {
        _folder.Write("m/1/model.onnx", "a");
        _folder.Write("m/1/other.onnx", "b");
        Assert.Equal("a", await MaterializedAsync("m", "1"));
    }

    [Fact]
    public async Task A_link_out_of_the_root_is_never_followed()
    {
        using var outside = new TempFolder();
        outside.Write("secret.onnx", "secret");
        Directory.CreateDirectory(_folder["m/1"]);
        File.CreateSymbolicLink(_folder["m/1/model.onnx"], outside["secret.onnx"]);
        Directory.CreateDirectory(_folder["m/2"]);
        File.CreateSymbolicLink(_folder["m/2/model.onnx"], "../../../../../../../../../../" + outside["secret.onnx"]);
        Directory.CreateSymbolicLink(_folder["m/3"], outside.Path);
        Directory.CreateSymbolicLink(_folder["n"], outside.Path);
        foreach (var version in new[] { "1", "2", "3" })
        {
            var error = await Assert.ThrowsAnyAsync<IOException>(() => MaterializedAsync("m", version));
            Assert.Contains("leads out of the repository", error.Message, StringComparison.Ordinal);
        }
        await Assert.ThrowsAnyAsync<IOException>(() => ListedAsync("n"));
    }

    [Fact]
    public async Task Links_within_the_root_work_as_in_mounted_config_maps()
    {
        _folder.Write("..2024/fraud/1/model.onnx", "a");
        Directory.CreateSymbolicLink(_folder["..data"], "..2024");
        Directory.CreateSymbolicLink(_folder["fraud"], "..data/fraud");
        Assert.Equal("1", await ListedAsync("fraud"));
        Assert.Equal("a", await MaterializedAsync("fraud", "1"));
    }

    [Fact]
    public async Task A_link_to_nothing_fails_its_version_only()
    {
        Directory.CreateDirectory(_folder["m/1"]);
        File.CreateSymbolicLink(_folder["m/1/model.onnx"], "nowhere");
        Assert.Equal("1", await ListedAsync("m"));
        await Assert.ThrowsAnyAsync<IOException>(() => MaterializedAsync("m", "1"));
    }

    [Fact]
    public async Task A_missing_root_is_unreadable_and_a_missing_model_has_no_versions()
    {
        Assert.Equal("", await ListedAsync("m"));
        var gone = new FolderModelRepository(new() { Path = _folder["gone"] }, NullLogger.Instance, TimeProvider.System);
        await Assert.ThrowsAnyAsync<IOException>(async () => await gone.ListAsync("m").ToListAsync());
    }

    [Theory]
    [InlineData("../m")]
    [InlineData("m/1")]
    [InlineData("..")]
    [InlineData("")]
    public async Task A_name_that_is_a_path_is_refused(string name) =>
        await Assert.ThrowsAnyAsync<IOException>(() => ListedAsync(name));

    [Fact]
    public async Task An_unreadable_folder_is_an_error_and_not_an_empty_one()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "Nothing is unreadable for this user.");
        _folder.Write("m/1/model.onnx", "a");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_folder["m"], UnixFileMode.None);
        await Assert.ThrowsAnyAsync<IOException>(() => ListedAsync("m"));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_folder["m"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task The_fingerprint_changes_with_content_and_only_then()
    {
        _folder.Write("m/1/model.onnx", "a");
        var first = await FingerprintAsync();
        Assert.Equal(first, await FingerprintAsync());
        _folder.Write("m/1/.model.onnx.swp", "an editor's");
        Assert.Equal(first, await FingerprintAsync());
        _folder.Write("m/1/weights.bin", "w");
        var second = await FingerprintAsync();
        Assert.NotEqual(first, second);
        _folder.Write("m/1/model.onnx", "b", TimeSpan.FromMinutes(1));
        Assert.NotEqual(second, await FingerprintAsync());
    }

    private FolderModelRepository Repository(long maxFileBytes = long.MaxValue) =>
        new(new RepositorySettings { Path = _folder.Path, MaxFileBytes = maxFileBytes }, NullLogger.Instance, TimeProvider.System);

    private async Task<string> ListedAsync(string model) =>
        string.Join(' ', (await Repository().ListAsync(model).ToListAsync()).Select(a => a.Id.Version.ToString()).Order(StringComparer.Ordinal));

    private async Task<string> FingerprintAsync() => (await Repository().ListAsync("m").SingleAsync()).Fingerprint;

    private async Task<string> MaterializedAsync(string model, string version, string? alsoThere = null, FolderModelRepository? repository = null)
    {
        repository ??= Repository();
        using var target = new TempFolder();
        var artifact = (await repository.ListAsync(model).ToListAsync()).Single(a => a.Id.Version == ModelVersion.Parse(version));
        var writer = new ArtifactWriter(target.Path);
        await repository.MaterializeAsync(artifact, writer);
        var path = target[ModelFile.Choose([.. writer.Files.Select(f => f.Name)])];
        if (alsoThere is not null) Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(path)!, alsoThere)) || File.Exists(target[alsoThere]));
        return await File.ReadAllTextAsync(path);
    }
}
