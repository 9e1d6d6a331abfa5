namespace InferenceKit.Tests.ControlPlane.Repository.Locking;

/// <summary>Locks of real folders.</summary>
public sealed class ModelLockFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public ModelLockFileTests() => Directory.CreateDirectory(_folder["models"]);

    public void Dispose() => _folder.Dispose();

    private string LockFile => _folder["inference.lock.json"];

    private string Content => File.ReadAllText(LockFile);

    [Fact]
    public async Task Pins_every_version_with_the_digest_that_loading_will_find()
    {
        _folder.Write("models/fraud/1/model.onnx", "one");
        _folder.Write("models/fraud/0002/net.onnx", "two");
        _folder.Write("models/fraud/0002/net.onnx.data", "weights");
        _folder.Write("models/churn/1732096800/model.onnx", "three");
        _folder.Write("models/notes/readme.txt", "no version");
        _folder.Write("models/.git/1/model.onnx", "no model");
        _folder.Write("models/README.md", "no folder");
        var changes = await UpdateAsync();
        Assert.Equal(["churn/1732096800", "fraud/1", "fraud/0002"], changes.Select(c => c.Id.ToString()));
        Assert.All(changes, c => Assert.Null(c.Before));
        Assert.Equal(Pins.DigestOf("one"), changes[1].After);
        Assert.Contains($"\"0002\": \"{changes[2].After}\"", Content, StringComparison.Ordinal);
        Assert.Equal([LockFile], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task A_second_time_writes_nothing()
    {
        _folder.Write("models/fraud/1/model.onnx", "one");
        await UpdateAsync();
        var (content, time) = (Content, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        File.SetLastWriteTimeUtc(LockFile, time);
        Assert.Empty(await UpdateAsync());
        Assert.Equal((content, time), (Content, File.GetLastWriteTimeUtc(LockFile)));
    }

    [Fact]
    public async Task A_pin_never_changes_silently()
    {
        _folder.Write("models/fraud/1/model.onnx", "one");
        await UpdateAsync();
        var before = Content;
        _folder.Write("models/fraud/1/model.onnx", "tampered");
        _folder.Write("models/fraud/2/model.onnx", "two");
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => UpdateAsync());
        Assert.Contains($"fraud/1 has {Pins.DigestOf("tampered")}, pinned is {Pins.DigestOf("one")}", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, Content);
        var changes = await UpdateAsync(new() { AllowChanges = true });
        Assert.Equal([new(changes[0].Id, Pins.DigestOf("one"), Pins.DigestOf("tampered")), new(changes[1].Id, null, Pins.DigestOf("two"))], changes);
    }

    [Fact]
    public async Task Versions_that_are_gone_stay_pinned_until_they_are_pruned()
    {
        _folder.Write("models/fraud/1/model.onnx", "one");
        _folder.Write("models/churn/1/model.onnx", "churn");
        await UpdateAsync();
        Directory.Delete(_folder["models/fraud"], recursive: true);
        Assert.Empty(await UpdateAsync());
        Assert.Empty(await UpdateAsync(new() { Prune = true, Models = ["churn"] }));
        Assert.Equal("fraud/1", Assert.Single(await UpdateAsync(new() { Prune = true, DryRun = true })).Id.ToString());
        Assert.Contains("fraud", Content, StringComparison.Ordinal);
        Assert.Null(Assert.Single(await UpdateAsync(new() { Prune = true, Models = ["FRAUD"] })).After);
        Assert.DoesNotContain("fraud", Content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_named_models_are_looked_at_and_an_unknown_one_is_an_error()
    {
        _folder.Write("models/fraud/1/model.onnx", "one");
        _folder.Write("models/churn/1/broken.txt", "no model");
        Assert.Equal("fraud/1", Assert.Single(await UpdateAsync(new() { Models = ["Fraud"] })).Id.ToString());
        var error = await Assert.ThrowsAsync<IOException>(() => UpdateAsync(new() { Models = ["fraud", "frud"] }));
        Assert.Contains("'frud'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("churn/1/readme.txt", "Version 1 of model 'churn' cannot be locked: It holds no .onnx file.")]
    [InlineData("fraud/001/model.onnx", "Several folders are the same version: 001, 1")]
    [InlineData("fraud/2/.onnx/x", "Version 2 of model 'fraud' cannot be locked: It holds no file.")]
    public async Task What_could_not_be_loaded_is_not_locked(string file, string expected)
    {
        _folder.Write("models/fraud/1/model.onnx", "one");
        _folder.Write("models/" + file, "x");
        var error = await Assert.ThrowsAsync<IOException>(() => UpdateAsync());
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(LockFile));
    }

    [Fact]
    public async Task Folders_that_differ_in_case_alone_are_an_error()
    {
        _folder.Write("models/fraud/1/model.onnx", "one");
        _folder.Write("models/Fraud/1/model.onnx", "two");
        Assert.SkipUnless(Directory.GetDirectories(_folder["models"]).Length == 2, "Case does not count in this file system.");
        var error = await Assert.ThrowsAsync<IOException>(() => UpdateAsync());
        Assert.Contains("Fraud, fraud", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_not_overwritten()
    {
        _folder.Write("models/fraud/1/model.onnx", "one");
        _folder.Write("inference.lock.json", "<<<<<<< HEAD");
        await Assert.ThrowsAsync<InvalidDataException>(() => UpdateAsync());
        Assert.Equal("<<<<<<< HEAD", Content);
    }

    [Fact]
    public async Task A_repository_that_is_not_there_prunes_nothing()
    {
        Pins.Write(LockFile, ("fraud", "1", Pins.Digest(1)));
        Directory.Delete(_folder["models"]);
        await Assert.ThrowsAsync<DirectoryNotFoundException>(() => UpdateAsync(new() { Prune = true }));
        Assert.Contains("fraud", Content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stopped_update_writes_nothing()
    {
        _folder.Write("models/fraud/1/model.onnx", "one");
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ModelLockFile.UpdateAsync(_folder["models"], LockFile, null, stop.Token));
        Assert.False(File.Exists(LockFile));
    }

    [Fact]
    public void What_a_host_serves_can_be_pinned_too()
    {
        Pins.Write(LockFile, ("other", "1", Pins.Digest(9)), ("fraud", "1", Pins.Digest(1)));
        var status = new ModelStatus
        {
            Name = "Fraud",
            Desired = "latest",
            Versions =
            [
                new() { Version = ModelVersion.FromNumber(3), State = ModelVersionState.Failed },
                new() { Version = ModelVersion.FromNumber(2), State = ModelVersionState.Ready, Digest = Pins.Digest(2) },
            ],
        };
        Assert.Equal(new(new("fraud", ModelVersion.FromNumber(2)), null, Pins.Digest(2)), Assert.Single(ModelLockFile.Update([status], LockFile)) with { Id = new("fraud", ModelVersion.FromNumber(2)) });
        // Of a model that is not among those given, nothing is known.
        Assert.Equal("fraud/1", Assert.Single(ModelLockFile.Update([status], LockFile, new() { Prune = true })).Id.ToString());
        Assert.Contains("other", Content, StringComparison.Ordinal);
    }

    private Task<IReadOnlyList<ModelLockChange>> UpdateAsync(ModelLockOptions? options = null) =>
        ModelLockFile.UpdateAsync(_folder["models"], LockFile, options, TestContext.Current.CancellationToken);
}
