using System.Text;
using InferenceKit.ControlPlane.State;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace InferenceKit.Tests.ControlPlane.State;

public sealed class FileModelStateStoreTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string StatePath => _folder["state"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_one_writes_another_reads_whatever_the_case_of_the_name()
    {
        using var one = Store();
        using var other = Store();
        Assert.Null(await one.ReadAsync("fraud", Ct));
        Assert.False(Directory.Exists(StatePath));
        Assert.True(await one.TryWriteAsync("Fraud", Document("{ \"schema\": 1 }"), null, Ct));
        Assert.Equal("{ \"schema\": 1 }", Text(await other.ReadAsync("fraud", Ct)));
    }

    [Fact]
    public async Task A_write_that_expects_another_state_than_there_is_changes_nothing()
    {
        using var store = Store();
        await store.TryWriteAsync("m", Document("1"), null, Ct);
        var etag = (await store.ReadAsync("m", Ct))!.ETag;
        Assert.False(await store.TryWriteAsync("m", Document("2"), null, Ct));
        Assert.True(await store.TryWriteAsync("m", Document("2"), etag, Ct));
        Assert.False(await store.TryWriteAsync("m", Document("3"), etag, Ct));
        Assert.Equal("2", Text(await store.ReadAsync("m", Ct)));
    }

    [Fact]
    public async Task Many_writers_on_many_stores_lose_no_change()
    {
        const int Writers = 8, Changes = 25;
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(w => Task.Run(async () =>
        {
            using var store = Store();
            for (var i = 0; i < Changes;)
            {
                var document = await store.ReadAsync("m", Ct);
                var next = (document is null ? "" : Text(document)) + $"{w}:{i};";
                if (await store.TryWriteAsync("m", Document(next), document?.ETag, Ct)) i++;
            }
        }, Ct)));
        using var reader = Store();
        var all = Text(await reader.ReadAsync("m", Ct)).Split(';', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Writers * Changes, all.Distinct().Count());
        Assert.All(
            Enumerable.Range(0, Writers),
            w => Assert.Equal(Enumerable.Range(0, Changes), all.Where(c => c.StartsWith($"{w}:", StringComparison.Ordinal)).Select(c => int.Parse(c.Split(':')[1]))));
        Assert.Equal(["model.m.json", "model.m.json.lock"], Directory.GetFiles(StatePath).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task What_a_killed_writer_left_is_swept_by_the_next()
    {
        using var store = Store();
        await store.TryWriteAsync("m", Document("1"), null, Ct);
        _folder.Write("state/.model.m.json.0123.tmp", "half");
        _folder.Write("state/.model.other.json.0123.tmp", "somebody else's");
        _folder.Write("state/.model.m.json.x.json.0123.tmp", "of a model named m.json.x");
        await store.TryWriteAsync("m", Document("2"), (await store.ReadAsync("m", Ct))!.ETag, Ct);
        Assert.False(File.Exists(_folder["state/.model.m.json.0123.tmp"]));
        Assert.True(File.Exists(_folder["state/.model.other.json.0123.tmp"]));
        Assert.True(File.Exists(_folder["state/.model.m.json.x.json.0123.tmp"]));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_named_with_its_option()
    {
        _folder.Write("state", "a file in its place");
        using var store = Store();
        var error = await Assert.ThrowsAsync<IOException>(async () => await store.TryWriteAsync("m", Document("1"), null, Ct));
        Assert.Contains($"'{StatePath}' (State:Path)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_read_only_folder_is_read_and_a_write_is_refused()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "Nothing is read-only for this user.");
        if (OperatingSystem.IsWindows()) return;
        using var store = Store();
        await store.TryWriteAsync("m", Document("1"), null, Ct);
        File.SetUnixFileMode(StatePath, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            Assert.Equal("1", Text(await store.ReadAsync("m", Ct)));
            await Assert.ThrowsAsync<IOException>(async () => await store.TryWriteAsync("new", Document("2"), null, Ct));
        }
        finally
        {
            File.SetUnixFileMode(StatePath, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public async Task A_lock_held_for_ever_is_an_error_in_the_end()
    {
        Directory.CreateDirectory(StatePath);
        var clock = new FakeTimeProvider();
        using var held = new FileStream(_folder["state/model.m.json.lock"], FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        using var store = new FileModelStateStore(StatePath, null, NullLogger.Instance, clock);
        var write = store.TryWriteAsync("m", Document("1"), null, Ct).AsTask();
        await Eventually.True(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return write.IsCompleted;
        });
        Assert.Contains("another process has held", (await Assert.ThrowsAsync<IOException>(() => write)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../m")]
    [InlineData("a/b")]
    [InlineData("")]
    public async Task A_name_that_is_no_models_reaches_no_file(string name)
    {
        using var store = Store();
        await Assert.ThrowsAsync<InvalidDataException>(async () => await store.ReadAsync(name, Ct));
        await Assert.ThrowsAsync<InvalidDataException>(async () => await store.TryWriteAsync(name, Document("1"), null, Ct));
    }

    [Fact]
    public async Task A_state_of_many_megabytes_is_refused_before_it_is_read()
    {
        Directory.CreateDirectory(StatePath);
        using (var file = File.Create(_folder["state/model.m.json"])) file.SetLength(1L << 33);
        using var store = Store();
        await Assert.ThrowsAsync<InvalidDataException>(async () => await store.ReadAsync("m", Ct));
    }

    [Fact]
    public async Task Writes_of_others_are_noticed_by_looking()
    {
        var clock = new FakeTimeProvider();
        using var watching = new FileModelStateStore(StatePath, TimeSpan.FromSeconds(5), NullLogger.Instance, clock);
        using var other = Store();
        var token = watching.GetReloadToken();
        await other.TryWriteAsync("m", Document("1"), null, Ct);
        await Eventually.True(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(5));
            return token.HasChanged;
        });
    }

    private FileModelStateStore Store() => new(StatePath, null, NullLogger.Instance, TimeProvider.System);

    private static ModelStateDocument Document(string json) => new() { Json = Encoding.UTF8.GetBytes(json) };

    private static string Text(ModelStateDocument? document) => Encoding.UTF8.GetString(document!.Json.Span);
}
