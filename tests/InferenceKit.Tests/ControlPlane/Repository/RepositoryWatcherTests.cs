using InferenceKit.Configuration;
using InferenceKit.ControlPlane.Repository;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Primitives;
using Microsoft.Extensions.Time.Testing;

namespace InferenceKit.Tests.ControlPlane.Repository;

public sealed class RepositoryWatcherTests : IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);

    private readonly TempFolder _folder = new();
    private readonly FakeTimeProvider _clock = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task File_events_announce_an_atomic_rename_without_a_poll()
    {
        _folder.Write("models/m/1/model.onnx", "a");
        _folder.Write("incoming/model.onnx", "b");
        using var repository = Repository();
        await repository.ListAsync("m").ToListAsync();
        var token = repository.GetReloadToken();
        Directory.Move(_folder["incoming"], _folder["models/m/2"]);
        await AnnouncedAsync(token, RepositoryWatcher.Debounce);
        Assert.Equal(2, (await repository.ListAsync("m").ToListAsync()).Count);
    }

    [Fact]
    public async Task Many_events_are_one_announcement()
    {
        _folder.Write("models/m/1/model.onnx", "a");
        using var repository = Repository();
        var announcements = 0;
        using var subscription = ChangeToken.OnChange(repository.GetReloadToken, () => Interlocked.Increment(ref announcements));
        for (var i = 0; i < 50; i++) _folder.Write($"models/m/2/part{i}", "x");
        await Eventually.True(() =>
        {
            _clock.Advance(RepositoryWatcher.Debounce);
            return Volatile.Read(ref announcements) > 0;
        });
        Assert.InRange(announcements, 1, 10);
    }

    [Fact]
    public async Task The_poll_notices_what_events_miss()
    {
        Directory.CreateDirectory(_folder["models/.data"]);
        _folder.Write("models/.data/1/model.onnx", "a");
        // No events come through a link.
        Directory.CreateSymbolicLink(_folder["models/m"], _folder["models/.data"]);
        using var repository = Repository();
        await repository.ListAsync("m").ToListAsync();
        await QuietAsync(repository);
        var token = repository.GetReloadToken();
        File.SetLastWriteTimeUtc(_folder["models/.data/1/model.onnx"], DateTime.UtcNow.AddMinutes(-1));
        await AnnouncedAsync(token, Poll);
    }

    [Fact]
    public async Task The_folder_may_come_later_vanish_and_come_back()
    {
        using var repository = Repository();
        await Assert.ThrowsAnyAsync<IOException>(async () => await repository.ListAsync("m").ToListAsync());
        for (var round = 0; round < 2; round++)
        {
            var token = repository.GetReloadToken();
            _folder.Write("models/m/1/model.onnx", "a");
            await AnnouncedAsync(token, Poll);
            Assert.Single(await repository.ListAsync("m").ToListAsync());
            token = repository.GetReloadToken();
            Directory.Delete(_folder["models"], recursive: true);
            await AnnouncedAsync(token, Poll);
        }
    }

    [Fact]
    public async Task A_single_file_may_come_later()
    {
        using var repository = new FileModelRepository(_folder["model.onnx"], Watched(), NullLogger.Instance, _clock);
        await Assert.ThrowsAnyAsync<IOException>(async () => await repository.ListAsync("m").ToListAsync());
        var token = repository.GetReloadToken();
        _folder.Write("model.onnx", "a");
        await AnnouncedAsync(token, Poll);
    }

    [Fact]
    public async Task An_unwatched_repository_announces_nothing()
    {
        _folder.Write("models/m/1/model.onnx", "a");
        using var repository = new FolderModelRepository(new() { Path = _folder["models"] }, NullLogger.Instance, _clock);
        await repository.ListAsync("m").ToListAsync();
        var token = repository.GetReloadToken();
        _folder.Write("models/m/2/model.onnx", "b");
        _clock.Advance(Poll * 3);
        Assert.False(token.HasChanged);
    }

    [Fact]
    public async Task A_single_file_is_watched_too()
    {
        _folder.Write("model.onnx", "a");
        using var repository = new FileModelRepository(_folder["model.onnx"], Watched(), NullLogger.Instance, _clock);
        var before = await repository.ListAsync("m").SingleAsync();
        var token = repository.GetReloadToken();
        _folder.Write("new.onnx", "another");
        File.Move(_folder["new.onnx"], _folder["model.onnx"], overwrite: true);
        await AnnouncedAsync(token, Poll);
        var after = await repository.ListAsync("m").SingleAsync();
        Assert.Equal(before.Id, after.Id);
        Assert.NotEqual(before.Fingerprint, after.Fingerprint);
    }

    private RepositorySettings Watched() => new() { Path = _folder["models"], Watch = true, PollInterval = Poll };

    private FolderModelRepository Repository() => new(Watched(), NullLogger.Instance, _clock);

    private Task AnnouncedAsync(IChangeToken token, TimeSpan step) => Eventually.True(() =>
    {
        _clock.Advance(step);
        return token.HasChanged;
    });

    /// <summary>Lets events of the preparation pass.</summary>
    private async Task QuietAsync(FolderModelRepository repository)
    {
        IChangeToken token;
        do
        {
            token = repository.GetReloadToken();
            for (var i = 0; i < 20 && !token.HasChanged; i++)
            {
                _clock.Advance(RepositoryWatcher.Debounce);
                await Task.Yield();
            }
        }
        while (token.HasChanged);
    }
}
