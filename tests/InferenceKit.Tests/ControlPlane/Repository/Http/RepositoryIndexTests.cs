using InferenceKit.ControlPlane.Repository.Http;

namespace InferenceKit.Tests.ControlPlane.Repository.Http;

/// <summary>The index of a folder.</summary>
public sealed class RepositoryIndexTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_folder_with_its_index_is_a_repository_on_any_server()
    {
        _folder.Write("fraud/10/model.onnx", "ten");
        _folder.Write("fraud/0002/model.onnx", "two");
        _folder.Write("fraud/0002/assets/labels.txt", "labels");
        _folder.Write("fraud/0002/.model.onnx.swp", "an editor's");
        _folder.Write("churn/beta/any.onnx", "beta");
        _folder.Write("churn/notes/read.me", "no version");
        _folder.Write("notes/read.me", "no model");
        _folder.Write(".git/1/model.onnx", "no model");
        _folder.Write("read.me", "no model");
        var document = await WriteAsync();
        Assert.Equal(["churn", "fraud"], document.Models.Keys.Order(StringComparer.Ordinal));

        using var rig = new HttpRepositoryRig();
        foreach (var file in Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories))
            rig.Files["/models/" + Path.GetRelativePath(_folder.Path, file).Replace('\\', '/')] = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        Assert.Equal("0002 10", await HttpRepositoryRig.ListedAsync("fraud", rig.Repository()));
        Assert.Equal("beta"u8.ToArray(), await rig.DownloadAsync(model: "churn", file: "any.onnx"));
    }

    [Fact]
    public async Task The_same_content_is_the_same_index_and_is_not_written_again()
    {
        _folder.Write("fraud/1/model.onnx", "a");
        await WriteAsync();
        var (first, written) = (Index, DateTime.UtcNow.AddHours(-1));
        File.SetLastWriteTimeUtc(_folder["index.json"], written);
        await WriteAsync();
        Assert.Equal(written, File.GetLastWriteTimeUtc(_folder["index.json"]));
        _folder.Write("fraud/2/model.onnx", "b");
        await WriteAsync();
        Assert.NotEqual(first, Index);
        Directory.Delete(_folder["fraud/2"], recursive: true);
        await WriteAsync();
        Assert.Equal(first, Index);
        Assert.Equal(["index.json"], Directory.EnumerateFiles(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task The_index_is_as_documented()
    {
        _folder.Write("fraud/1/model.onnx", "a");
        await WriteAsync();
        Assert.Equal(
            """
            {
              "schema": 1,
              "models": {
                "fraud": {
                  "1": {
                    "digest": "sha256:a19e7bb7a1d7a6e1e7d6d5a5",
                    "files": {
                      "model.onnx": {
                        "sha256": "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb",
                        "bytes": 1
                      }
                    }
                  }
                }
              }
            }

            """.ReplaceLineEndings("\n"), System.Text.RegularExpressions.Regex.Replace(Index, "sha256:[0-9a-f]{64}", "sha256:a19e7bb7a1d7a6e1e7d6d5a5"));
    }

    [Theory]
    [InlineData("fraud/1/notes.txt", "fraud/1 cannot be indexed: It holds no .onnx file")]
    [InlineData("fraud/001/model.onnx", "Several folders are the same version")]
    [InlineData("fraud/1/con.onnx", "is reserved for a device")]
    [InlineData("Fraud/1/model.onnx", "are one model, as case does not count")]
    public async Task What_nobody_could_load_keeps_the_old_index(string file, string problem)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems cannot hold all of these.");
        _folder.Write("fraud/2/model.onnx", "a");
        await WriteAsync();
        var before = Index;
        _folder.Write("fraud/1/.keep", "");
        if (!file.EndsWith("txt", StringComparison.Ordinal)) _folder.Write("fraud/1/model.onnx", "b");
        _folder.Write(file, "c");
        Assert.Contains(problem, (await Assert.ThrowsAnyAsync<IOException>(WriteAsync)).Message, StringComparison.Ordinal);
        Assert.Equal(before, Index);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_told() =>
        await Assert.ThrowsAnyAsync<IOException>(() => RepositoryIndex.WriteAsync(_folder["gone"], TestContext.Current.CancellationToken));

    private string Index => File.ReadAllText(_folder["index.json"]);

    private Task<IndexDocument> WriteAsync() => RepositoryIndex.WriteAsync(_folder.Path, TestContext.Current.CancellationToken);
}
